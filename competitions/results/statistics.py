"""How each problem of a contest went.

Facility and discrimination are the usual words of test theory: the mean as a part of the full mark, and the
correlation of a problem's mark with the total of the other problems. Both take marked scripts only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from competitions.contests.mark import Standing
from competitions.contests.mark_table import NUMBER, STANDINGS, Integers, MarkTable, scaled, unscaled

# A histogram has a place for every mark of the problem up to so many, and else for those that were given.
MOST_MARKS_SHOWN = 41


@dataclass(frozen=True, slots=True)
class ProblemStatistics:
    """One problem. `standings` counts all scripts; everything else is of those with a number.

    `distribution` pairs each mark with how many got it, lowest first: every whole mark up to the full one where
    marks are whole and few, otherwise those that were given. `mean` and `facility` are None without a marked script,
    `discrimination` also where the marks, or the totals of the other problems, are all equal.
    """

    number: int
    maximum: Decimal
    standings: dict[Standing, int]
    full: int
    zero: int
    mean: Fraction | None
    distribution: tuple[tuple[Decimal, int], ...]
    discrimination: float | None

    @property
    def marked(self) -> int:
        return self.standings[Standing.NUMBER]

    @property
    def facility(self) -> Fraction | None:
        """The mean as a part of the full mark, from 0 (nobody got anything) to 1."""
        return None if self.mean is None or not self.maximum else self.mean / Fraction(self.maximum)

    @property
    def largest(self) -> int:
        """The height of the tallest bar of the distribution."""
        return max((count for _mark, count in self.distribution), default=0)


def problem_statistics(marks: MarkTable, maxima: Sequence[Decimal]) -> list[ProblemStatistics]:
    """Of each problem, in order. To leave guests out, pass `marks.take(~guest)`."""
    if len(maxima) != marks.problems:
        raise ValueError(f"{len(maxima)} maxima are given for {marks.problems} problems.")
    totals = marks.totals()
    return [of_problem(marks, problem, maximum, totals) for problem, maximum in enumerate(maxima)]


def of_problem(marks: MarkTable, problem: int, maximum: Decimal, totals: Integers) -> ProblemStatistics:
    marked = marks.standings[:, problem] == NUMBER
    numbers = marks.numbers[marked, problem]
    counts = np.bincount(marks.standings[:, problem], minlength=len(STANDINGS)).tolist()
    return ProblemStatistics(
        number=problem + 1,
        maximum=maximum,
        standings=dict(zip(STANDINGS, counts, strict=True)),
        full=int((numbers >= scaled(maximum, marks.places)).sum()) if maximum else 0,
        zero=int((numbers == 0).sum()),
        mean=Fraction(int(numbers.sum()), numbers.size * 10**marks.places) if numbers.size else None,
        distribution=distribution_of(numbers, marks.places, maximum),
        discrimination=correlation(numbers, totals[marked] - numbers),
    )


def distribution_of(numbers: Integers, places: int, maximum: Decimal) -> tuple[tuple[Decimal, int], ...]:
    distinct, counts = np.unique(numbers, return_counts=True)
    given = {unscaled(number, places): count for number, count in zip(distinct.tolist(), counts.tolist(), strict=True)}
    if maximum < MOST_MARKS_SHOWN and all(mark == mark.to_integral_value() for mark in (maximum, *given)):
        highest = int(max([maximum, *given]))
        return tuple((Decimal(mark), given.get(Decimal(mark), 0)) for mark in range(highest + 1))
    return tuple(sorted(given.items()))


def correlation(marks: Integers, others: Integers) -> float | None:
    """Pearson's, or None where it has no meaning."""
    if marks.size < 2 or np.ptp(marks) == 0 or np.ptp(others) == 0:
        return None
    return float(np.corrcoef(marks.astype(np.float64), others.astype(np.float64))[0, 1])
