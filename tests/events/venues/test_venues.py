"""Venues: where an edition is held, and to whom the link to join is shown."""

import pytest
from django.test import Client

from events.programmes.models import Edition
from events.registration.models import RegistrationState
from events.venues.models import Venue
from talent.institutions.models import Institution
from tests.factories import (
    make_coordinator,
    make_edition,
    make_institution,
    make_organiser,
    make_person,
    make_programme,
    make_registration,
    make_user,
)

pytestmark = pytest.mark.django_db
LINK = "https://meet.example.org/room-of-the-camp"


@pytest.fixture
def edition():
    return make_edition(venue="Old campus", city="Bandung")


@pytest.fixture
def client(signed_in, edition):
    return signed_in(make_organiser(edition.programme.institution))


def on_line(edition: Edition) -> Venue:
    Edition.objects.filter(pk=edition.pk).update(online=True)
    return Venue.objects.create(edition=edition, kind="online", name="Video room", online_link=LINK)


def add(client: Client, edition: Edition, **fields):
    said = {"kind": "place", "name": "Great hall", "city": "Jakarta", **fields}
    return client.post(f"/organise/editions/{edition.key}/venues/new/", said)


def test_the_first_venue_begins_with_what_the_edition_says(client, edition):
    page = client.get(f"/organise/editions/{edition.key}/venues/new/").content.decode()
    assert 'value="Old campus"' in page
    assert 'value="Bandung"' in page


def test_several_venues_are_kept_in_order_and_the_first_place_stands_in_lists(client, edition):
    add(client, edition, kind="online", name="Video room", city="", online_link=LINK)
    add(client, edition, address="1 Long Road", capacity="300", map_link="https://maps.example.org/?q=1")
    add(client, edition, name="Laboratory", city="Depok")
    edition.refresh_from_db()
    assert (edition.venue, edition.city, edition.online) == ("Great hall", "Jakarta", True)
    laboratory = Venue.objects.get(name="Laboratory")
    client.post(f"/organise/venues/{laboratory.key}/earlier/")
    assert [each.name for each in edition.venues.all()] == ["Video room", "Laboratory", "Great hall"]
    edition.refresh_from_db()
    assert (edition.venue, edition.city) == ("Laboratory", "Depok")


def test_the_first_venue_cannot_be_moved_further_up(client, edition):
    add(client, edition)
    add(client, edition, name="Second")
    client.post(f"/organise/venues/{Venue.objects.get(name='Great hall').key}/earlier/")
    assert [each.name for each in edition.venues.all()] == ["Great hall", "Second"]


def test_where_venues_are_described_the_editions_form_leaves_the_place_alone(client, edition):
    add(client, edition)
    page = client.get(f"/organise/editions/{edition.key}/change/").content.decode()
    assert "It is taken from the page of venues." in page


def test_the_public_page_shows_address_and_map_and_never_the_link_to_join(client, edition):
    add(client, edition, address="1 Long Road", capacity="300", map_link="https://maps.example.org/?q=1")
    on_line(edition)
    for reader in (Client(), client):
        page = reader.get(f"/editions/{edition.slug}/").content.decode()
        assert "1 Long Road" in page
        assert "https://maps.example.org/?q=1" in page
        assert "300 people" in page
        assert LINK not in page


def test_a_removed_venue_stands_no_more(client, edition):
    add(client, edition)
    venue = Venue.objects.get()
    assert b"Great hall" in client.get(f"/organise/venues/{venue.key}/remove/").content
    client.post(f"/organise/venues/{venue.key}/remove/")
    assert not Venue.objects.exists()


@pytest.mark.parametrize(("fields", "words"), [
    ({"online_link": LINK}, "Only a venue on line"),
    ({"map_link": "ftp://maps.example.org/"}, "begins with https"),
    ({"map_link": "javascript:alert(1)"}, "valid URL"),
    ({"name": ""}, "required"),
    ({"capacity": "-3"}, "greater than or equal to 0"),
])
def test_a_venue_that_cannot_be_is_refused_and_keeps_what_was_typed(client, edition, fields, words):
    answer = add(client, edition, **{"address": "1 Long Road", **fields})
    assert words in answer.content.decode()
    assert "1 Long Road" in answer.content.decode()
    assert not Venue.objects.exists()


@pytest.mark.parametrize(("state", "opens"), [
    (RegistrationState.CONFIRMED, True), (RegistrationState.WAITING_CONSENT, False),
    (RegistrationState.CANCELLED, False),
])
def test_the_link_opens_for_those_who_are_confirmed_and_for_their_school_alone(signed_in, edition, state, opens):
    on_line(edition)
    school, user = make_institution(), make_user()
    make_registration(edition, make_person(school, user=user), state)
    address = f"/editions/{edition.slug}/join/"
    for reader in (user, make_coordinator(school)):
        answer = signed_in(reader).get(address)
        assert (answer.status_code == 200 and LINK in answer.content.decode()) == opens
        assert not opens or "no-store" in answer["Cache-Control"]
    assert signed_in(make_coordinator()).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_an_edition_that_is_not_on_line_has_no_page_to_join(client, edition):
    assert client.get(f"/editions/{edition.slug}/join/").status_code == 404


def test_a_co_host_sees_its_own_countrys_people_and_nobody_elses(signed_in):
    university = make_institution(kind=Institution.Kind.UNIVERSITY, country="VN")
    edition = make_edition(make_programme())
    edition.co_hosts.add(university)
    on_line(edition)
    own = make_registration(edition, make_person(make_institution(country="VN"), name="Nguyen An"))
    other = make_registration(edition, make_person(make_institution(country="TH"), name="Somchai"))
    helper = signed_in(make_organiser(university))
    home = helper.get(f"/organise/editions/{edition.key}/").content.decode()
    assert "1 person is registered" in home
    page = helper.get(f"/organise/editions/{edition.key}/own-country/").content.decode()
    assert own.person.name in page
    assert other.person.name not in page
    assert edition.title in helper.get("/organise/").content.decode()
    assert LINK in helper.get(f"/editions/{edition.slug}/join/").content.decode()
    for refused in ("registrations/", "change/", "venues/", "team/", "payments/", "copy/"):
        assert helper.get(f"/organise/editions/{edition.key}/{refused}").status_code in {403, 404}
    assert helper.get(f"/registrations/{own.key}/").status_code == 403


def test_a_co_host_sees_no_draft(signed_in):
    university = make_institution(kind=Institution.Kind.UNIVERSITY)
    edition = make_edition(state="draft")
    edition.co_hosts.add(university)
    assert signed_in(make_organiser(university)).get(f"/organise/editions/{edition.key}/").status_code == 403


def test_a_host_keeps_venues_pictures_and_people_and_decides_nothing(signed_in):
    university = make_institution(kind=Institution.Kind.UNIVERSITY)
    edition = make_edition(host=university)
    host = signed_in(make_organiser(university))
    for allowed in ("", "venues/", "pictures/", "registrations/", "delegations/", "places/", "groups/"):
        assert host.get(f"/organise/editions/{edition.key}/{allowed}").status_code == 200, allowed
    for refused in ("change/", "close/", "unpublish/", "team/", "copy/"):
        assert host.get(f"/organise/editions/{edition.key}/{refused}").status_code == 403, refused
