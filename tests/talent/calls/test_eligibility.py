from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent.calls.eligibility import (
    Candidate,
    Condition,
    Conditions,
    Unmet,
    grades_in_words,
    in_words,
    unmet,
)

CALL = Conditions(
    role="student", counted_on=date(2026, 9, 1), minimum_age=14, maximum_age=17, grades=frozenset({9, 10, 11}),
    countries=frozenset({"LA", "VN"}), genders=frozenset({"f", "x"}), languages=frozenset({"en-gb", "lo"}),
)
NOY = Candidate(
    role="student", birth_date=date(2011, 5, 4), grade=9, country="LA", gender="f", languages=frozenset({"lo", "th"})
)

candidates = st.builds(
    Candidate,
    role=st.sampled_from(["student", "teacher", "expert"]),
    birth_date=st.none() | st.dates(date(1990, 1, 1), date(2020, 12, 31)),
    grade=st.none() | st.integers(1, 13),
    country=st.sampled_from(["LA", "VN", "TH"]),
    present=st.booleans(),
    gender=st.sampled_from(["f", "m", "x", ""]),
    languages=st.frozensets(st.sampled_from(["lo", "th", "en-gb"])),
)
conditions = st.builds(
    Conditions,
    role=st.sampled_from(["student", "teacher"]),
    counted_on=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    minimum_age=st.none() | st.integers(5, 20),
    maximum_age=st.none() | st.integers(5, 20),
    grades=st.frozensets(st.integers(1, 13)),
    countries=st.frozensets(st.sampled_from(["LA", "VN", "TH"])),
    genders=st.frozensets(st.sampled_from(["f", "m", "x"])),
    languages=st.frozensets(st.sampled_from(["lo", "th", "en-gb"])),
)


def test_who_meets_every_condition_is_eligible():
    assert unmet(CALL, NOY) == ()


@pytest.mark.parametrize(
    ("change", "against"),
    [
        ({"present": False}, Unmet(Condition.PRESENT)),
        ({"role": "teacher", "grade": None}, Unmet(Condition.ROLE, "teacher")),
        ({"country": "TH"}, Unmet(Condition.COUNTRY, "TH")),
        ({"birth_date": None}, Unmet(Condition.BIRTH_DATE_KNOWN)),
        ({"birth_date": date(2012, 9, 2)}, Unmet(Condition.OLD_ENOUGH, 13)),
        ({"birth_date": date(2008, 9, 1)}, Unmet(Condition.YOUNG_ENOUGH, 18)),
        ({"grade": None}, Unmet(Condition.GRADE_KNOWN)),
        ({"grade": 12}, Unmet(Condition.GRADE, 12)),
        ({"gender": "m"}, Unmet(Condition.GENDER)),
        ({"gender": ""}, Unmet(Condition.GENDER_KNOWN)),
        ({"languages": frozenset({"th"})}, Unmet(Condition.LANGUAGE)),
        ({"languages": frozenset()}, Unmet(Condition.LANGUAGES_KNOWN)),
    ],
)
def test_each_condition_not_met_is_named_alone(change, against):
    assert unmet(CALL, replace(NOY, **change)) == (against,)
    assert in_words(CALL, against).endswith(".")


@pytest.mark.parametrize("birth", [date(2012, 9, 1), date(2008, 9, 2)])
def test_the_last_eligible_birthdays_are_inside(birth):
    assert unmet(CALL, replace(NOY, birth_date=birth)) == ()


def test_a_birthday_on_the_leap_day_counts_from_the_first_of_march():
    leapling = replace(NOY, birth_date=date(2008, 2, 29), country="LA")
    on_the_last_of_february = replace(CALL, counted_on=date(2026, 2, 28))
    assert unmet(on_the_last_of_february, leapling) == ()
    assert unmet(replace(CALL, counted_on=date(2026, 3, 1)), leapling) == (Unmet(Condition.YOUNG_ENOUGH, 18),)


def test_grades_are_not_asked_of_teachers():
    assert unmet(replace(CALL, role="teacher"), replace(NOY, role="teacher", grade=None)) == ()


def test_a_call_without_conditions_takes_everybody_of_its_role():
    assert unmet(Conditions(role="student", counted_on=date(2026, 9, 1)), Candidate("student", None, None, "FR")) == ()


@given(conditions, candidates)
def test_lifting_a_condition_never_shuts_anybody_out(asked, candidate):
    before = unmet(asked, candidate)
    for lifted in (
        replace(asked, minimum_age=None), replace(asked, maximum_age=None), replace(asked, grades=frozenset()),
        replace(asked, countries=frozenset()), replace(asked, genders=frozenset()),
        replace(asked, languages=frozenset()),
    ):
        assert len(unmet(lifted, candidate)) <= len(before)


@given(conditions, st.dates(date(1995, 1, 1), date(2018, 12, 31)))
def test_eligible_births_are_one_unbroken_stretch(asked, born):
    asked = replace(
        asked, grades=frozenset(), countries=frozenset(), genders=frozenset(), languages=frozenset()
    )
    on = lambda day: not unmet(asked, Candidate(asked.role, day, None, "LA"))  # noqa: E731
    if on(born) and on(born + timedelta(days=500)):
        assert all(on(born + timedelta(days=step)) for step in range(0, 500, 7))


@given(conditions, candidates)
def test_every_obstacle_has_a_sentence(asked, candidate):
    for each in unmet(asked, candidate):
        assert in_words(asked, each).strip().endswith(".")


def test_grades_are_drawn_together_in_runs():
    assert grades_in_words(frozenset({7, 8, 9, 11})) == "7–9, 11"
