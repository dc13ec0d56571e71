"""Moments typed as a clock in the record's zone shows them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django import forms
from hypothesis import given
from hypothesis import strategies as st

from core.accounts.zoned_forms import ClockTime, ZonedForm, in_zone
from core.accounts.zones import zone_or_utc


class Times(ZonedForm):
    zone = forms.CharField()
    starts_at = ClockTime()


def typed(zone: str, clock: str) -> Times:
    form = Times({"zone": zone, "starts_at": clock})
    form.is_valid()
    return form


def test_a_typed_time_is_taken_in_the_zone_chosen_in_the_same_form():
    assert typed("Asia/Bangkok", "2027-03-01T09:00").cleaned_data["starts_at"] == datetime(2027, 3, 1, 2, 0, tzinfo=UTC)


def test_a_stored_moment_is_shown_as_its_own_zone_shows_it():
    @dataclass
    class Record:
        zone: str = "Asia/Vladivostok"

    form = Times(initial={"zone": "Asia/Vladivostok", "starts_at": datetime(2027, 3, 1, 2, 0, tzinfo=UTC)})
    assert 'value="2027-03-01T12:00"' in str(form["starts_at"])


def test_a_time_that_the_change_of_clocks_leaves_out_is_refused_in_words():
    form = typed("Europe/Paris", "2027-03-28T02:30")
    assert "does not exist" in form.errors["starts_at"][0]


def test_a_time_that_comes_twice_is_the_first():
    assert typed("Europe/Paris", "2027-10-31T02:30").cleaned_data["starts_at"] == datetime(
        2027, 10, 31, 0, 30, tzinfo=UTC
    )


@given(
    moment=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1)),  # noqa: DTZ001
    zone=st.sampled_from(["Asia/Yangon", "Europe/Moscow", "Australia/Lord_Howe", "UTC", "America/New_York"]),
)
def test_what_is_typed_is_what_the_zones_clock_shows(moment, zone):
    taken = in_zone(moment, zone_or_utc(zone))
    if taken:
        assert taken.astimezone(zone_or_utc(zone)).replace(tzinfo=None) == moment
