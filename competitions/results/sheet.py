"""A contest's marks as they stand, read once for all that is computed from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from hashlib import sha256

import numpy as np

from competitions.contests.mark import MarkValue, Standing, number_text
from competitions.contests.mark_table import Flags, MarkTable, unscaled
from competitions.contests.models import Contest, Entry, Problem
from competitions.marking.models import Mark
from competitions.results.medals import Cutoffs
from competitions.results.ranking import Ranking, rank

NOT_MARKED = MarkValue(Standing.NOT_MARKED)


@dataclass(frozen=True)
class ResultSheet:
    """The contestants who are not withdrawn, in the grid's order, with their marks in the problems' order."""

    problems: Sequence[Problem]
    entries: Sequence[Entry]
    rows: Sequence[Sequence[MarkValue]]

    @cached_property
    def marks(self) -> MarkTable:
        return MarkTable.of(self.rows, len(self.problems))

    @cached_property
    def maxima(self) -> list[Decimal]:
        return [problem.maximum for problem in self.problems]

    @property
    def highest_possible(self) -> Decimal:
        return sum(self.maxima, Decimal(0))

    @cached_property
    def guest(self) -> Flags:
        return np.array([entry.guest for entry in self.entries], dtype=np.bool_)

    def ranked(self, cutoffs: Cutoffs | None = None) -> Ranking:
        """By the proposal nearest to the rule if no cut-offs are given."""
        return rank(self.marks, self.maxima, guest=self.guest, cutoffs=cutoffs)

    def total(self, ranking: Ranking, at: int) -> Decimal:
        return unscaled(int(ranking.totals[at]), ranking.places)

    @property
    def unsettled(self) -> list[tuple[Entry, Problem, Standing]]:
        """Scripts that are not marked yet, and marks that are withheld."""
        return [
            (entry, problem, mark.standing)
            for entry, row in zip(self.entries, self.rows, strict=True)
            for problem, mark in zip(self.problems, row, strict=True)
            if not mark.standing.settled
        ]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all that a cut-off is chosen from: changed by any mark, contestant, guest or full mark."""
        lines = [",".join(number_text(maximum) for maximum in self.maxima)]
        for entry, row in zip(self.entries, self.rows, strict=True):
            lines.append(",".join([entry.key, str(int(entry.guest)), *(mark.text for mark in row)]))
        return sha256("\n".join(lines).encode()).hexdigest()


def read_sheet(contest: Contest, *, people: bool = False) -> ResultSheet:
    """Three queries; with `people` also the registrations and what is needed to know whether names may be shown."""
    problems = list(contest.problems.all())
    entries = contest.entries.entered().in_order()
    if people:
        entries = entries.select_related(
            "registration__person", "registration__delegation", "registration__consent"
        ).prefetch_related("registration__consent__items")
    entries = list(entries)
    marks = {
        (entry, problem): MarkValue(Standing(standing), points)
        for entry, problem, standing, points in Mark.objects.filter(contest=contest).values_list(
            "entry_id", "problem_id", "standing", "points"
        )
    }
    rows = [[marks.get((entry.pk, problem.pk), NOT_MARKED) for problem in problems] for entry in entries]
    return ResultSheet(problems, entries, rows)
