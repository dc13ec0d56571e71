"""A month drawn as weeks with bars."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from events.season.weeks import DAYS, Span, month_after, month_before, weeks_of

some_spans = st.lists(
    st.builds(
        lambda what, first, length: Span(what, first, first + timedelta(days=length)),
        st.integers(), st.dates(date(2027, 5, 1), date(2027, 9, 1)), st.integers(0, 60),
    ),
    max_size=12,
)


@given(some_spans, st.integers(0, 6))
def test_each_span_has_in_each_week_exactly_the_days_that_it_lasts(spans, first_weekday):
    for week in weeks_of(2027, 7, spans, first_weekday):
        drawn = [
            (bar.span, week.days[bar.column + day]) for lane in week.lanes for bar in lane for day in range(bar.days)
        ]
        lasting = [(span, day) for span in spans for day in week.days if span.first <= day <= span.last]
        assert sorted(map(str, drawn)) == sorted(map(str, lasting))


@given(some_spans)
def test_bars_never_overlap_and_lanes_are_as_few_as_can_be(spans):
    for week in weeks_of(2027, 7, spans):
        for lane in week.lanes:
            for before, after in pairwise(lane):
                assert before.column + before.days <= after.column
        at_once = max(sum(span.first <= day <= span.last for span in spans) for day in week.days)
        assert len(week.lanes) == at_once


@given(some_spans)
def test_every_row_fills_the_week(spans):
    for week in weeks_of(2027, 7, spans):
        for row in week.rows():
            assert sum(cell.days for cell in row) == DAYS


@given(some_spans)
def test_a_bar_says_whether_it_began_before_and_goes_on_after(spans):
    for week in weeks_of(2027, 7, spans):
        for bar in (bar for lane in week.lanes for bar in lane):
            assert bar.begins_before == (bar.span.first < week.days[0])
            assert bar.goes_on == (bar.span.last > week.days[-1])


@given(st.integers(1, 12), st.integers(2000, 2099), st.integers(0, 6))
def test_the_weeks_hold_every_day_of_the_month_and_begin_as_the_country_does(month, year, first_weekday):
    weeks = weeks_of(year, month, [], first_weekday)
    days = [day for week in weeks for day in week.days]
    assert days == sorted(set(days))
    assert all(week.days[0].weekday() == first_weekday for week in weeks)
    first = date(year, month, 1)
    assert {first + timedelta(days=each) for each in range((month_after(first) - first).days)} <= set(days)


@given(st.dates(date(2000, 2, 1), date(2099, 11, 1)))
def test_the_month_before_the_one_after_is_the_month(day):
    month = day.replace(day=1)
    assert month_before(month_after(month)) == month == month_after(month_before(month))
