"""When something is announced and erased: the rules."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent.retention.due import (
    MONTHS_AFTER_LEAVING,
    NOTICE,
    CallClock,
    PersonClock,
    Phase,
    call_due,
    months_after,
    person_due,
    phase,
)

days = st.dates(date(2015, 1, 1), date(2040, 12, 31))
maybe = st.one_of(st.none(), days)
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(("day", "months", "after"), [
    (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2024, 2, 29), 12, date(2025, 2, 28)),
    (date(2026, 12, 15), 1, date(2027, 1, 15)), (date(2026, 3, 31), 24, date(2028, 3, 31)),
    (date(2023, 11, 30), 3, date(2024, 2, 29)), (date(2026, 5, 4), 0, date(2026, 5, 4)),
])
def test_months_are_counted_by_the_calendar(day, months, after):
    assert months_after(day, months) == after


@given(days, st.integers(0, 120), st.integers(0, 120))
def test_more_months_are_never_earlier(day, months, more):
    assert months_after(day, months) <= months_after(day, months + more)
    assert months_after(day, months).day <= day.day


@given(days, days, st.integers(1, 120))
def test_a_call_is_due_its_months_after_the_later_of_decision_and_last_act(ended, last, months):
    due = call_due(CallClock(ended, last, months))
    assert due == max(months_after(ended, months), months_after(last, months))


@given(maybe, days, st.lists(days, max_size=3), maybe)
def test_nobody_is_due_before_their_calls_nor_before_the_family_wishes(left, last, dues, keep):
    due = person_due(PersonClock(left, last, dues, keep))
    assert all(due >= each for each in dues)
    assert keep is None or due >= keep
    assert due >= months_after(last, MONTHS_AFTER_LEAVING)
    assert left is None or due >= months_after(left, MONTHS_AFTER_LEAVING)


@given(maybe, days)
def test_while_a_call_goes_on_nobody_nominated_to_it_is_due(left, last):
    assert person_due(PersonClock(left, last, [None, date(2020, 1, 1)])) is None


def test_who_left_is_due_after_two_years_and_who_did_not_after_five():
    assert person_due(PersonClock(date(2024, 6, 30), date(2023, 1, 1))) == date(2026, 6, 30)
    assert person_due(PersonClock(date(2024, 6, 30), date(2025, 1, 1))) == date(2027, 1, 1)
    assert person_due(PersonClock(None, date(2021, 1, 1))) == date(2026, 1, 1)


@given(maybe, maybe, days)
def test_nothing_is_erased_that_was_not_announced_a_month_before_and_is_not_due(due, announced, today):
    if phase(due, announced, today) == Phase.ERASE:
        assert today >= due
        assert today >= announced + NOTICE


@given(days, days)
def test_what_is_due_is_announced_then_erased_and_never_both(due, today):
    step = phase(due, None, today)
    assert step == (Phase.ANNOUNCE if today >= due - NOTICE else Phase.WAIT)
    if step == Phase.ANNOUNCE:
        assert phase(due, today, today) == Phase.WAIT
        assert phase(due, today, max(due, today + NOTICE)) == Phase.ERASE
        assert phase(due, today, max(due, today + NOTICE) - timedelta(1)) == Phase.WAIT


def test_what_came_alive_again_is_left():
    assert phase(TODAY + timedelta(400), TODAY, TODAY) == Phase.STOP
    assert phase(None, TODAY, TODAY) == Phase.STOP


def test_announced_late_it_still_has_its_whole_notice():
    long_ago = TODAY - timedelta(900)
    assert phase(long_ago, None, TODAY) == Phase.ANNOUNCE
    assert phase(long_ago, TODAY, TODAY + timedelta(29)) == Phase.WAIT
    assert phase(long_ago, TODAY, TODAY + timedelta(30)) == Phase.ERASE
