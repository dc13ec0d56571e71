"""The solver against trying every choice, with values that floating point cannot tell apart."""

from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from talent.selection.choice import Limit, Room, best_choice, highest_total, least_giving, model_of
from talent.selection.programme import Face, NotSolved, Programme
from talent.selection.shares import allowed, asked, least_share, most_share


@st.composite
def limits(draw, things: int) -> list[Limit]:
    count = st.one_of(st.none(), st.integers(0, 4))
    share = st.one_of(st.none(), st.fractions(0, 1, max_denominator=200))
    return [
        Limit(
            tuple(sorted(draw(st.sets(st.integers(0, things - 1))))) if things else (),
            draw(count), draw(count), draw(share), draw(share),
        )
        for _once in range(draw(st.integers(0, 4)))
    ]


def keeps(chosen: set[int], limit: Limit) -> bool:
    have, size = len(chosen & set(limit.members)), len(chosen)
    return (
        have >= (limit.least or 0) and (limit.most is None or have <= limit.most)
        and have >= (limit.least_share or 0) * size
        and (limit.most_share is None or have <= limit.most_share * size)
    )


@settings(max_examples=400, deadline=None)
@given(st.data(), st.integers(0, 8), st.sampled_from([2, 100, 10**7, 10**14, 10**22]))
def test_the_choice_is_what_trying_every_one_finds_however_large_the_values_are(data, things, largest):
    values = data.draw(st.lists(st.integers(-largest // 5, largest), min_size=things, max_size=things))
    if data.draw(st.booleans()):
        # Nearly equal: what differs is far behind what floating point keeps.
        values = [largest + value % 7 for value in values]
    lots = data.draw(st.permutations(range(1, things + 1)))
    given_limits, places = data.draw(limits(things)), data.draw(st.integers(0, things))
    every = [
        (sum(values[thing] for thing in some), sum(lots[thing] for thing in some))
        for size in range(places + 1) for some in combinations(range(things), size)
        if all(keeps(set(some), limit) for limit in given_limits)
    ]
    choice = best_choice(values, lots, given_limits, Room(places))
    if not every:
        assert choice is None
        return
    chosen = choice.chosen
    assert choice.by_lot
    assert all(keeps(set(chosen), limit) for limit in given_limits)
    assert (sum(values[thing] for thing in chosen), sum(lots[thing] for thing in chosen)) == max(every)
    assert highest_total(values, given_limits, Room(places)) == max(every)[0]


def test_a_great_many_equal_values_are_settled_by_lot_at_once():
    things = 3000
    lots = [(thing * 7919) % 100_003 + 1 for thing in range(things)]
    kinds = [Limit(tuple(range(kind, things, 60)), most=2) for kind in range(60)]
    choice = best_choice([50] * things, lots, kinds, Room(100))
    assert choice.by_lot
    best = [lot for limit in kinds for lot in sorted((lots[thing] for thing in limit.members), reverse=True)[:2]]
    assert sorted(lots[thing] for thing in choice.chosen) == sorted(sorted(best, reverse=True)[:100])


def test_of_those_that_can_stand_in_for_one_another_only_the_best_are_looked_at():
    limit = Limit(tuple(range(100)), most=3)
    model = model_of(list(range(100)), list(range(100)), [limit], Room(50))
    assert model.classes == [(99,), (98,), (97,)]


def test_what_gives_way_gives_by_as_few_people_as_can_be_and_the_cheaper_before_the_dearer():
    few, many = Limit((0, 1), least=4, gives=True), Limit((2, 3, 4), least=3, gives=True)
    assert least_giving([few], 5, Room(5)) == [2]
    assert least_giving([many, Limit(tuple(range(5)), most=2, gives=True)], 5, Room(5), [0, 1]) == [1, 0]
    assert least_giving([many, Limit(tuple(range(5)), most=2, gives=True)], 5, Room(5), [1, 0]) == [0, 1]
    assert least_giving([Limit((0,), least=2)], 1, Room(1)) is None


@given(st.fractions(0, 1, max_denominator=10**6), st.integers(1, 60))
def test_a_share_made_simple_asks_for_and_allows_just_as_many(share, most):
    low, high = least_share(share, most), most_share(share, most)
    assert high <= share <= low
    assert low.denominator <= most
    assert high.denominator <= most
    for size in range(most + 1):
        assert asked(low, size) == asked(share, size)
        assert allowed(high, size) == allowed(share, size)


def test_a_face_leaves_out_nobody_of_the_total_whatever_the_multipliers_are():
    programme = Programme([1, 1, 1, 1])
    programme.row([0, 1, 2, 3], upper=2)
    values = [5, 5, 4, 1]
    for dual in (-3.0, 0.0, 1.5, 4.4, 5.0, 80.0):
        face = Face.of(programme, values, 10, [dual])
        assert face.fixed.get(0, 1) == 1
        assert face.fixed.get(1, 1) == 1
        taken = {**dict.fromkeys((0, 1), 1), 2: 0, 3: 0}
        assert sum(weight * taken[column] for column, weight in face.objective.items()) >= face.wanted


@given(st.lists(st.integers(-(10**20), 10**20), min_size=1, max_size=4), st.integers(-(10**20), 10**20))
def test_a_row_in_digits_says_what_the_whole_row_says(weights, wanted):
    programme = Programme([1] * len(weights))
    programme.at_least(dict(enumerate(weights)), wanted)
    count = len(weights)
    found = programme.maximise([1] * count + [0] * (len(programme.upper) - count))
    sizes = [
        sum(bits) for bits in choices(count) if sum(w * bit for w, bit in zip(weights, bits, strict=True)) >= wanted
    ]
    assert (None if found is None else sum(found[:count])) == max(sizes, default=None)


def choices(count: int) -> list[tuple[int, ...]]:
    return [tuple(number >> bit & 1 for bit in range(count)) for number in range(2**count)]


def test_a_share_is_a_fraction_and_not_what_floating_point_makes_of_it():
    assert asked(Fraction("0.55"), 20) == 11
    assert allowed(Fraction("0.29"), 100) == 29


def test_digits_that_the_solver_cannot_tell_apart_in_time_leave_a_total_proven_to_what_is_said(monkeypatch):
    def fails(*_given):
        raise NotSolved("Time limit reached")

    monkeypatch.setattr("talent.selection.choice.improved", fails)
    values = [10**12 + thing for thing in range(6)]
    choice = best_choice(values, [1] * 6, [], Room(3))
    unit = -(-values[-1] // 2**30)
    assert choice.unproven == 3 * unit
    assert sum(values[-3:]) - sum(values[thing] for thing in choice.chosen) <= choice.unproven
    assert best_choice([5, 4, 3], [1, 2, 3], [], Room(2)).unproven == 0
