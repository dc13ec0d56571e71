"""How totals are distributed: the bars of a picture, and the rows of the table behind it."""

from dataclasses import dataclass
from decimal import Decimal
from math import gcd

from competitions.contests.mark_table import Integers
from competitions.results.levels import Levels
from competitions.results.medals import MEDALS, Award, Cutoffs

# One bar for each possible total up to so many, and beyond that about BINS bars of a round width.
MOST_SINGLE_BARS = 61
BINS = 40
ZONES = (*MEDALS, Award.NONE)


@dataclass(frozen=True, slots=True)
class Bar:
    """The contestants (and guests) with a total from `low` up to, but not reaching, `high`.

    `zones` pairs each medal zone that the bar touches with how many are in it, lowest first; a bar that a cut-off
    passes through has several. Award.NONE stands for below bronze, with or without a mention.
    """

    low: Decimal
    high: Decimal
    contestants: int
    guests: int
    zones: tuple[tuple[Award, int], ...]

    @property
    def everybody(self) -> int:
        return self.contestants + self.guests


@dataclass(frozen=True, slots=True)
class Distribution:
    """Bars of equal width from zero to the highest total; `single` says that each is of one possible total."""

    bars: tuple[Bar, ...]
    single: bool
    width: Decimal
    cutoffs: Cutoffs

    @property
    def end(self) -> Decimal:
        return self.bars[-1].high if self.bars else Decimal(0)

    @property
    def contestants(self) -> int:
        return sum(bar.contestants for bar in self.bars)

    @property
    def guests(self) -> int:
        return sum(bar.guests for bar in self.bars)

    @property
    def tallest(self) -> int:
        return max((bar.everybody for bar in self.bars), default=0)


def distribution(levels: Levels, cutoffs: Cutoffs, maximum: Decimal | None = None) -> Distribution:
    """The bars of a contest. The picture ends at `maximum`, the highest total possible, or at the highest reached."""
    highest = max([0 if maximum is None else levels.scaled(maximum), *levels.totals[:1].tolist()])
    # The finest difference between totals, but no coarser than whole marks.
    step = gcd(10**levels.places, highest, *levels.totals.tolist())
    single = highest // step < MOST_SINGLE_BARS
    width = step if single else round_width(highest // BINS + 1)
    lows = range(0, highest + 1, width) if highest or levels.totals.size else ()
    bars = tuple(bar(levels, low, low + width, cutoffs) for low in lows)
    return Distribution(bars, single, levels.decimal(width), cutoffs)


def round_width(least: int) -> int:
    """The least of 1, 2, 5, 10, 20, 50 and so on that is not below `least`."""
    power = 1
    while True:
        for first in (1, 2, 5):
            if first * power >= least:
                return first * power
        power *= 10


def bar(levels: Levels, low: int, high: int, cutoffs: Cutoffs) -> Bar:
    first, end = levels.reached(high), levels.reached(low)
    borders = [first]
    for cutoff in cutoffs.as_tuple():
        reached = 0 if cutoff is None else levels.reached(levels.scaled(cutoff))
        borders.append(min(max(reached, borders[-1]), end))
    borders.append(end)
    everybody = levels.contestants + levels.guests
    zones = [(zone, count(everybody, borders[at], borders[at + 1])) for at, zone in enumerate(ZONES)]
    return Bar(
        low=levels.decimal(low),
        high=levels.decimal(high),
        contestants=count(levels.contestants, first, end),
        guests=count(levels.guests, first, end),
        zones=tuple((zone, held) for zone, held in reversed(zones) if held),
    )


def count(holders: Integers, first: int, end: int) -> int:
    return int(holders[first:end].sum())
