from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from talent.people.age import age_on

BIRTHS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2010, 6, 15), date(2026, 6, 14), 15),
        (date(2010, 6, 15), date(2026, 6, 15), 16),
        (date(2010, 6, 15), date(2010, 6, 15), 0),
        (date(2010, 6, 15), date(2010, 6, 14), -1),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2024, 2, 28), 15),
        (date(2008, 2, 29), date(2024, 2, 29), 16),
    ],
)
def test_age_is_counted_in_completed_years(born, day, age):
    assert age_on(born, day) == age


@given(BIRTHS, st.integers(0, 40_000))
def test_nobody_grows_younger_and_nobody_skips_a_year(born, days):
    assume((date.max - born).days > days + 1)
    today, tomorrow = born + timedelta(days), born + timedelta(days + 1)
    assert age_on(born, tomorrow) - age_on(born, today) in {0, 1}


@given(BIRTHS, st.integers(1, 100))
def test_a_birthday_is_the_first_day_of_its_age(born, years):
    assume(not (born.month == 2 and born.day == 29))
    birthday = born.replace(year=born.year + years)
    assert age_on(born, birthday) == years
    assert age_on(born, birthday - timedelta(1)) == years - 1
