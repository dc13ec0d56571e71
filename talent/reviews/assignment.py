"""Who reviews what: every nomination gets its reviewers, nobody judges where they may not, and the work is even.

Correct means, in this order: as many of the wanted reviews as can be had (where some cannot, they are missed as evenly
as possible); the numbers of reviews a reviewer as even as conflicts allow (least sum of squares, so no two who could
exchange a nomination differ by more than one); as few assignments taken back as possible; the best fit of expertise
and language; then a lot, so that reviewers are mixed and calibration can compare them. Each is solved to a proven
optimum among the answers that are best by all before it, as a flow of least cost (see `network`).
"""

import hashlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from talent.reviews.network import Network, Whole, least_cost

# Beside the even share, so many levels of load are looked at first; more only where conflicts need them.
MARGIN = 8
LOTS = 1000


class Pair(NamedTuple):
    """A nomination and who reviews it, by their keys."""

    nomination: str
    reviewer: str


@dataclass(frozen=True)
class Seat:
    """A reviewer on the panel; `most` is how many reviews they take in all, begun ones too (None: any number)."""

    reviewer: str
    most: int | None = None


@dataclass(frozen=True)
class Unmet:
    """A nomination with fewer reviewers than wanted.

    Of those on the panel who do not review it, `barred` may not, and `full` have as many reviews as they take.
    """

    nomination: str
    wanted: int
    given: int
    barred: int
    full: int


@dataclass(frozen=True)
class Assignment:
    """The answer: every pair, those begun included; what is new, and what was taken back from `kept`."""

    pairs: frozenset[Pair]
    loads: dict[str, int]
    unmet: tuple[Unmet, ...]
    added: frozenset[Pair]
    dropped: frozenset[Pair]


def assign(
    wanted: Mapping[str, int], seats: Sequence[Seat], *, barred: AbstractSet[Pair] = frozenset(),
    begun: AbstractSet[Pair] = frozenset(), kept: AbstractSet[Pair] = frozenset(),
    fit: Mapping[Pair, int] | None = None, seed: str = "",
) -> Assignment:
    """The best assignment of `wanted` reviews a nomination to the seats.

    `begun` pairs stay whatever else changes and count for the nomination, also of reviewers without a seat; `kept`
    were assigned before and not begun. A barred pair is in no answer, begun or not. `fit` is how well a reviewer
    suits a nomination (whole, higher is better, 0 where not given). Only keys and `seed` decide between equals,
    not the order in which anything is given.
    """
    begun = frozenset(pair for pair in begun if pair.nomination in wanted and pair not in barred)
    given = _count(pair.nomination for pair in begun)
    needs = {key: max(0, number - given.get(key, 0)) for key, number in wanted.items()}
    board = Board(needs, seats, barred | begun, begun, seed)
    new = frozenset(board.solve(kept, fit or {})) if board.edges else frozenset()
    pairs = begun | new
    sitting = {seat.reviewer for seat in seats}
    counts = _count(pair.reviewer for pair in pairs)
    return Assignment(
        pairs, {seat.reviewer: counts.get(seat.reviewer, 0) for seat in seats},
        _unmet(wanted, seats, barred, pairs), new - kept,
        frozenset(pair for pair in kept if pair not in pairs and pair.reviewer in sitting),
    )


def _unmet(
    wanted: Mapping[str, int], seats: Sequence[Seat], barred: AbstractSet[Pair], pairs: AbstractSet[Pair]
) -> tuple[Unmet, ...]:
    given = _count(pair.nomination for pair in pairs)
    loads = _count(pair.reviewer for pair in pairs)
    full = {seat.reviewer for seat in seats if seat.most is not None and loads.get(seat.reviewer, 0) >= seat.most}
    answer = []
    for key, number in sorted(wanted.items()):
        if given.get(key, 0) >= number:
            continue
        others = [seat.reviewer for seat in seats if Pair(key, seat.reviewer) not in pairs]
        conflicts = sum(Pair(key, reviewer) in barred for reviewer in others)
        busy = sum(reviewer in full and Pair(key, reviewer) not in barred for reviewer in others)
        answer.append(Unmet(key, number, given.get(key, 0), conflicts, busy))
    return tuple(answer)


def _count(keys) -> dict[str, int]:  # type: ignore[no-untyped-def]
    counts: dict[str, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return counts


def drawn(*words: str) -> int:
    """A number that only these words decide, the same on every machine."""
    return int.from_bytes(hashlib.sha256("\x00".join(words).encode()).digest()[:8], "big")


class Board:
    """What is still to be assigned, as a network: nominations → reviewers → levels of load.

    Its columns are, in this order: one for each pair that may be, one for each review a nomination may lack, one for
    each further review a reviewer may get. Everything stands in an order that the seed and the keys decide.
    """

    def __init__(
        self, needs: Mapping[str, int], seats: Sequence[Seat], taken: AbstractSet[Pair], begun: AbstractSet[Pair],
        seed: str,
    ) -> None:
        self.seed = seed
        self.nominations = sorted((key for key in needs if needs[key]), key=lambda key: (drawn(seed, key), key))
        self.needs = [needs[key] for key in self.nominations]
        loads = _count(pair.reviewer for pair in begun)
        seats = sorted(seats, key=lambda seat: (drawn(seed, seat.reviewer), seat.reviewer))
        self.reviewers = [seat.reviewer for seat in seats]
        self.loads = [loads.get(seat.reviewer, 0) for seat in seats]
        self.edges = [
            (i, j)
            for i, nomination in enumerate(self.nominations)
            for j, reviewer in enumerate(self.reviewers)
            if (nomination, reviewer) not in taken
        ]
        free = np.bincount([j for _, j in self.edges], minlength=len(seats)) if self.edges else np.zeros(len(seats))
        self.room = [
            int(number) if seat.most is None else max(0, min(int(number), seat.most - load))
            for number, seat, load in zip(free, seats, self.loads, strict=True)
        ]

    def solve(self, kept: AbstractSet[Pair], fit: Mapping[Pair, int]) -> list[Pair]:
        pairs = [Pair(self.nominations[i], self.reviewers[j]) for i, j in self.edges]
        prices = [
            [-int(pair in kept) for pair in pairs],
            [-fit.get(pair, 0) for pair in pairs],
            [drawn(self.seed, *pair) % LOTS for pair in pairs],
        ]
        share = (sum(self.needs) + sum(self.loads)) // max(1, len(self.reviewers)) + 1
        margin = MARGIN
        while True:
            levels = [
                min(room, max(0, share - load) + margin) for room, load in zip(self.room, self.loads, strict=True)
            ]
            flow = self.flow(levels, [np.array(price, dtype=np.int64) for price in prices])
            chosen = [index for index in range(len(pairs)) if flow[index]]
            counts = np.bincount([self.edges[index][1] for index in chosen], minlength=len(levels))
            # Costs are convex: an answer that touches no level left out is the best with all of them.
            if all(one < level or level == room for one, level, room in zip(counts, levels, self.room, strict=True)):
                return [pairs[index] for index in chosen]
            margin *= 4

    def flow(self, levels: Sequence[int], prices: Sequence[Whole]) -> Whole:
        lacking = np.concatenate([np.arange(need) for need in self.needs])
        loads = [load + np.arange(level) for load, level in zip(self.loads, levels, strict=True)]
        reached = np.concatenate(loads) if loads else np.zeros(0, dtype=np.int64)
        edges, lacks, steps = len(self.edges), len(lacking), len(reached)

        def over(edge: Whole | int = 0, lack: Whole | int = 0, step: Whole | int = 0) -> Whole:
            return np.concatenate([
                np.broadcast_to(value, size).astype(np.int64)
                for value, size in ((edge, edges), (lack, lacks), (step, steps))
            ])

        # The cost of one more grows by two each time: sums are squares, and squares are least where all is even.
        costs = [over(lack=2 * lacking + 1), over(step=2 * reached + 1), *(over(edge=price) for price in prices)]
        return least_cost(self.network(levels, lacks, steps), costs)

    def network(self, levels: Sequence[int], lacks: int, steps: int) -> Network:
        """One row a nomination (its reviews and lacks make what it needs), one a reviewer (reviews fill levels)."""
        first = len(self.nominations)
        ends = np.array(self.edges, dtype=np.int64)
        ends[:, 1] += first
        rows = np.concatenate([
            ends.ravel(), np.repeat(np.arange(first), self.needs),
            first + np.repeat(np.arange(len(self.reviewers)), levels),
        ])
        signs = np.concatenate([np.ones(2 * len(ends) + lacks), -np.ones(steps)]).astype(np.int64)
        starts = np.concatenate([
            2 * np.arange(len(ends)), 2 * len(ends) + np.arange(lacks + steps + 1)
        ]).astype(np.int64)
        balance = np.concatenate([self.needs, np.zeros(len(self.reviewers))]).astype(np.int64)
        return Network(starts, rows, signs, balance, np.ones(len(ends) + lacks + steps, dtype=np.int64))
