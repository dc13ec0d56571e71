"""What if: an open proposal computed with other places and quotas; nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from talent.selection.attributes import words_of
from talent.selection.models import Proposal, Standing
from talent.selection.outcome import Outcome
from talent.selection.proposal import propose
from talent.selection.proposing import candidates_of, terms_of
from talent.selection.reasons import Explanation
from talent.selection.scoring import in_full, total_of


@dataclass(frozen=True)
class Changed:
    """Somebody who would come in or go out, and why."""

    standing: Standing
    reason: str


@dataclass(frozen=True)
class WhatIf:
    """The outcome beside the one that was computed. `conflict` says in words what cannot hold, '' where all does."""

    before: int
    after: int
    total_before: Decimal
    total_after: Decimal
    come: list[Changed]
    go: list[Changed]
    conflict: str

    @property
    def difference(self) -> Decimal:
        return self.total_after - self.total_before

    def shown(self) -> dict[str, str]:
        """The numbers as the page has them."""
        return {
            "before": in_full(self.total_before), "after": in_full(self.total_after),
            "difference": ("+" if self.difference > 0 else "") + in_full(self.difference),
        }


def what_if(proposal: Proposal, places: int, quotas: Sequence[dict]) -> WhatIf:
    """What the proposal would have been; adjustments by hand count on neither side. Raises NotSolved."""
    outcome = Outcome(proposal)
    standings = outcome.standings
    given = candidates_of(standings, proposal.seed)
    proposed = propose(given, terms_of(places, quotas, proposal.rulings))
    explained = Explanation(proposed, words_of([each.nomination for each in standings], quotas))
    told = explained.reasons()
    computed = {each.nomination.key for each in standings if each.proposed}
    come = [each for each in standings if each.nomination.key in proposed.selected - computed]
    go = [each for each in standings if each.nomination.key in computed - proposed.selected]
    return WhatIf(
        len(computed), len(proposed.selected), total_of(one for one in given if one.key in computed), proposed.total,
        [Changed(each, told[each.nomination.key]) for each in come],
        [Changed(each, told[each.nomination.key]) for each in go], explained.conflict(),
    )
