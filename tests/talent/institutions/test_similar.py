"""Whether a school is in the store already."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent.institutions.similar import Known, alike, maybe_the_same, telling


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Lycée de Vientiane", "Lycee of Vientiane", True),
        ("Vientiane Secondary School", "vientiane school", True),
        ("Hanoi–Amsterdam High School", "Hanoi Amsterdam High School for the Gifted", False),
        ("Hanoi-Amsterdam High School", "HANOI  AMSTERDAM HIGHSCHOOL", False),
        ("School No. 5", "School No. 7", False),
        ("School No. 5", "School Nr 5", True),
        ("Chulabhorn Science School", "Chulaborn Science School", True),
        ("Raffles Institution", "Hwa Chong Institution", False),
        ("Школа №57", "Школа № 57", True),
        ("", "", False),
    ],
)
def test_names_alike(one, other, expected):
    assert alike(one, other) == expected


@given(st.text(max_size=40), st.text(max_size=40))
def test_being_alike_is_mutual_and_a_name_is_like_itself(one, other):
    assert alike(one, other) == alike(other, one)
    assert alike(one, one) == bool(telling(one))


def test_an_equal_registry_number_is_enough_and_an_empty_one_is_nothing():
    known = [Known(1, "ก", "Alpha", "LA 001"), Known(2, "ข", "Beta", "")]
    assert maybe_the_same(Known(0, "ค", "Gamma", "la-001"), known) == [1]
    assert maybe_the_same(Known(0, "ค", "Gamma", ""), known) == []
    assert maybe_the_same(Known(0, "ข", "Gamma", ""), known) == [2]
