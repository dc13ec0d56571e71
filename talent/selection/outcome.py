"""What a proposal, with its adjustments, comes to: quotas, countries, and what one more adjustment would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from talent.selection.attributes import rules_of, words_of
from talent.selection.models import Proposal, Standing
from talent.selection.proposing import candidates_of
from talent.selection.quotas import BoundStanding, bounds_of, percent, stand, whom
from talent.selection.scoring import in_full

# So many bounds are read at a glance.
FEW = 16


@dataclass(frozen=True)
class QuotaLine:
    """One bound in the quota table."""

    whom: str
    of: int
    have: int
    minimum: str
    maximum: str
    verdict: str
    kept: bool
    # Whether one more or one fewer would break it: what decides about people.
    tight: bool


@dataclass(frozen=True)
class Change:
    """How one bound would stand after an adjustment."""

    whom: str
    before: QuotaLine
    after: QuotaLine


@dataclass(frozen=True)
class CountryBar:
    name: str
    selected: int
    nominated: int


class Outcome:
    """Reads a proposal's standings once, in a bounded number of queries."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal
        self.standings: list[Standing] = list(
            proposal.standings.select_related("nomination__nominee", "nomination__institution").order_by("rank")
        )

    @cached_property
    def selected(self) -> frozenset[str]:
        return frozenset(each.nomination.key for each in self.standings if each.selected)

    @cached_property
    def bounds(self):
        return bounds_of(rules_of(self.proposal.quotas), candidates_of(self.standings, self.proposal.seed))

    @cached_property
    def words(self):
        return words_of([each.nomination for each in self.standings], self.proposal.quotas)

    @cached_property
    def computed_total(self) -> Decimal:
        """The total score of what was computed, before anybody changed anything by hand."""
        return sum((each.score for each in self.standings if each.proposed and each.reviews), Decimal())

    @property
    def computed_total_shown(self) -> str:
        return in_full(self.computed_total)

    @property
    def free(self) -> int:
        """Places not taken; negative when more are selected than there are."""
        return self.proposal.places - len(self.selected)

    @property
    def over(self) -> int:
        return max(0, -self.free)

    @cached_property
    def quota_lines(self) -> list[QuotaLine]:
        return [self.line(each) for each in stand(self.bounds, self.selected)]

    @cached_property
    def tight_lines(self) -> list[QuotaLine]:
        """The bounds to look at first; all of them where there are few."""
        if len(self.quota_lines) <= FEW:
            return self.quota_lines
        return [line for line in self.quota_lines if line.tight or not line.kept]

    @property
    def easy_lines(self) -> list[QuotaLine]:
        """The others: kept, with room to spare."""
        return [line for line in self.quota_lines if line not in self.tight_lines]

    @property
    def broken(self) -> list[QuotaLine]:
        return [line for line in self.quota_lines if not line.kept]

    @property
    def unreviewed(self) -> list[Standing]:
        return [each for each in self.standings if not each.reviews]

    @property
    def adjusted(self) -> int:
        return sum(1 for each in self.standings if each.adjusted_by_id)

    @property
    def may_wait(self) -> int:
        return sum(1 for each in self.standings if not each.selected and each.waits)

    def line(self, standing: BoundStanding) -> QuotaLine:
        bound = standing.bound
        if standing.missing:
            verdict = _("%(n)s lacking") % {"n": standing.missing}
        elif standing.over:
            verdict = _("%(n)s too many") % {"n": standing.over}
        else:
            verdict = _("kept")
        who = whom(bound.where, self.words)
        rule = bound.rule
        return QuotaLine(
            who[:1].upper() + who[1:], len(bound.members), standing.have,
            both(rule.minimum, rule.minimum_share), both(rule.maximum, rule.maximum_share), verdict, standing.kept,
            standing.needed or standing.full,
        )

    def consequences(self, key: str, *, selected: bool) -> list[Change]:
        """The bounds that change when this nomination goes in or out."""
        after = self.selected | {key} if selected else self.selected - {key}
        return [
            Change(self.line(late).whom, self.line(early), self.line(late))
            for early, late in zip(stand(self.bounds, self.selected), stand(self.bounds, after), strict=True)
            if early.have != late.have
        ]

    @cached_property
    def countries(self) -> list[CountryBar]:
        return count_by_country(self.standings)


def both(count: int | None, share: Fraction | None) -> str:
    """A count and a share as a table shows them; '' for neither."""
    return ", ".join([*([] if count is None else [str(count)]), *([] if share is None else [percent(share)])])


def count_by_country(standings: Sequence[Standing]) -> list[CountryBar]:
    """How many of each country were nominated and are selected, the most selected first."""
    found: dict[str, list[int]] = {}
    for each in standings:
        counts = found.setdefault(each.nomination.nominee.country.name or "?", [0, 0])
        counts[0] += each.selected
        counts[1] += 1
    bars = [CountryBar(name, *counts) for name, counts in found.items()]
    return sorted(bars, key=lambda bar: (-bar.selected, -bar.nominated, bar.name))
