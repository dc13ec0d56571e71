"""The season's calendar: its filters, its month, and the feed that other programs read."""

from datetime import UTC, datetime, timedelta

import pytest
import recurring_ical_events
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from time_machine import travel

from events.programmes.models import Edition, EditionState
from events.venues.models import Venue
from talent.institutions.models import Institution
from tests.factories import make_call, make_edition, make_institution, make_picture, make_programme

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 6, 10, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_june():
    with travel(NOW, tick=False):
        yield


@pytest.fixture
def camp():
    """In Indonesia, from 28 June to 4 July 2027."""
    return edition("Camp by the sea", "camp", "ID", datetime(2027, 6, 28, 2, tzinfo=UTC), 6)


@pytest.fixture
def contest():
    """In Thailand, on 7 July 2027."""
    return edition("Olympiad", "competition", "TH", datetime(2027, 7, 7, 2, tzinfo=UTC), 0, zone="Asia/Bangkok")


def edition(title: str, kind: str, country: str, starts_at: datetime, days: int, **fields) -> Edition:
    university = make_institution(kind=Institution.Kind.UNIVERSITY, country=country)
    return make_edition(
        make_programme(university, kind=kind), title=title, starts_at=starts_at,
        ends_at=starts_at + timedelta(days=days, hours=3), **fields,
    )


def titles(address: str) -> set[str]:
    page = Client().get(address).content.decode()
    return {each for each in Edition.objects.values_list("title", flat=True) if each in page}


@pytest.mark.parametrize(("query", "found"), [
    ("", {"Camp by the sea", "Olympiad"}), ("?kind=camp", {"Camp by the sea"}), ("?country=TH", {"Olympiad"}),
    ("?month=2027-06", {"Camp by the sea"}), ("?month=2027-07", {"Camp by the sea", "Olympiad"}),
    ("?month=2027-08", set()), ("?q=olymp", {"Olympiad"}), ("?kind=camp&country=TH", set()),
    ("?kind=nonsense&month=x", {"Camp by the sea", "Olympiad"}),
])
def test_the_list_is_narrowed_by_kind_country_month_and_words(camp, contest, query, found):
    assert titles(f"/season/{query}") == found


@pytest.mark.parametrize(("query", "found"), [
    ("?month=2027-07", {"Camp by the sea", "Olympiad"}), ("?month=2027-07&kind=competition", {"Olympiad"}),
    ("?month=2027-06", {"Camp by the sea"}), ("?month=2027-05", set()), ("", {"Camp by the sea"}),
    ("?month=0000-99", {"Camp by the sea"}), ("?month=9999-12", {"Camp by the sea"}),
])
def test_the_month_shows_what_lasts_into_it_and_begins_with_what_is_next(camp, contest, query, found):
    assert titles(f"/season/month/{query}") == found


def test_a_day_is_that_of_the_editions_own_zone():
    edition("Dawn", "camp", "ID", datetime(2027, 6, 30, 23, tzinfo=UTC), 0, zone="Asia/Jayapura")
    assert titles("/season/?month=2027-07") == {"Dawn"}
    assert titles("/season/?month=2027-06") == set()
    assert titles("/season/month/?month=2027-06") == set()


def test_open_for_registration_is_where_schools_may_register_or_nominate_now(camp, contest):
    closed = edition("Closed fair", "fair", "VN", NOW + timedelta(days=30), 1)
    closed.calls.add(make_call(closes_at=NOW - timedelta(hours=1), opens_at=NOW - timedelta(days=9)))
    Edition.objects.filter(pk=camp.pk).update(open_registration=True, registration_closes_at=NOW + timedelta(days=1))
    assert titles("/season/?open=now") == {"Camp by the sea"}
    contest.calls.add(make_call(), make_call())
    assert titles("/season/?open=now") == {"Camp by the sea", "Olympiad"}
    with travel(NOW + timedelta(days=2), tick=False):
        assert titles("/season/?open=now") == {"Olympiad"}


def test_a_draft_stands_nowhere_and_a_cancelled_edition_is_shown_as_such(camp, contest):
    Edition.objects.filter(pk=camp.pk).update(state=EditionState.DRAFT)
    Edition.objects.filter(pk=contest.pk).update(state=EditionState.CANCELLED)
    for address in ("/season/", "/season/month/?month=2027-07"):
        assert titles(address) == {"Olympiad"}
        assert "cancelled" in Client().get(address).content.decode()
    assert "STATUS:CANCELLED" in Client().get("/season/calendar.ics").content.decode()


def test_bars_span_their_days_in_the_month(camp):
    page = Client().get("/season/month/?month=2027-07").content.decode()
    assert 'colspan="7"><a class="on kind-camp' in page
    assert 'rel="prev"' in page
    assert "month=2027-06" in page
    assert "month=2027-08" in page


def test_links_keep_the_other_filters(camp):
    page = Client().get("/season/month/?month=2027-07&kind=camp&country=ID").content.decode()
    assert "kind=camp&amp;country=ID&amp;month=2027-08" in page
    assert "/season/calendar.ics?kind=camp&amp;country=ID" in page
    assert "webcal://" in page


def test_the_feed_says_every_edition_at_its_own_moments_with_its_zone_written_out(camp, contest):
    text = Client().get("/season/calendar.ics").content
    found = {str(event["summary"]): event for event in recurring_ical_events.of(Calendar.from_ical(text)).all()}
    for each in (camp, contest):
        event = found[each.title]
        assert (event.start.astimezone(UTC), event.end.astimezone(UTC)) == (each.starts_at, each.ends_at)
    assert b"TZID:Asia/Jakarta" in text
    assert b"TZID:Asia/Bangkok" in text
    assert text.count(b"BEGIN:VTIMEZONE") == 2
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))


def test_there_is_a_feed_for_each_choice_of_filters_with_a_name_of_its_own(camp, contest):
    calendar = Calendar.from_ical(Client().get("/season/calendar.ics?kind=competition&country=TH").content)
    assert [str(event["summary"]) for event in calendar.events] == ["Olympiad"]
    assert str(calendar["name"]) == "Camps, contests and exchanges · competition · Thailand"


def test_an_unchanged_feed_is_answered_304_and_a_changed_or_shrunken_one_is_not(camp, contest):
    first = Client().get("/season/calendar.ics")
    assert "max-age=3600" in first["Cache-Control"]

    def again(*others: str) -> int:
        tags = ", ".join([*others, first["ETag"]])
        return Client().get("/season/calendar.ics", headers={"if-none-match": tags}).status_code

    assert again() == again('"another"') == 304
    Edition.objects.filter(pk=contest.pk).update(state=EditionState.DRAFT)
    assert again() == 200
    Edition.objects.filter(pk=contest.pk).update(state=EditionState.PUBLISHED)
    assert again() == 304
    Edition.objects.filter(pk=camp.pk).update(title="Camp by the river", updated_at=NOW + timedelta(seconds=1))
    assert again() == 200


def test_what_is_long_past_leaves_the_feed_and_the_list():
    edition("Long ago", "camp", "ID", NOW - timedelta(days=800), 3)
    edition("Last month", "camp", "ID", NOW - timedelta(days=30), 3)
    assert titles("/season/calendar.ics") == {"Last month"}
    assert titles("/season/") == set()
    assert titles("/season/?month=2027-05") == {"Last month"}


def test_nothing_planned_says_what_comes_next():
    assert b"Nothing is planned" in Client().get("/season/").content
    assert b"Nothing is on in this month" in Client().get("/season/month/").content


@pytest.mark.parametrize(
    ("address", "most"), [("/season/", 6), ("/season/month/", 4), ("/season/?month=2027-07", 6),
                          ("/season/calendar.ics", 5)]
)
def test_more_editions_need_no_more_queries(address, most):
    counts = []
    for _size in range(2):
        for number in range(4):
            edition("Camp", "camp", "ID", timezone.now() + timedelta(days=21 + number), 1)
        with CaptureQueriesContext(connection) as queries:
            Client().get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= most


def test_a_public_page_takes_few_queries_however_much_is_on_it(django_assert_max_num_queries):
    shown = edition("Camp", "camp", "ID", timezone.now() + timedelta(days=21), 1)
    for number in range(3):
        make_picture(shown, f"Picture {number}")
        Venue.objects.create(edition=shown, name=f"Venue {number}")
    with django_assert_max_num_queries(6):
        Client().get(f"/editions/{shown.slug}/")
