"""From scores to ranks, with the published lot among equals."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from talent.reviews.scoring import STEP

LOTS = 1 << 20


def lot(seed: str, key: str) -> int:
    """A nomination's lot, from 1 to 2²⁰: anybody can recompute it from the published seed and the key.

    It is the first 20 bits of SHA-256 of `seed:key`, plus one. The higher lot goes first.
    """
    digest = hashlib.sha256(f"{seed}:{key}".encode()).digest()
    return (int.from_bytes(digest[:4], "big") >> 12) + 1


@dataclass(frozen=True)
class Candidate:
    """One nomination as the selection sees it.

    `score` is None where nobody reviewed it. `traits` gives its value for each quota attribute.
    """

    key: str
    score: Decimal | None
    lot: int
    traits: Mapping[str, str]

    @property
    def steps(self) -> int:
        """The score in whole steps, for exact sums."""
        return int((self.score or Decimal()) / STEP)


def in_rank_order(candidates: Sequence[Candidate]) -> list[Candidate]:
    """By score, then by lot; those without a review last. The key decides between equal lots."""
    return sorted(candidates, key=lambda one: (one.score is None, -one.steps, -one.lot, one.key))
