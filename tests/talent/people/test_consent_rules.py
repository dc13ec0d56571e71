"""How consent stands: the defined answers, as properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent.people.age import age_on
from talent.people.consent_rules import (
    Guardianship,
    Said,
    all_together,
    guardians_who_count,
    is_of_age,
    item_standing_from,
    majority_date,
    to_write_down,
)
from talent.people.models import ConsentDecision, ConsentStanding

GIVEN, REFUSED, WITHDRAWN = ConsentDecision.GIVEN, ConsentDecision.REFUSED, ConsentDecision.WITHDRAWN
MOTHER, FATHER, STRANGER = 1, 2, 3
BOTH = frozenset({MOTHER, FATHER})
decisions = st.sampled_from(list(ConsentDecision))
anybody = st.sampled_from([MOTHER, FATHER, STRANGER, None])
histories = st.lists(st.builds(Said, anybody, decisions), max_size=12)
births = st.dates(date(1990, 1, 1), date(2020, 12, 31))


def stand(*said, counted=BOTH, of_age=False):
    return item_standing_from([Said(*each) for each in said], counted, of_age=of_age)


@pytest.mark.parametrize(
    ("said", "minor", "grown"),
    [
        ([], "waiting", "waiting"),
        ([(MOTHER, GIVEN)], "given", "given"),
        ([(MOTHER, REFUSED)], "refused", "waiting"),
        ([(MOTHER, GIVEN), (FATHER, REFUSED)], "refused", "waiting"),
        ([(FATHER, REFUSED), (MOTHER, GIVEN)], "refused", "waiting"),
        ([(FATHER, REFUSED), (MOTHER, GIVEN), (FATHER, GIVEN)], "given", "given"),
        ([(MOTHER, GIVEN), (MOTHER, WITHDRAWN)], "refused", "waiting"),
        ([(MOTHER, GIVEN), (FATHER, WITHDRAWN), (MOTHER, GIVEN)], "refused", "waiting"),
        ([(MOTHER, GIVEN), (None, REFUSED)], "given", "refused"),
        ([(MOTHER, REFUSED), (None, GIVEN)], "refused", "given"),
        ([(MOTHER, GIVEN), (None, GIVEN), (None, WITHDRAWN)], "given", "refused"),
        ([(STRANGER, GIVEN)], "waiting", "waiting"),
        ([(STRANGER, REFUSED), (MOTHER, GIVEN)], "given", "given"),
    ],
)
def test_an_item_stands_as_the_defined_answers_say(said, minor, grown):
    assert stand(*said) == minor
    assert stand(*said, of_age=True) == grown


@given(histories, st.booleans())
def test_only_the_last_answer_of_each_counts(said, of_age):
    last = {each.guardian: each for each in said}
    assert item_standing_from(said, BOTH, of_age=of_age) == item_standing_from(last.values(), BOTH, of_age=of_age)


@given(histories, st.sampled_from([MOTHER, FATHER]), st.sampled_from([REFUSED, WITHDRAWN]), histories)
def test_one_refusal_holds_until_the_same_guardian_changes_it(before, who, no, after):
    others_after = [each for each in after if each.guardian != who]
    assert item_standing_from([*before, Said(who, no), *others_after], BOTH, of_age=False) == ConsentStanding.REFUSED


@given(histories, st.booleans())
def test_nothing_stands_as_given_that_nobody_who_counts_gave(said, of_age):
    if item_standing_from(said, BOTH, of_age=of_age) == ConsentStanding.GIVEN:
        assert any(each.decision == GIVEN and (each.guardian in BOTH or each.guardian is None) for each in said)


@given(histories, decisions)
def test_from_the_day_of_age_the_own_answer_decides_alone(said, own):
    stands = item_standing_from([*said, Said(None, own)], BOTH, of_age=True)
    assert stands == (ConsentStanding.GIVEN if own == GIVEN else ConsentStanding.REFUSED)


@given(histories)
def test_of_a_minor_the_minor_s_own_answer_counts_nothing(said):
    without = [each for each in said if each.guardian is not None]
    assert item_standing_from(said, BOTH, of_age=False) == item_standing_from(without, BOTH, of_age=False)


@given(st.lists(st.builds(Said, st.sampled_from([MOTHER, FATHER]), decisions), max_size=8))
def test_coming_of_age_never_gives_and_turns_only_refusals_into_waiting(said):
    before = item_standing_from(said, BOTH, of_age=False)
    after = item_standing_from(said, BOTH, of_age=True)
    assert after == (ConsentStanding.WAITING if before == ConsentStanding.REFUSED else before)


@given(births, st.integers(15, 25), st.integers(0, 12_000))
def test_of_age_agrees_with_the_count_of_completed_years(birth, age, days):
    today = birth + timedelta(days)
    assert is_of_age(majority_date(birth, age), today) == (age_on(birth, today) >= age)


def test_who_was_born_on_29_february_is_of_age_on_1_march_of_a_common_year():
    assert majority_date(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert majority_date(date(2008, 2, 29), 20) == date(2028, 2, 29)


def test_somebody_of_unknown_age_is_a_minor():
    assert majority_date(None, 18) is None
    assert not is_of_age(None, date(2100, 1, 1))


def test_only_present_guardians_count_for_a_minor_and_those_until_majority_for_the_grown():
    majority = date(2026, 5, 4)
    guardianships = [
        Guardianship(MOTHER), Guardianship(FATHER, majority - timedelta(1)), Guardianship(STRANGER, majority)
    ]
    assert guardians_who_count(guardianships, majority, majority - timedelta(1)) == {MOTHER}
    assert guardians_who_count(guardianships, majority, majority) == {MOTHER, STRANGER}
    assert guardians_who_count(guardianships, None, majority) == {MOTHER}


@given(st.lists(st.sampled_from(list(ConsentStanding))))
def test_a_request_is_refused_by_one_refusal_and_given_only_by_all(standings):
    together = all_together(standings)
    assert (together == ConsentStanding.REFUSED) == (ConsentStanding.REFUSED in standings)
    assert (together == ConsentStanding.GIVEN) == all(each == ConsentStanding.GIVEN for each in standings)


@pytest.mark.parametrize(
    ("was", "said", "written"),
    [
        (None, GIVEN, GIVEN), (None, REFUSED, REFUSED), (None, WITHDRAWN, REFUSED),
        (GIVEN, GIVEN, None), (GIVEN, REFUSED, WITHDRAWN), (GIVEN, WITHDRAWN, WITHDRAWN),
        (REFUSED, GIVEN, GIVEN), (REFUSED, REFUSED, None), (REFUSED, WITHDRAWN, None),
        (WITHDRAWN, GIVEN, GIVEN), (WITHDRAWN, REFUSED, None), (WITHDRAWN, WITHDRAWN, None),
    ],
)
def test_no_after_yes_is_a_withdrawal_and_nothing_is_written_twice(was, said, written):
    assert to_write_down({7: said}, {7: was} if was else {}) == ({7: written} if written else {})
