"""The proposal: who is selected under places and quotas, so that the total score is the highest possible.

Correct means: a maximum is never broken; every minimum is met if any selection meets them all; and of all
selections that do so, this one has the highest total score (of several, the highest total of lots).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from talent.selection.optimum import Limit, can_hold, choose
from talent.selection.quotas import Bound, QuotaRule, bounds_of
from talent.selection.scoring import Candidate, in_rank_order


@dataclass(frozen=True)
class Shortfall:
    """A minimum that this selection misses: how many are wanted, how many there are, how many it takes."""

    bound: Bound
    reviewed: int
    have: int

    @property
    def by(self) -> int:
        return self.bound.minimum - self.have


@dataclass(frozen=True)
class Proposed:
    """The answer. `shortfalls` is empty where every quota is met.

    Otherwise `selected` is the nearest that can be had, and `conflict` names quotas that cannot all hold:
    leave out any one of them and the rest can (`with_places`: only because there are so few places).
    """

    ranked: tuple[Candidate, ...]
    selected: frozenset[str]
    bounds: tuple[Bound, ...]
    shortfalls: tuple[Shortfall, ...] = ()
    conflict: tuple[QuotaRule, ...] = ()
    with_places: bool = False


def propose(candidates: Sequence[Candidate], rules: Sequence[QuotaRule], places: int) -> Proposed:
    """The proposal for these candidates.

    A candidate without a review is ranked last and never proposed: a person must decide about it.
    """
    ranked = in_rank_order(candidates)
    reviewed = [one for one in ranked if one.score is not None]
    bounds = bounds_of(rules, ranked)
    choice = choose(
        [one.steps for one in reviewed], [one.lot for one in reviewed],
        [Limit(tuple(range(len(reviewed))), most=places), *limits_of(bounds, reviewed)],
    )
    selected = frozenset(reviewed[index].key for index in choice.chosen)
    keys = frozenset(one.key for one in reviewed)
    shortfalls = tuple(
        Shortfall(bound, len(bound.members & keys), len(bound.members & selected))
        for bound, missed in zip(bounds, choice.missed[1:], strict=True)
        if missed
    )
    conflict, with_places = conflicting(rules, reviewed, ranked, places) if shortfalls else ((), False)
    return Proposed(tuple(ranked), selected, tuple(bounds), shortfalls, conflict, with_places)


def limits_of(bounds: Sequence[Bound], candidates: Sequence[Candidate]) -> list[Limit]:
    numbers = {one.key: number for number, one in enumerate(candidates)}
    return [
        Limit(
            tuple(sorted(numbers[key] for key in bound.members if key in numbers)),
            least=bound.minimum or None, most=bound.maximum,
        )
        for bound in bounds
    ]


def conflicting(
    rules: Sequence[QuotaRule], reviewed: Sequence[Candidate], everyone: Sequence[Candidate], places: int
) -> tuple[tuple[QuotaRule, ...], bool]:
    """Rules that cannot all hold, of which none can be spared, and whether the places are one of them.

    Leaves out one rule after the other and keeps out those without which the rest still conflicts.
    """
    kept = [part for rule in rules for part in rule.parts()]

    def conflict(parts: Sequence[QuotaRule], limited: bool) -> bool:
        limits = limits_of(bounds_of(parts, everyone), reviewed)
        if limited:
            limits.append(Limit(tuple(range(len(reviewed))), most=places))
        return not can_hold(len(reviewed), limits)

    limited = not conflict(kept, limited=False)
    for part in list(kept):
        fewer = [one for one in kept if one is not part]
        if conflict(fewer, limited):
            kept = fewer
    return tuple(kept), limited
