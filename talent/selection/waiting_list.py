"""The waiting list: who comes next when this very person's place becomes free.

Not simply the next by score: the quotas that were true before stay true after.
"""

from collections.abc import Sequence
from dataclasses import replace

from talent.selection.optimum import Limit, choose
from talent.selection.proposal import limits_of
from talent.selection.quotas import QuotaRule, bounds_of
from talent.selection.scoring import Candidate, in_rank_order


def next_in_line(
    holding: Sequence[Candidate], waiting: Sequence[Candidate], others: Sequence[Candidate],
    rules: Sequence[QuotaRule], places: int,
) -> list[Candidate]:
    """Those waiting who get the free places, the highest ranked first; [] if none is free or none fits.

    `holding` have a place or are being offered one, `others` are neither (they only say which values "for
    each" has). No maximum is broken; one that is already broken by a person's decision takes nobody more.
    Minima that `holding` leaves open come before score; a minimum that nobody waiting can meet does not
    keep a place empty.
    """
    free = places - len(holding)
    if free <= 0 or not waiting:
        return []
    line = [one for one in in_rank_order(waiting) if one.score is not None]
    held = {one.key for one in holding}
    bounds = [
        replace(
            bound,
            minimum=max(0, bound.minimum - len(bound.members & held)),
            maximum=None if bound.maximum is None else max(0, bound.maximum - len(bound.members & held)),
        )
        for bound in bounds_of(rules, [*holding, *waiting, *others])
    ]
    choice = choose(
        [one.steps for one in line], [one.lot for one in line],
        [Limit(tuple(range(len(line))), most=free), *limits_of(bounds, line)],
    )
    return [line[index] for index in sorted(choice.chosen)]
