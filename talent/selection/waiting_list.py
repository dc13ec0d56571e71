"""The waiting list: who comes next when this very person's place becomes free.

Not simply the next by score: the quotas that were true before stay true after.
"""

from collections.abc import Sequence

from talent.selection.choice import Room, nearest_choice
from talent.selection.quotas import QuotaRule, bounds_of
from talent.selection.scoring import Candidate, in_rank_order, in_steps
from talent.selection.terms import limits_of


def next_in_line(
    holding: Sequence[Candidate], waiting: Sequence[Candidate], others: Sequence[Candidate],
    rules: Sequence[QuotaRule], places: int,
) -> list[Candidate]:
    """Those waiting who get the free places, the highest ranked first; [] if none is free or none fits.

    `holding` have a place or are being offered one, `others` are neither (they only say which values "for
    each" has). No maximum is broken; one that is already broken by a person's decision takes nobody more.
    Minima and shares that `holding` leaves open come before score: first, that as few people as possible are
    missing from a minimum or over a share; then the highest total. A minimum that nobody waiting can meet does
    not keep a place empty; a share that every one of them would break does.
    """
    if places <= len(holding) or not waiting:
        return []
    line = [one for one in in_rank_order(waiting) if one.score is not None]
    bounds = bounds_of([part for rule in rules for part in rule.parts()], [*holding, *waiting, *others])
    limits = limits_of(bounds, line, held=frozenset(one.key for one in holding))
    room = Room(places, len(holding))
    choice = nearest_choice(in_steps(line), [one.lot for one in line], limits, room, shares_give=True)
    return [line[index] for index in sorted(choice.chosen)]
