"""Marks in bulk: whole contests as arrays of scaled integers, exact and fast.

A table of n contestants and p problems holds two arrays of shape (n, p): `numbers`, each mark times
10**places as a 64-bit integer (0 where there is no number), and `standings`, each an index into STANDINGS.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from competitions.contests.mark import MarkValue, Standing, decimal_places

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.int8]

STANDINGS: tuple[Standing, ...] = tuple(Standing)
CODES = {standing: code for code, standing in enumerate(STANDINGS)}
NUMBER = CODES[Standing.NUMBER]


@dataclass(frozen=True, slots=True, eq=False)
class MarkTable:
    """The marks of a contest; rows are contestants and columns problems, both in the caller's order."""

    numbers: Integers
    standings: Codes
    places: int = 0

    def __post_init__(self) -> None:
        if self.numbers.ndim != 2 or self.numbers.shape != self.standings.shape:
            raise ValueError("Numbers and standings are tables of one shape: contestants × problems.")

    @classmethod
    def of(cls, rows: Sequence[Sequence[MarkValue]], problems: int | None = None) -> Self:
        """A table from marks. `problems` is needed only when there are no rows."""
        width = problems if problems is not None else len(rows[0]) if rows else 0
        if any(len(row) != width for row in rows):
            raise ValueError(f"Every contestant has {width} marks, one for each problem.")
        places = max((decimal_places(mark.counts) for row in rows for mark in row), default=0)
        numbers: Any = [[scaled(mark.counts, places) for mark in row] for row in rows]
        standings: Any = [[CODES[mark.standing] for mark in row] for row in rows]
        shape = (len(rows), width)
        return cls(
            np.asfortranarray(np.array(numbers, dtype=np.int64).reshape(shape)),
            np.asfortranarray(np.array(standings, dtype=np.int8).reshape(shape)),
            places,
        )

    @property
    def contestants(self) -> int:
        return int(self.numbers.shape[0])

    @property
    def problems(self) -> int:
        return int(self.numbers.shape[1])

    def totals(self) -> Integers:
        """Each contestant's sum of numbers, scaled as the table is."""
        totals: Integers = self.numbers.sum(axis=1, dtype=np.int64)
        return totals

    def absent(self) -> Flags:
        """Who was absent from every problem: not a contestant in the regulation's sense, though ranked last."""
        if not self.problems:
            return np.zeros(self.contestants, dtype=np.bool_)
        absent: Flags = (self.standings == CODES[Standing.ABSENT]).all(axis=1)
        return absent

    def unsettled(self) -> Flags:
        """Whose total may still change: a script is not marked yet, or its mark is withheld."""
        settled = np.array([standing.settled for standing in STANDINGS])[self.standings]
        unsettled: Flags = np.logical_not(settled.all(axis=1))
        return unsettled

    def full(self, maxima: Sequence[Decimal]) -> Flags:
        """Who has a full mark on at least one problem. `maxima` is what a full mark is, problem by problem."""
        if len(maxima) != self.problems:
            raise ValueError(f"{len(maxima)} maxima are given for {self.problems} problems.")
        reached = np.zeros(self.contestants, dtype=np.bool_)
        for problem, maximum in enumerate(maxima):
            if maximum > 0:
                reached |= self.numbers[:, problem] >= scaled(maximum, self.places)
        return reached

    def highest(self) -> Decimal:
        """The highest mark of the table; zero if there is none."""
        return unscaled(int(self.numbers.max(initial=0)), self.places)

    def take(self, who: Flags | Integers) -> Self:
        """The table of some contestants only."""
        return type(self)(self.numbers[who], self.standings[who], self.places)

    def mark(self, contestant: int, problem: int) -> MarkValue:
        standing = STANDINGS[self.standings[contestant, problem]]
        if standing != Standing.NUMBER:
            return MarkValue(standing)
        return MarkValue.of(unscaled(int(self.numbers[contestant, problem]), self.places))


def scaled(number: Decimal, places: int) -> int:
    """The number times 10**places, rounded up: `total >= number` holds for scaled totals as for plain ones."""
    return int(number.scaleb(places).to_integral_value(rounding=ROUND_CEILING))


def unscaled(number: int, places: int) -> Decimal:
    """The exact number of which `number` is 10**places times."""
    return Decimal(number).scaleb(-places)
