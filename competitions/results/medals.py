"""Medals by cut-offs: what the regulation's words come to, and what a jury's own choice does.

The rule: about half of the contestants get a medal; gold : silver : bronze as near to 1 : 2 : 3 as the totals
allow; equal totals get equal awards; an honourable mention for a full mark on any problem without a medal.
`docs/results.md` names the sources, how often juries follow the rule, and what is our own decision:

- Guests get ranks and awards by the same cut-offs and never move them; nor does anybody absent from all problems.
- No proposal gives a medal for a total of zero.
- Nearest to 1 : 2 : 3 is the least |g − M/6| + |s − M/3| + |b − M/2| for M medals; of equals, the one with more
  gold, then more silver: as with the number of medals, a tie is settled for the contestants.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Self

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from competitions.contests.mark_table import Codes, Flags, Integers, scaled
from competitions.results.levels import Levels


class Award(TextChoices):
    """What a contestant gets; the value is the word that result files carry."""

    GOLD = "gold", _("gold")
    SILVER = "silver", _("silver")
    BRONZE = "bronze", _("bronze")
    MENTION = "honourable mention", _("honourable mention")
    NONE = "", _("no award")


AWARDS: tuple[Award, ...] = tuple(Award)
GOLD, SILVER, BRONZE, MENTION, NONE = range(len(AWARDS))
MEDALS = (Award.GOLD, Award.SILVER, Award.BRONZE)


@dataclass(frozen=True, slots=True)
class MedalRule:
    """The share of contestants who get a medal, and the ratio of gold, silver and bronze."""

    share: Fraction = Fraction(1, 2)
    ratio: tuple[int, int, int] = (1, 2, 3)

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1 or min(self.ratio) < 0 or not sum(self.ratio):
            raise ValueError("A medal rule has a share above zero, at most one, and a ratio that is not 0 : 0 : 0.")


INTERNATIONAL = MedalRule()


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """The lowest total of each medal; None where no total earns it. Silver equal to gold means no silver."""

    gold: Decimal | None
    silver: Decimal | None
    bronze: Decimal | None

    def __post_init__(self) -> None:
        if fault := self.fault():
            raise ValueError(fault)

    def fault(self) -> str:
        given = [cutoff for cutoff in self.as_tuple() if cutoff is not None]
        if any(not cutoff.is_finite() or cutoff <= 0 for cutoff in given):
            return "The lowest total of a medal is a number above zero."
        if given != sorted(given, reverse=True):
            return "The lowest total of gold is not below that of silver, nor silver's below bronze's."
        return ""

    def as_tuple(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        return self.gold, self.silver, self.bronze

    def of(self, medal: Award) -> Decimal | None:
        return self.as_tuple()[MEDALS.index(medal)]

    def moved(self, medal: Award, to: Decimal | None) -> Self:
        """These cut-offs with one of them moved. Raises ValueError if it passes its neighbour."""
        return replace(self, **{medal.name.lower(): to})


@dataclass(frozen=True, slots=True)
class AwardCounts:
    """How many get each award."""

    gold: int = 0
    silver: int = 0
    bronze: int = 0
    mention: int = 0
    none: int = 0

    @property
    def medals(self) -> int:
        return self.gold + self.silver + self.bronze


@dataclass(frozen=True, slots=True)
class Outcome:
    """What cut-offs give. `distance` is the sum of distances to the rule's ratio, in medals."""

    cutoffs: Cutoffs
    contestants: AwardCounts
    guests: AwardCounts
    size: int
    distance: Fraction

    @property
    def medals(self) -> int:
        """How many contestants (guests aside) get a medal."""
        return self.contestants.medals

    @property
    def share(self) -> Fraction:
        """The part of the contestants who get a medal, zero if there are none."""
        return Fraction(self.medals, self.size) if self.size else Fraction(0)

    def parts(self, whole: int = 6) -> tuple[Fraction, Fraction, Fraction] | None:
        """Gold : silver : bronze as parts of `whole`, so that 1 : 2 : 3 reads 1, 2, 3; None without medals."""
        if not self.medals:
            return None
        counts = self.contestants
        gold, silver, bronze = (Fraction(n * whole, self.medals) for n in (counts.gold, counts.silver, counts.bronze))
        return gold, silver, bronze


def awards(totals: Integers, full: Flags, cutoffs: Cutoffs, places: int = 0) -> Codes:
    """Each contestant's award as an index into AWARDS. `full` says who has a full mark on some problem."""
    codes = np.where(full, np.int8(MENTION), np.int8(NONE))
    for code in (BRONZE, SILVER, GOLD):
        cutoff = cutoffs.of(AWARDS[code])
        if cutoff is not None:
            codes[totals >= scaled(cutoff, places)] = code
    return codes


def outcome(levels: Levels, cutoffs: Cutoffs, rule: MedalRule = INTERNATIONAL) -> Outcome:
    """How many get what by these cut-offs, and how far that is from the rule's ratio."""
    ends = [0 if cutoff is None else levels.reached(levels.scaled(cutoff)) for cutoff in cutoffs.as_tuple()]
    gold, silver, bronze = ends[0], max(ends[:2]), max(ends)
    contestants = counted(levels.contestants, levels.full_contestants, gold, silver, bronze)
    return Outcome(
        cutoffs=cutoffs,
        contestants=contestants,
        guests=counted(levels.guests, levels.full_guests, gold, silver, bronze),
        size=levels.size,
        distance=distance(contestants, rule),
    )


def counted(holders: Integers, full: Integers, gold: int, silver: int, bronze: int) -> AwardCounts:
    """The counts when gold, silver and bronze end before these places among the levels."""
    mentions = int(full[bronze:].sum())
    return AwardCounts(
        gold=int(holders[:gold].sum()),
        silver=int(holders[gold:silver].sum()),
        bronze=int(holders[silver:bronze].sum()),
        mention=mentions,
        none=int(holders[bronze:].sum()) - mentions,
    )


def distance(counts: AwardCounts, rule: MedalRule = INTERNATIONAL) -> Fraction:
    """The sum of the distances of gold, silver and bronze to the rule's ratio of that many medals."""
    whole = sum(rule.ratio)
    shares = (Fraction(counts.medals * part, whole) for part in rule.ratio)
    return sum((abs(n - ideal) for n, ideal in zip(medals_of(counts), shares, strict=True)), Fraction(0))


def medals_of(counts: AwardCounts) -> tuple[int, int, int]:
    return counts.gold, counts.silver, counts.bronze
