"""A whole contest at once: totals, ranks, cut-offs and awards, from the marks alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from competitions.contests.mark import MarkValue
from competitions.contests.mark_table import Codes, Flags, Integers, MarkTable, unscaled
from competitions.contests.ranks import competition_ranks, shown_ranks
from competitions.results.levels import Levels
from competitions.results.medals import AWARDS, INTERNATIONAL, Award, Cutoffs, MedalRule, awards
from competitions.results.proposal import Fixed, Proposal, propose


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Arrays with a place for each contestant, in the order in which they were given."""

    totals: Integers
    ranks: Integers
    awards: Codes
    places: int
    levels: Levels
    cutoffs: Cutoffs
    proposal: Proposal

    def order(self) -> Integers:
        """The contestants' places from the first rank down; who share a rank stay in the given order."""
        return np.argsort(self.ranks, kind="stable")


def rank(
    marks: MarkTable,
    maxima: Sequence[Decimal],
    *,
    guest: Flags | None = None,
    cutoffs: Cutoffs | None = None,
    fixed: Fixed | None = None,
    rule: MedalRule = INTERNATIONAL,
) -> Ranking:
    """Rank and award a contest in bulk.

    `maxima` is the full mark of each problem, `guest` who does not move the cut-offs. Without `cutoffs` the
    proposal nearest to the rule is taken, around what is `fixed`.
    """
    totals = marks.totals()
    full = marks.full(maxima)
    levels = Levels.of(totals, guest, full, marks.absent(), marks.places)
    proposal = propose(levels, rule, fixed)
    taken = proposal.nearest.cutoffs if cutoffs is None else cutoffs
    return Ranking(
        totals=totals,
        ranks=competition_ranks(totals),
        awards=awards(totals, full, taken, marks.places),
        places=marks.places,
        levels=levels,
        cutoffs=taken,
        proposal=proposal,
    )


@dataclass(frozen=True, slots=True)
class Contestant:
    """One contestant's marks in the order of the problems."""

    code: str
    marks: tuple[MarkValue, ...]
    guest: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """One contestant's result. `settled` is False while a mark of theirs is missing or withheld."""

    contestant: Contestant
    rank: int
    shown_rank: str
    total: Decimal
    award: Award
    settled: bool


def rank_contestants(
    contestants: Sequence[Contestant],
    maxima: Sequence[Decimal],
    *,
    cutoffs: Cutoffs | None = None,
    fixed: Fixed | None = None,
    rule: MedalRule = INTERNATIONAL,
) -> tuple[list[Placed], Ranking]:
    """The same for contestants one by one: their results from the first rank down, and the ranking whole."""
    marks = MarkTable.of([contestant.marks for contestant in contestants], len(maxima))
    guest = np.array([contestant.guest for contestant in contestants], dtype=np.bool_)
    ranking = rank(marks, maxima, guest=guest, cutoffs=cutoffs, fixed=fixed, rule=rule)
    return list(placed(contestants, ranking, marks.unsettled())), ranking


def placed(contestants: Sequence[Contestant], ranking: Ranking, unsettled: Flags) -> Iterator[Placed]:
    shown = shown_ranks(ranking.ranks)
    for at in ranking.order().tolist():
        yield Placed(
            contestant=contestants[at],
            rank=int(ranking.ranks[at]),
            shown_rank=shown[at],
            total=unscaled(int(ranking.totals[at]), ranking.places),
            award=AWARDS[ranking.awards[at]],
            settled=not unsettled[at],
        )
