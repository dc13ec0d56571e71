"""Score levels: the distinct totals of a contest, highest first, and how many hold each.

Whatever can be asked about cut-offs depends on these few numbers alone, so a million contestants are counted
once and a jury may then move cut-offs as often as it likes.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

import numpy as np

from competitions.contests.mark_table import Flags, Integers, scaled, unscaled


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Arrays of one length, a place for each distinct total, highest first; totals are times 10**places.

    `contestants` are those who count towards the medals; `guests` are ranked and awarded by the same cut-offs
    but do not move them. `full_contestants` and `full_guests` are those among them with a full mark on at least
    one problem. Who was absent from every problem is in neither: nobody's half is measured by them.
    """

    totals: Integers
    contestants: Integers
    guests: Integers
    full_contestants: Integers
    full_guests: Integers
    places: int = 0

    @classmethod
    def of(
        cls,
        totals: Integers,
        guest: Flags | None = None,
        full: Flags | None = None,
        absent: Flags | None = None,
        places: int = 0,
    ) -> Self:
        """Count contestants by total. All arguments have a place for each contestant; the flags default to no."""
        nobody = np.zeros(totals.size, dtype=np.bool_)
        guest, full = nobody if guest is None else guest, nobody if full is None else full
        if absent is not None and absent.any():
            totals, guest, full = totals[~absent], guest[~absent], full[~absent]
        distinct, level = distinct_descending(totals)
        kinds = np.bincount(level * 4 + guest * 2 + full, minlength=distinct.size * 4).reshape(-1, 4)
        kinds = kinds.astype(np.int64)
        return cls(distinct, kinds[:, 0] + kinds[:, 1], kinds[:, 2] + kinds[:, 3], kinds[:, 1], kinds[:, 3], places)

    @property
    def size(self) -> int:
        """How many contestants count towards the medals."""
        return int(self.contestants.sum())

    def decimal(self, total: int) -> Decimal:
        return unscaled(total, self.places)

    def scaled(self, total: Decimal) -> int:
        """The least whole number, on these totals' scale, that is not below `total`."""
        return scaled(total, self.places)

    def reached(self, threshold: int) -> int:
        """The number of levels whose total is at least `threshold`: they are the first ones."""
        return int(np.searchsorted(-self.totals, -threshold, side="right"))


def distinct_descending(totals: Integers) -> tuple[Integers, Integers]:
    """The distinct totals, highest first, and the place in them of each contestant's."""
    if not totals.size:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    highest = int(totals.max())
    below = highest - totals
    if int(below.max()) > 4 * totals.size:
        distances, level = np.unique(below, return_inverse=True)
        return (highest - distances).astype(np.int64), level.astype(np.int64)
    distances = np.flatnonzero(np.bincount(below))
    place = np.zeros(int(distances[-1]) + 1, dtype=np.int64)
    place[distances] = np.arange(distances.size)
    return (highest - distances).astype(np.int64), place[below]
