"""From scores to ranks, with the published lot among equals."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from math import lcm

LOTS = 1 << 30


def lot(seed: str, key: str) -> int:
    """A nomination's lot, from 1 to 2³⁰: anybody can recompute it from the published seed and the key.

    It is the first 30 bits of SHA-256 of `seed:key` in UTF-8, plus one. The higher lot goes first.
    """
    digest = hashlib.sha256(f"{seed}:{key}".encode()).digest()
    return (int.from_bytes(digest[:4], "big") >> 2) + 1


@dataclass(frozen=True)
class Candidate:
    """One nomination as the selection sees it.

    `score` is None where nobody reviewed it. `traits` gives its value for each quota attribute.
    """

    key: str
    score: Decimal | None
    lot: int
    traits: Mapping[str, str]


def in_rank_order(candidates: Sequence[Candidate]) -> list[Candidate]:
    """By score, then by lot; those without a review last. The key decides between equal lots."""
    return sorted(candidates, key=lambda one: (one.score is None, -(one.score or 0), -one.lot, one.key))


def steps_in_one(candidates: Iterable[Candidate]) -> int:
    """How many steps 1 is, in the largest step that every score is a whole number of."""
    return lcm(*((one.score or Decimal()).as_integer_ratio()[1] for one in candidates))


def in_steps(candidates: Sequence[Candidate]) -> list[int]:
    """The scores as whole numbers of steps, exactly."""
    steps = steps_in_one(candidates)
    ratios = [(one.score or Decimal()).as_integer_ratio() for one in candidates]
    return [numerator * (steps // denominator) for numerator, denominator in ratios]


def in_full(number: Decimal) -> str:
    """A number with all its digits and none that say nothing: 110, 70.125."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def total_of(candidates: Iterable[Candidate]) -> Decimal:
    """The sum of the scores, exactly."""
    with localcontext(prec=200):
        return sum((one.score or Decimal() for one in candidates), Decimal())
