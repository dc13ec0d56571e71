"""The proposal: who is selected under places, quotas and rulings, so that the total score is the highest possible.

`docs/selection.md` says precisely what that means. Correct means: no selection that keeps everything has a
higher total, and of those with the same total none has a higher total of lots.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from talent.selection.choice import Choice, Limit, Room, best_choice, nearest_choice
from talent.selection.conflict import Conflict, find_conflict
from talent.selection.quotas import Bound, bounds_of
from talent.selection.scoring import Candidate, in_rank_order, in_steps, steps_in_one, total_of
from talent.selection.terms import Terms, limits_of


@dataclass(frozen=True)
class Proposed:
    """The answer. `bounds` each say one thing.

    Where not everything can be kept, `conflict` says what cannot hold together, and `selected` is the nearest
    that can be had: minima are missed by as few people as possible, maxima are never exceeded.
    """

    terms: Terms
    ranked: tuple[Candidate, ...]
    selected: frozenset[str]
    bounds: tuple[Bound, ...]
    by_lot: bool = True
    # By how much at most another selection's total could be higher: 0 but for scores of very many digits.
    unproven: Decimal = Decimal()
    conflict: Conflict | None = None

    @property
    def total(self) -> Decimal:
        return total_of(one for one in self.ranked if one.key in self.selected)


def propose(candidates: Sequence[Candidate], terms: Terms) -> Proposed:
    """The proposal for these candidates: the best, or the nearest with the reason why there is no best.

    A candidate without a review is ranked last and never proposed: a person must decide about it.
    """
    best = best_proposal(candidates, terms)
    return nearest_proposal(candidates, terms) if best is None else best


def best_proposal(candidates: Sequence[Candidate], terms: Terms) -> Proposed | None:
    """The best selection that keeps everything; None where there is none."""
    ranked, bounds, eligible, limits = prepared(candidates, terms)
    if refused_to_all(eligible, terms):
        return None
    choice = best_choice(in_steps(eligible), [one.lot for one in eligible], limits, Room(terms.places))
    return None if choice is None else answer(terms, ranked, bounds, eligible, choice)


def nearest_proposal(candidates: Sequence[Candidate], terms: Terms) -> Proposed:
    ranked, bounds, eligible, limits = prepared(candidates, terms)
    choice = nearest_choice(in_steps(eligible), [one.lot for one in eligible], limits, Room(terms.places))
    found = answer(terms, ranked, bounds, eligible, choice)
    return replace(found, conflict=find_conflict(candidates, terms))


def prepared(
    candidates: Sequence[Candidate], terms: Terms
) -> tuple[list[Candidate], list[Bound], list[Candidate], list[Limit]]:
    """All in rank order, the bounds, who can be taken at all, and the limits over these."""
    ranked = in_rank_order(candidates)
    bounds = bounds_of([part for rule in terms.rules for part in rule.parts()], ranked)
    barred = {ruling.key for ruling in terms.rulings if not ruling.take}
    eligible = [one for one in ranked if one.score is not None and one.key not in barred]
    numbers = {one.key: number for number, one in enumerate(eligible)}
    musts = [
        Limit((numbers[ruling.key],), least=1) for ruling in terms.rulings if ruling.take and ruling.key in numbers
    ]
    return ranked, bounds, eligible, [*limits_of(bounds, eligible), *musts]


def refused_to_all(eligible: Sequence[Candidate], terms: Terms) -> bool:
    """Whether somebody must be taken who cannot be: nobody reviewed them, or they must not be taken too."""
    there = {one.key for one in eligible}
    return any(ruling.take and ruling.key not in there for ruling in terms.rulings)


def answer(
    terms: Terms, ranked: Sequence[Candidate], bounds: Sequence[Bound], eligible: Sequence[Candidate], choice: Choice
) -> Proposed:
    selected = frozenset(eligible[index].key for index in choice.chosen)
    unproven = Decimal(choice.unproven) / steps_in_one(eligible)
    return Proposed(terms, tuple(ranked), selected, tuple(bounds), choice.by_lot, unproven)
