"""The calendar file of an edition, read by other parsers than the one that wrote it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from icalendar import Calendar

from events.programmes.calendar import edition_calendar
from tests.factories import make_edition

pytestmark = pytest.mark.django_db

# Begins before and ends after a change of clocks, where the zone has one.
MOMENTS = [
    ("Asia/Bangkok", datetime(2027, 3, 26, 2, 0, tzinfo=UTC), datetime(2027, 3, 30, 2, 0, tzinfo=UTC)),
    ("Europe/Paris", datetime(2027, 3, 26, 8, 0, tzinfo=UTC), datetime(2027, 3, 30, 7, 0, tzinfo=UTC)),
    ("Europe/Paris", datetime(2027, 10, 30, 7, 0, tzinfo=UTC), datetime(2027, 11, 1, 8, 0, tzinfo=UTC)),
    ("America/New_York", datetime(2027, 11, 6, 13, 0, tzinfo=UTC), datetime(2027, 11, 8, 14, 0, tzinfo=UTC)),
    ("Asia/Yangon", datetime(2027, 1, 1, 2, 30, tzinfo=UTC), datetime(2027, 1, 2, 2, 30, tzinfo=UTC)),
]


@pytest.mark.parametrize(("zone", "starts_at", "ends_at"), MOMENTS)
def test_the_calendar_says_the_same_moments_in_the_editions_own_zone(zone, starts_at, ends_at):
    edition = make_edition(zone=zone, starts_at=starts_at, ends_at=ends_at)
    calendar = Calendar.from_ical(edition_calendar(edition))
    [event] = recurring_ical_events.of(calendar).all()
    assert (event.start.astimezone(UTC), event.end.astimezone(UTC)) == (starts_at, ends_at)
    assert event.start.replace(tzinfo=None) == starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def test_the_zone_is_written_out_for_programs_that_do_not_know_it():
    edition = make_edition(zone="Europe/Paris", starts_at=MOMENTS[1][1], ends_at=MOMENTS[1][2])
    text = edition_calendar(edition).decode()
    assert "BEGIN:VTIMEZONE" in text
    assert "TZID:Europe/Paris" in text
    assert "DTSTART;TZID=Europe/Paris:20270326T090000" in text
    assert "DTEND;TZID=Europe/Paris:20270330T090000" in text


def test_a_change_raises_the_sequence():
    edition = make_edition()
    before = Calendar.from_ical(edition_calendar(edition)).events[0]["sequence"]
    edition.title = "Another title"
    edition.save()
    assert Calendar.from_ical(edition_calendar(edition)).events[0]["sequence"] > before


def test_words_from_other_scripts_and_with_commas_come_through():
    edition = make_edition(title="ค่ายวิทยาศาสตร์, 2027; «лето»")
    event = Calendar.from_ical(edition_calendar(edition)).events[0]
    assert event["summary"] == "ค่ายวิทยาศาสตร์, 2027; «лето»"


def test_an_unchanged_calendar_is_answered_304(client):
    edition = make_edition()
    address = f"/editions/{edition.slug}/calendar.ics"
    first = client.get(address)
    assert first.status_code == 200
    assert first["Content-Type"].startswith("text/calendar")
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(address, headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    edition.title = "Moved"
    edition.save()
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_draft_has_no_calendar(client):
    assert client.get(f"/editions/{make_edition(state='draft').slug}/calendar.ics").status_code == 404
