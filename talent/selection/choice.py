"""The best choice under limits: the highest total value, and among equal totals the highest total of lots.

Nothing here knows what is chosen: things are numbers from 0, values and lots are whole numbers, limits are
counts, or shares of all that are chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from talent.selection.programme import Face, NotSolved, Programme, Row, unit_for
from talent.selection.shares import allowed, asked, least_share, most_share

# So many things are looked through quickly.
FEW = 1200
# How often, and in how many seconds each time, a solution is improved in digits that the solver cannot tell apart
# at once; and how long it may take to settle equal totals by lot.
ROUNDS, SECONDS_FOR_DIGITS, SECONDS_FOR_LOTS = 60, 4.0, 40.0


@dataclass(frozen=True)
class Limit:
    """Of these things at least or at most so many, or such a share of all; None is no such limit.

    `held` of its kind are held already: they count, but are not among the things to choose from. A limit that
    `gives` may be missed, where the act asks for the nearest choice.
    """

    members: tuple[int, ...]
    least: int | None = None
    most: int | None = None
    least_share: Fraction | None = None
    most_share: Fraction | None = None
    held: int = 0
    gives: bool = False

    def sides(self) -> list["Limit"]:
        """The same as limits that each say one thing."""
        bare = replace(self, least=None, most=None, least_share=None, most_share=None)
        return [
            replace(bare, **{side: bound})
            for side in ("least", "most", "least_share", "most_share")
            if (bound := getattr(self, side)) is not None
        ]


@dataclass(frozen=True)
class Room:
    """Places in all, and how many of them are held already."""

    places: int
    held: int = 0

    @property
    def free(self) -> int:
        return max(0, self.places - self.held)


@dataclass(frozen=True)
class Choice:
    """What was chosen. Its total is proven to be the highest but for `unproven`, which is 0 where values are not
    longer than the solver can take; `by_lot` is False should it have failed to settle equal totals by lot.
    """

    chosen: frozenset[int]
    by_lot: bool = True
    unproven: int = 0


@dataclass
class Model:
    """The things gathered into classes, those of one class being alike in all but their lots, highest lot first.

    A class is one whole column: how many of it are taken. `spare` are columns that say by how many people a
    limit that gives is missed, each with the limit's number.
    """

    room: Room
    programme: Programme = field(default_factory=Programme)
    classes: list[tuple[int, ...]] = field(default_factory=list)
    lots: list[tuple[int, ...]] = field(default_factory=list)
    values: list[int] = field(default_factory=list)
    spare: dict[int, int] = field(default_factory=dict)

    def chosen(self, taken: Sequence[int]) -> frozenset[int]:
        return frozenset(thing for each, count in zip(self.classes, taken, strict=False) for thing in each[:count])


def best_choice(values: Sequence[int], lots: Sequence[int], limits: Sequence[Limit], room: Room) -> Choice | None:
    """The choice of the highest total; None where no choice keeps all limits.

    The same things and limits give the same answer in whatever order they come, as long as no two have the
    same lot and value: classes are put in order before the solver sees them.
    """
    return solve(model_of(values, lots, limits, room))


def highest_total(values: Sequence[int], limits: Sequence[Limit], room: Room) -> int | None:
    """The total of the best choice, without asking which of several it is."""
    model = model_of(values, [0] * len(values), limits, room)
    taken, _proven = best_solution(model)
    return None if taken is None else worth(model.values, taken)


def holds(limits: Sequence[Limit], things: int, room: Room) -> frozenset[int] | None:
    """Some choice that keeps all limits, or None."""
    model = model_of([0] * things, [0] * things, limits, room)
    # Where not even parts of people can keep the limits, that is proven much sooner.
    if model.programme.duals(model.values) is None:
        return None
    step = things // FEW
    if step > 1 and (found := holds(only_every(step, limits), len(range(0, things, step)), room)) is not None:
        # Of many things some will do, and are looked through much sooner.
        return frozenset(thing * step for thing in found)
    taken = model.programme.maximise(model.values)
    return None if taken is None else model.chosen(taken)


def only_every(step: int, limits: Sequence[Limit]) -> list[Limit]:
    """The limits over every so manyth thing, numbered anew."""
    return [
        replace(limit, members=tuple(thing // step for thing in limit.members if thing % step == 0))
        for limit in limits
    ]


def least_giving(
    limits: Sequence[Limit], things: int, room: Room, costs: Sequence[int] | None = None,
    seconds: float | None = None,
) -> list[int] | None:
    """By how many people each limit that gives is missed where they are missed by the fewest in all.

    Of several ways the one with the least Σ cost · people. None where the limits that do not give conflict.
    Raises NotSolved where that is not proven within so many seconds.
    """
    model = model_of([0] * things, [0] * things, limits, room)
    chief = 1 + max(costs, default=0) * (things + room.places) if costs else 1
    for column, number in model.spare.items():
        model.values[column] = -chief - (costs[number] if costs else 0)
    taken = model.programme.maximise(model.values, seconds)
    if taken is None:
        return None
    found = [0] * len(limits)
    for column, number in model.spare.items():
        found[number] += taken[column]
    return found


def nearest_choice(
    values: Sequence[int], lots: Sequence[int], limits: Sequence[Limit], room: Room, *, shares_give: bool = False
) -> Choice:
    """The best of the choices that miss the limits by the fewest people in all.

    Minima may be missed, highest shares only where `shares_give` (who holds a place may have broken one
    already); maxima are never exceeded further than what is held exceeds them. Raises NotSolved should nothing
    be near.
    """
    sides = [
        replace(side, gives=side.most is None and (side.most_share is None or shares_give))
        for limit in limits for side in limit.sides()
    ]
    missed = least_giving(sides, len(values), room)
    if missed is None:
        raise NotSolved("nothing is near")
    if not any(missed):
        sides = [replace(side, gives=False) for side in sides]
    model = model_of(values, lots, sides, room)
    if model.spare:
        model.programme.row(list(model.spare), upper=sum(missed))
    if (choice := solve(model)) is None:
        raise NotSolved("nothing is as near as was found")
    return choice


# --- the model ---------------------------------------------------------------------------


def model_of(values: Sequence[int], lots: Sequence[int], limits: Sequence[Limit], room: Room) -> Model:
    order = sorted(
        (number for number, each in enumerate(limits) if says_something(each)),
        key=lambda number: limit_order(limits[number], values, lots),
    )
    ordered = [limits[number] for number in order]
    model = Model(room)
    of_limit: list[list[int]] = [[] for _limit in ordered]
    for kind, value, things in gather(values, lots, ordered, room):
        column = model.programme.column(len(things))
        model.classes.append(things)
        model.lots.append(tuple(lots[thing] for thing in things))
        model.values.append(value)
        for number in kind:
            of_limit[number].append(column)
    size = model.programme.column(room.free)
    model.programme.row([*range(size), size], [1] * size + [-1], 0, 0)
    for number, limit, columns in zip(order, ordered, of_limit, strict=True):
        add_counts(model, number, limit, columns)
        add_shares(model, number, limit, columns)
    model.values += [0] * (len(model.programme.upper) - len(model.values))
    return model


def says_something(limit: Limit) -> bool:
    """Whether the limit can be felt at all."""
    return bool(
        limit.least or (limit.most is not None and limit.most - limit.held < len(limit.members)) or limit.least_share
        or (limit.most_share is not None and limit.most_share < 1)
    )


def limit_order(limit: Limit, values: Sequence[int], lots: Sequence[int]) -> tuple:
    """Puts limits in an order that is the same in whatever order they, or the things, were given."""
    shares = (limit.least_share, limit.most_share)
    return (
        len(limit.members), limit.held, limit.least or 0, -1 if limit.most is None else limit.most,
        *(Fraction(-1) if share is None else share for share in shares),
        sorted((values[thing], lots[thing]) for thing in limit.members),
    )


def cap(limit: Limit, room: Room) -> int:
    """How many of a limit's kind can be chosen at the very most."""
    found = room.free
    if limit.most is not None and not limit.gives:
        found = min(found, max(0, limit.most - limit.held))
    if limit.most_share is not None and not limit.gives:
        found = min(found, max(0, allowed(limit.most_share, room.places) - limit.held))
    return found


def gather(
    values: Sequence[int], lots: Sequence[int], limits: Sequence[Limit], room: Room
) -> list[tuple[tuple[int, ...], int, tuple[int, ...]]]:
    """Classes as (numbers of the limits that count them, value, things).

    Things that the same limits count can stand in for one another, so of those only the best can ever be
    wanted: as many as the narrowest of these limits lets in. The others are left out.
    """
    caps = [cap(limit, room) for limit in limits]
    counted: list[list[int]] = [[] for _value in values]
    for number, limit in enumerate(limits):
        for thing in limit.members:
            counted[thing].append(number)
    kinds: dict[tuple[int, ...], list[int]] = {}
    for thing in sorted(range(len(values)), key=lambda each: (-values[each], -lots[each])):
        kinds.setdefault(tuple(counted[thing]), []).append(thing)
    found: dict[tuple[tuple[int, ...], int], list[int]] = {}
    for kind, things in sorted(kinds.items()):
        for thing in things[: min([room.free, *(caps[number] for number in kind)])]:
            found.setdefault((kind, values[thing]), []).append(thing)
    return [(kind, value, tuple(things)) for (kind, value), things in found.items()]


def spare_column(model: Model, number: int, limit: Limit, most: int) -> list[int]:
    if not limit.gives:
        return []
    column = model.programme.column(most)
    model.spare[column] = number
    return [column]


def add_counts(model: Model, number: int, limit: Limit, columns: list[int]) -> None:
    if limit.least and limit.least > limit.held:
        spare = spare_column(model, number, limit, limit.least - limit.held)
        model.programme.row([*columns, *spare], lower=limit.least - limit.held)
    if limit.most is not None:
        spare = spare_column(model, number, limit, len(limit.members))
        model.programme.row(
            [*columns, *spare], [1] * len(columns) + [-1] * len(spare), upper=max(0, limit.most - limit.held)
        )


def add_shares(model: Model, number: int, limit: Limit, columns: list[int]) -> None:
    # The column after the classes is how many are chosen in all.
    room, ones, size = model.room, len(columns), len(model.classes)
    if limit.least_share:
        share = least_share(limit.least_share, room.places)
        part, whole = share.numerator, share.denominator
        spare = spare_column(model, number, limit, asked(share, room.places))
        model.programme.row(
            [*columns, size, *spare], [whole] * ones + [-part] + [whole] * len(spare),
            lower=part * room.held - whole * limit.held,
        )
    if limit.most_share is not None and limit.most_share < 1:
        share = most_share(limit.most_share, room.places)
        part, whole = share.numerator, share.denominator
        spare = spare_column(model, number, limit, room.places)
        model.programme.row(
            [*columns, size, *spare], [whole] * ones + [-part] + [-whole] * len(spare),
            upper=part * room.held - whole * limit.held,
        )


# --- solving -----------------------------------------------------------------------------


def worth(values: Sequence[int], taken: Sequence[int]) -> int:
    return sum(value * count for value, count in zip(values, taken, strict=True))


def best_solution(model: Model) -> tuple[list[int] | None, bool]:
    """A solution of the highest total (None where there is none), and whether that is proven to the last digit."""
    taken = model.programme.maximise(model.values)
    if taken is None or unit_for(model.values) == 1:
        return taken, True
    # Too many digits for the solver at once: it is asked for better ones, with all digits, until there is none.
    duals = model.programme.duals(model.values) or []
    for _once in range(ROUNDS):
        try:
            better = improved(model, taken, duals)
        except NotSolved:
            return taken, False
        if better is None:
            return taken, True
        taken = better
    return taken, False


def improved(model: Model, taken: list[int], duals: Sequence[float]) -> list[int] | None:
    """A solution of a higher total, or None where there is none."""
    face = Face.of(model.programme, model.values, worth(model.values, taken), duals)
    free = sorted(set(range(len(model.programme.upper))) - set(face.fixed))
    place = {column: number for number, column in enumerate(free)}
    smaller = Programme(
        [model.programme.upper[column] for column in free],
        [Row(tuple(place[column] for column in row.columns), row.weights, row.lower, row.upper) for row in face.rows],
    )
    smaller.at_least({place[column]: weight for column, weight in face.objective.items()}, face.wanted + 1)
    objective = [face.objective.get(column, 0) for column in free]
    found = smaller.maximise(objective + [0] * (len(smaller.upper) - len(free)), SECONDS_FOR_DIGITS)
    if found is None:
        return None
    return [face.fixed[column] if column in face.fixed else found[place[column]] for column in range(len(taken))]


def solve(model: Model) -> Choice | None:
    taken, proven = best_solution(model)
    if taken is None:
        return None
    if not proven:
        # Each of those chosen may stand half a unit too high or too low for the solver, in two selections.
        return Choice(model.chosen(taken), unproven=unit_for(model.values) * model.room.free)
    total = worth(model.values, taken)
    try:
        duals = model.programme.duals(model.values)
        chosen = None if duals is None else by_lot(model, Face.of(model.programme, model.values, total, duals), total)
    except NotSolved:
        chosen = None
    return Choice(model.chosen(taken), by_lot=False) if chosen is None else Choice(chosen)


def by_lot(model: Model, face: Face, total: int) -> frozenset[int] | None:
    """Of all choices of this total the one with the highest total of lots; None should the solver get it wrong."""
    open_columns = [column for column in range(len(model.programme.upper)) if column not in face.fixed]
    smaller = Programme()
    lots: list[int] = []
    parts: dict[int, list[int]] = {}
    for column in open_columns:
        if column < len(model.classes):
            # One column for each thing: which of a class are taken matters now.
            parts[column] = [smaller.column(1) for _thing in model.classes[column]]
            lots += model.lots[column]
        else:
            parts[column] = [smaller.column(model.programme.upper[column])]
            lots.append(0)
    for row in face.rows:
        terms = [(each, w) for column, w in zip(row.columns, row.weights, strict=True) for each in parts[column]]
        smaller.row([each for each, _w in terms], [w for _each, w in terms], row.lower, row.upper)
    smaller.at_least({each: w for column, w in face.objective.items() for each in parts[column]}, face.wanted)
    found = smaller.maximise(lots + [0] * (len(smaller.upper) - len(lots)), SECONDS_FOR_LOTS)
    if found is None:
        return None
    counts = [
        sum(found[each] for each in parts[column]) if column in parts else face.fixed[column]
        for column in range(len(model.programme.upper))
    ]
    if worth(model.values, counts) != total or not model.programme.keeps(counts):
        return None
    return model.chosen(counts)
