"""Next year's edition as a copy of this one, its dates moved."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.copying.copy import Moved, next_years_day
from events.payments.models import CountryGroup, Extra, Fee, Scholarship, Terms
from events.pictures.page import pictures_of
from events.programmes.models import Edition, EditionState
from events.registration.models import Place
from events.registration.places import place_counts
from events.venues.models import Venue
from talent.calls.models import CallState
from tests.factories import (
    make_call,
    make_edition,
    make_institution,
    make_organiser,
    make_picture,
    make_programme,
    make_question,
    make_registration,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    """One that begins on Thursday, 1 July 2027, at 09:00 in Jakarta."""
    edition = make_edition(
        make_programme(), title="Camp 2027", slug="camp-2027", starts_at=datetime(2027, 7, 1, 2, tzinfo=UTC),
        ends_at=datetime(2027, 7, 7, 5, tzinfo=UTC), registration_closes_at=datetime(2027, 5, 1, 2, tzinfo=UTC),
        open_registration=True, consents_required=["taking_part"], notice="Bring boots.",
    )
    edition.co_hosts.add(make_institution())
    return edition


@pytest.fixture
def client(signed_in, edition):
    return signed_in(make_organiser(edition.programme.institution))


def copied(client, edition, *parts: str, first_day: str = "2028-07-06") -> Edition:
    answer = client.post(f"/organise/editions/{edition.key}/copy/", {
        "title": "Camp 2028", "slug": "", "first_day": first_day, "parts": parts,
    })
    assert answer.status_code == 302, answer.context["form"].errors
    return Edition.objects.get(slug="camp-2028")


def test_the_form_proposes_the_same_weekday_next_year_and_the_next_years_title(client, edition):
    page = client.get(f"/organise/editions/{edition.key}/copy/").content.decode()
    assert 'value="2028-06-29"' in page
    assert 'value="Camp 2028"' in page


def test_the_copy_is_a_draft_whose_dates_are_moved_to_the_same_time_of_day(client, edition):
    make_registration(edition)
    copy = copied(client, edition)
    assert copy.state == EditionState.DRAFT
    assert copy.starts_at == datetime(2028, 7, 6, 2, tzinfo=UTC)
    assert copy.ends_at == datetime(2028, 7, 12, 5, tzinfo=UTC)
    assert copy.registration_closes_at == datetime(2028, 5, 6, 2, tzinfo=UTC)
    assert (copy.summary, copy.host, copy.consents_required) == (edition.summary, edition.host, ["taking_part"])
    assert set(copy.co_hosts.all()) == set(edition.co_hosts.all())
    assert (copy.notice, copy.registrations.count(), copy.calls.count()) == ("", 0, 0)


def test_venues_come_along_without_their_links_to_join(client, edition):
    Venue.objects.create(edition=edition, name="Room", kind="online", online_link="https://example.org/", order=1)
    [venue] = copied(client, edition, "venues").venues.all()
    assert (venue.name, venue.online_link) == ("Room", "")
    assert edition.venues.get().online_link


def test_pictures_are_shown_by_both_editions(client, edition):
    make_picture(edition)
    copy = copied(client, edition, "pictures")
    assert pictures_of(copy)[0].srcset == pictures_of(edition)[0].srcset


def test_calls_are_copied_as_drafts_with_their_dates_moved_and_another_institutions_are_not(client, edition):
    call = make_call(edition.programme.institution, title="Call", zone="Asia/Jakarta")
    make_question(call)
    edition.calls.add(call, make_call())
    [copy] = copied(client, edition, "calls").calls.all()
    assert (copy.state, copy.title, copy.questions.count()) == (CallState.DRAFT, "Call", 1)
    assert copy.opens_at - call.opens_at == copy.closes_at - call.closes_at == timedelta(days=371)


def test_numbers_of_places_are_copied_and_all_are_free(client, edition):
    taken = make_registration(edition)
    Place.objects.create(edition=edition, registration=taken)
    Place.objects.create(edition=edition)
    [count] = place_counts(copied(client, edition, "places"))
    assert (count.number, count.free) == (2, 2)


def test_prices_come_along_with_their_dates_moved_and_nothing_ordered(client, edition):
    Terms.objects.create(edition=edition, currency="IDR", issuer=edition.host, refund_steps=[{"days": 7, "percent": 5}])
    group = CountryGroup.objects.create(edition=edition, name="A", countries=["LA"])
    Fee.objects.create(edition=edition, amount=5, group=group, until=datetime(2027, 4, 1, tzinfo=UTC))
    Extra.objects.create(edition=edition, name="Shirt", amount=7, stock=9, ordered=3)
    Scholarship.objects.create(edition=edition, name="Need", code="N33D", percent=50)
    copy = copied(client, edition, "prices")
    assert (copy.terms.currency, copy.terms.refund_steps) == ("IDR", [{"days": 7, "percent": 5}])
    fee = copy.fees.get()
    assert (fee.amount, fee.group.edition, fee.until) == (5, copy, datetime(2028, 4, 6, tzinfo=UTC))
    assert (copy.extras.get().ordered, copy.extras.get().stock) == (0, 9)
    assert not copy.scholarships.exists()
    assert (edition.terms.currency, edition.fees.get().group, edition.extras.get().ordered) == ("IDR", group, 3)


def test_codes_come_along_only_where_that_is_ticked(client, edition):
    Scholarship.objects.create(edition=edition, name="Need", code="N33D", percent=50)
    assert copied(client, edition, "scholarships").scholarships.get().code == "N33D"


def test_a_short_name_that_is_taken_is_refused_and_what_was_typed_stays(client, edition):
    answer = client.post(f"/organise/editions/{edition.key}/copy/", {
        "title": "My own title", "slug": "camp-2027", "first_day": "2028-07-06",
    })
    assert b"Another edition has this short name" in answer.content
    assert b"My own title" in answer.content


def test_it_says_in_the_history_what_it_was_copied_from(client, edition):
    assert b"copied" in client.get(f"/organise/editions/{copied(client, edition).key}/").content


@given(
    st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2040-01-01")), st.integers(-800, 800),
    st.sampled_from(["Asia/Jakarta", "Europe/Paris", "America/New_York", "Asia/Kathmandu"]),
)
def test_a_moved_moment_shows_the_same_time_of_day_that_many_days_later(clock, days, zone):
    there = ZoneInfo(zone)
    before = clock.replace(tzinfo=there)
    if before.astimezone(UTC).astimezone(there).replace(tzinfo=None) != clock:
        return
    after = Moved(days, zone).moment(before)
    shown = after.astimezone(there).replace(tzinfo=None)
    # An hour that the change of clocks leaves out is shown as the one after it.
    assert shown - (clock + timedelta(days=days)) in {timedelta(0), timedelta(hours=1)}


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_next_years_day_is_the_same_day_of_the_week(day):
    assert next_years_day(day).weekday() == day.weekday()
    assert 363 <= (next_years_day(day) - day).days <= 366
