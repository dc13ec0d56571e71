"""The rule that makes cross-national groups: exactly even by country, gender and size, near by age."""

from collections import Counter
from itertools import product
from statistics import mean, pstdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.timetable.balance import share_out
from events.timetable.groups import (
    Participant,
    broken_by_moving,
    facts_of,
    number_of_groups,
    place_late_comers,
    propose_groups,
)

people = st.lists(
    st.tuples(
        st.sampled_from(["LA", "RU", "VN", "TH", "ID", "MY"]), st.sampled_from(["f", "m", "x", ""]),
        st.one_of(st.none(), st.integers(10, 18)),
    ),
    max_size=60,
).map(lambda rows: [Participant(index, *row) for index, row in enumerate(rows)])


def even(counts) -> bool:
    return max(counts) - min(counts) <= 1


@given(people=people, number=st.integers(1, 12), seed=st.integers(0, 99))
@settings(max_examples=300, deadline=None)
def test_every_group_gets_its_even_share_of_each_country_and_gender_and_of_all(people, number, seed):
    groups = propose_groups(people, number, seed)
    assert sorted(person.id for group in groups for person in group) == [person.id for person in people]
    assert len(groups) == number
    assert even([len(group) for group in groups])
    for country in {person.country for person in people}:
        assert even([facts_of(group).countries[country] for group in groups])
    for gender in {person.gender for person in people}:
        assert even([facts_of(group).genders[gender] for group in groups])


@given(people=people, number=st.integers(1, 12))
def test_no_two_of_one_country_meet_where_that_can_be_avoided(people, number):
    of_country = Counter(person.country for person in people)
    for group in propose_groups(people, number):
        for country, count in facts_of(group).countries.items():
            assert count == 1 or of_country[country] > number


@given(people=people, number=st.integers(1, 8), seed=st.integers(0, 9))
def test_the_same_people_number_and_seed_give_the_same_groups_in_whatever_order_they_come(people, number, seed):
    assert propose_groups(people, number, seed) == propose_groups(list(reversed(people)), number, seed)


def test_another_seed_gives_other_groups():
    people = [Participant(index, ["LA", "RU", "VN", "TH"][index % 4], "fm"[index % 2]) for index in range(32)]
    assert propose_groups(people, 8, 1) != propose_groups(people, 8, 2)


def test_the_sharing_is_as_even_as_any_found_by_trying_all():
    attributes = [("LA", "f"), ("LA", "m"), ("RU", "f"), ("RU", "f"), ("VN", "m")]

    def spread(groups: tuple[int, ...]) -> int:
        worst = 0
        for value in ("LA", "RU", "VN", "f", "m"):
            of_value = [group for group, pair in zip(groups, attributes, strict=True) if value in pair]
            counts = [of_value.count(group) for group in range(2)]
            worst = max(worst, max(counts) - min(counts))
        return worst

    best = min(spread(groups) for groups in product(range(2), repeat=5))
    assert spread(tuple(share_out(attributes, 2))) == best == 1


def test_mean_ages_come_nearer_than_by_a_draw():
    people = [
        Participant(index, ["LA", "RU", "VN", "TH", "ID", "MY"][index % 6], "fm"[index % 2], 12 + index * 7 % 6)
        for index in range(120)
    ]
    groups = propose_groups(people, 12)
    by_chance = [people[index::12] for index in range(12)]

    def spread(groups):
        return pstdev([mean([person.age for person in group]) for group in groups])

    assert spread(groups) < 0.25
    assert spread(groups) < spread(by_chance)


def test_ages_that_nobody_knows_are_no_obstacle():
    people = [Participant(index, "LA", "f", 15 if index % 3 else None) for index in range(9)]
    assert even([len(group) for group in propose_groups(people, 2)])


def test_a_great_camp_is_shared_out_quickly():
    people = [Participant(index, f"C{index % 40}", "fm"[index % 2], 12 + index % 6) for index in range(2000)]
    assert even([len(group) for group in propose_groups(people, 250)])


@pytest.mark.parametrize(("people", "size", "number"), [(48, 6, 8), (49, 6, 9), (0, 6, 1), (5, 6, 1), (5, 0, 5)])
def test_the_number_of_groups_keeps_each_at_the_size_wanted(people, size, number):
    assert number_of_groups(people, size) == number


def test_no_group_at_all_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        propose_groups([], 0)


def test_a_move_by_hand_warns_of_each_rule_it_breaks():
    lao, other_lao = Participant(1, "LA", "f"), Participant(2, "LA", "f")
    groups = {1: [lao, Participant(3, "RU", "m")], 2: [other_lao, Participant(4, "VN", "m")]}
    rules = {each.rule for each in broken_by_moving(groups, lao, 2)}
    assert rules == {"country", "size", "gender"}


def test_a_move_that_breaks_nothing_is_not_warned_of():
    lao = Participant(1, "LA", "x")
    groups = {1: [lao, Participant(3, "RU", "m"), Participant(5, "TH", "f")],
              2: [Participant(2, "VN", "f"), Participant(4, "VN", "m")]}
    assert broken_by_moving(groups, lao, 2) == []


def test_late_comers_go_where_fewest_of_their_country_are_and_nobody_moves():
    groups = {1: [Participant(1, "LA", "f")], 2: [Participant(2, "RU", "f"), Participant(3, "VN", "m")]}
    assert place_late_comers(groups, [Participant(9, "LA", "m"), Participant(8, "RU", "m")]) == {8: 1, 9: 2}
    assert place_late_comers({}, [Participant(9, "LA")]) == {}
