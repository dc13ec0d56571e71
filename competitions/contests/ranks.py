"""Ranks in competition order: one more than the number of contestants with a higher total (1, 2, 2, 4)."""

from collections.abc import Sequence

import numpy as np

from competitions.contests.mark_table import Integers


def competition_ranks(totals: Integers) -> Integers:
    """Each contestant's rank, in the order of `totals`. Equal totals share a rank; the next one is left out."""
    if not totals.size:
        return np.zeros(0, dtype=np.int64)
    lowest, highest = int(totals.min()), int(totals.max())
    if highest - lowest <= 4 * totals.size:
        return ranks_by_counting(totals - lowest)
    ascending = np.sort(totals)
    return totals.size + 1 - np.searchsorted(ascending, totals, side="right").astype(np.int64)


def ranks_by_counting(totals: Integers) -> Integers:
    """The same for totals from zero up within a small range, without sorting."""
    holders = np.bincount(totals)
    higher = totals.size - np.cumsum(holders)
    return (1 + higher)[totals]


def shown_ranks(ranks: Integers | Sequence[int]) -> list[str]:
    """Ranks as people read them: '=2' where several share the second place.

    >>> shown_ranks([1, 2, 2, 4])
    ['1', '=2', '=2', '4']
    """
    distinct, where, holders = np.unique(np.asarray(ranks, dtype=np.int64), return_inverse=True, return_counts=True)
    held = zip(distinct.tolist(), holders.tolist(), strict=True)
    shown = [str(rank) if by == 1 else f"={rank}" for rank, by in held]
    return [shown[index] for index in where.tolist()]
