"""What the rule proposes to a jury: both neighbours of half, each with the cut-offs nearest to 1 : 2 : 3."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from competitions.contests.mark_table import Integers
from competitions.results.levels import Levels
from competitions.results.medals import INTERNATIONAL, Cutoffs, MedalRule, Outcome, outcome

# Above every total: the cut-off that nobody reaches.
NOBODY = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Proposal:
    """Both neighbours of the rule's share: the most medals not over it, and the fewest not under it.

    They are equal where the totals allow the share exactly; `above` is None where too few contestants have a
    total above zero. `nearest` is the nearer of the two, the larger on a tie.
    """

    below: Outcome
    above: Outcome | None
    nearest: Outcome

    def neighbours(self) -> list[Outcome]:
        """The outcomes to choose from, fewer medals first."""
        return [self.below] if self.above is None or self.above == self.below else [self.below, self.above]


@dataclass(frozen=True, slots=True)
class Fixed:
    """Cut-offs that the jury has decided already; what is None is still to be proposed."""

    gold: Decimal | None = None
    silver: Decimal | None = None
    bronze: Decimal | None = None

    def __post_init__(self) -> None:
        Cutoffs(self.gold, self.silver, self.bronze)


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Possible cut-offs from the highest down, and how many contestants reach each: more with every one."""

    thresholds: Integers
    reached: Integers


def propose(levels: Levels, rule: MedalRule = INTERNATIONAL, fixed: Fixed | None = None) -> Proposal:
    """The neighbours of the rule's share, given what is fixed.

    A fixed bronze leaves one number of medals and so only one outcome to propose.
    """
    fixed = fixed or Fixed()
    bronze = bronze_candidates(levels, fixed)
    # Both sides times the share's denominator: whole numbers, exactly compared.
    over = bronze.reached * rule.share.denominator - levels.size * rule.share.numerator
    below, above = int(np.searchsorted(over, 0, side="right")) - 1, int(np.searchsorted(over, 0, side="left"))
    if below < 0:
        below = above
    has_above = above < over.size
    nearest = above if has_above and over[above] <= -over[below] else below
    outcomes = {
        index: outcome(levels, split(levels, int(bronze.thresholds[index]), rule, fixed), rule)
        for index in {below, nearest, above if has_above else below}
    }
    return Proposal(outcomes[below], outcomes[above] if has_above else None, outcomes[nearest])


def candidates(levels: Levels, low: int | None = None, high: int | None = None) -> Candidates:
    """No cut-off at all, and every total above zero.

    Between `low` and `high` where they are given: these two are then candidates themselves, whether or not
    anybody has that total. Of cut-offs that the same contestants reach the highest stands for all, so a total
    that only guests have is none.
    """
    possible = np.append(NOBODY, levels.totals[levels.totals > 0])
    if low is not None:
        possible = np.append(possible[possible > low], low)
    if high is not None:
        possible = np.append(high, possible[possible < high])
    reached = np.append(0, np.cumsum(levels.contestants))[np.searchsorted(-levels.totals, -possible, side="right")]
    counts, first = np.unique(reached, return_index=True)
    return Candidates(possible[first], counts)


def bronze_candidates(levels: Levels, fixed: Fixed) -> Candidates:
    if fixed.bronze is not None:
        only = levels.scaled(fixed.bronze)
        return candidates(levels, only, only)
    highest = fixed.silver if fixed.silver is not None else fixed.gold
    return candidates(levels, high=None if highest is None else levels.scaled(highest))


def split(levels: Levels, bronze: int, rule: MedalRule, fixed: Fixed) -> Cutoffs:
    """The cut-offs with this bronze whose counts are nearest to the rule's ratio."""
    gold_only = None if fixed.gold is None else levels.scaled(fixed.gold)
    silver_only = None if fixed.silver is None else levels.scaled(fixed.silver)
    gold = candidates(levels, bronze if silver_only is None else silver_only)
    silver = candidates(levels, bronze, gold_only)
    if gold_only is not None:
        gold = candidates(levels, gold_only, gold_only)
    if silver_only is not None:
        silver = candidates(levels, silver_only, silver_only)
    medals = int(candidates(levels, bronze, bronze).reached[0])
    gold_at, silver_at = nearest_to_ratio(gold.reached, silver.reached, medals, rule)
    return Cutoffs(
        as_cutoff(levels, int(gold.thresholds[gold_at])),
        as_cutoff(levels, int(silver.thresholds[silver_at])),
        as_cutoff(levels, bronze),
    )


def nearest_to_ratio(gold: Integers, silver: Integers, medals: int, rule: MedalRule) -> tuple[int, int]:
    """The places of the best cut-offs for gold, and for gold and silver together, among counts that rise.

    For g gold, and r gold and silver together, the distance to a : b : c of M medals is
    |g − aM/w| + |(r − g) − bM/w| + |(M − r) − cM/w| with w = a + b + c. For a given g it is least wherever r lies
    between g + bM/w and M − cM/w, and grows on either side: so for each possible gold only the last r not beyond
    that stretch and the next one are looked at. Everything is multiplied by w: whole numbers, exactly compared.
    """
    whole, (first, second, third) = sum(rule.ratio), rule.ratio
    low, high = whole * gold + second * medals, np.int64((whole - third) * medals)
    last = np.searchsorted(whole * silver, np.maximum(low, high), side="right") - 1
    first_allowed = np.searchsorted(silver, gold, side="left")
    found = []
    for silver_at in (last, last + 1):
        at = np.clip(silver_at, first_allowed, silver.size - 1)
        distances = (
            np.abs(whole * gold - first * medals)
            + np.abs(whole * (silver[at] - gold) - second * medals)
            + np.abs(whole * (medals - silver[at]) - third * medals)
        )
        # Counts rise along the arrays, so the last of the least has the most gold.
        gold_at = int(gold.size - 1 - np.argmin(distances[::-1]))
        found.append((int(distances[gold_at]), -gold_at, -int(at[gold_at])))
    _distance, gold_place, silver_place = min(found)
    return -gold_place, -silver_place


def as_cutoff(levels: Levels, threshold: int) -> Decimal | None:
    return None if threshold == NOBODY else levels.decimal(threshold)
