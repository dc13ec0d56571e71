"""Groups of an edition by pages: proposed, looked at, stored, moved by hand, exported."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.registration.models import Registration, RegistrationState
from events.registration.register import cancel
from events.timetable.models import Group, GroupMember
from tests.factories import make_edition, make_institution, make_organiser, make_person, make_registration

pytestmark = pytest.mark.django_db
COUNTRIES = ["LA", "RU", "VN", "TH"]


@pytest.fixture
def edition():
    return make_edition()


@pytest.fixture
def client(signed_in, edition):
    return signed_in(make_organiser(edition.host))


@pytest.fixture
def page(edition):
    return f"/organise/editions/{edition.key}/groups/"


def come(edition, number: int, **fields) -> None:
    """So many students come, from four countries, girls and boys in turn."""
    schools = {country: make_institution(country=country) for country in COUNTRIES}
    for index in range(number):
        country = COUNTRIES[index % 4]
        person = make_person(schools[country], country=country, gender="fm"[index // 4 % 2])
        make_registration(edition, person, **fields)


def store(client, page, number: int, seed: int = 1):
    proposal = client.get(f"{page}propose/?number={number}&seed={seed}").context["proposal"]
    return client.post(f"{page}store/", {"number": number, "seed": seed, "digest": proposal.digest}, follow=True)


def test_a_proposal_is_looked_at_and_then_stored_as_it_was_seen(client, edition, page):
    come(edition, 16)
    answer = client.get(f"{page}propose/?number=4&seed=7")
    assert not Group.objects.exists()
    seen = [{each.pk for each in box["people"]} for box in answer.context["boxes"]]
    digest = answer.context["proposal"].digest
    client.post(f"{page}store/", {"number": 4, "seed": 7, "digest": digest})
    stored = [set(group.members.values_list("registration", flat=True)) for group in edition.groups.all()]
    assert stored == seen
    for group in edition.groups.all():
        assert {str(member.registration.country) for member in group.members.all()} == set(COUNTRIES)


def test_only_confirmed_students_are_put_into_groups(client, edition, page):
    come(edition, 4)
    come(edition, 1, state=RegistrationState.WAITING_CONSENT)
    come(edition, 1, role="teacher")
    store(client, page, 2)
    assert GroupMember.objects.count() == 4


def test_a_proposal_of_people_who_changed_since_is_not_stored(client, edition, page):
    come(edition, 4)
    digest = client.get(f"{page}propose/?number=2&seed=1").context["proposal"].digest
    come(edition, 1)
    answer = client.post(f"{page}store/", {"number": 2, "seed": 1, "digest": digest}, follow=True)
    assert b"Somebody came or left" in answer.content
    assert not Group.objects.exists()


def test_late_comers_are_placed_and_nobody_else_moves(client, edition, page):
    come(edition, 8)
    store(client, page, 2)
    before = dict(GroupMember.objects.values_list("registration", "group"))
    come(edition, 3)
    assert b"3 students are in no group yet" in client.get(page).content
    client.post(f"{page}late/")
    after = dict(GroupMember.objects.values_list("registration", "group"))
    assert len(after) == 11
    assert before.items() <= after.items()


def test_a_move_that_breaks_a_rule_is_warned_of_and_done_if_still_wanted(client, edition, page):
    come(edition, 8)
    store(client, page, 2)
    member = GroupMember.objects.filter(group__number=1).first()
    to = Group.objects.get(number=2)
    address = f"/organise/registrations/{member.registration.key}/group/"
    answer = client.post(address, {"to": to.key})
    assert b"The largest group would have 2 more" in answer.content
    assert GroupMember.objects.get(pk=member.pk).group.number == 1
    client.post(address, {"to": to.key, "in_spite": to.key})
    assert GroupMember.objects.get(pk=member.pk).group == to
    client.post(address, {"to": Group.objects.get(number=1).key})
    assert GroupMember.objects.get(pk=member.pk).group.number == 1


def test_nobody_is_moved_into_another_editions_group(client, edition, page):
    come(edition, 4)
    store(client, page, 2)
    foreign = Group.objects.create(edition=make_edition(), number=1, name="Foreign")
    member = GroupMember.objects.first()
    wanted = {"to": foreign.key, "in_spite": foreign.key}
    client.post(f"/organise/registrations/{member.registration.key}/group/", wanted)
    assert not foreign.members.exists()


def test_whoever_cancels_leaves_the_group(client, edition, page, user):
    come(edition, 4)
    store(client, page, 2)
    cancel(Registration.objects.first(), user, "Ill")
    assert GroupMember.objects.count() == 3


def test_groups_are_exported_with_names_and_countries(client, edition, page):
    come(edition, 4)
    store(client, page, 2)
    text = b"".join(client.get(f"{page}file/?export=csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Group"] for row in rows] == ["1", "1", "2", "2"]
    assert {row["Country"] for row in rows} == set(COUNTRIES)


def test_the_list_of_who_comes_shows_and_filters_groups(client, edition, page):
    come(edition, 4)
    store(client, page, 2)
    first = Group.objects.get(number=1)
    answer = client.get(f"/organise/editions/{edition.key}/registrations/?group={first.key}")
    assert len(answer.context["page"].rows) == 2
    assert 'data-label="Group">Group 1<' in answer.content.decode()


def test_nothing_wrong_is_taken_for_a_number(client, edition, page):
    come(edition, 2)
    for query in ("number=0&seed=1", "number=x&seed=1", "number=99999&seed=1", "", "number=2"):
        answer = client.get(f"{page}propose/?{query}")
        assert answer.status_code == 200
        assert "proposal" not in answer.context
    assert client.post(f"{page}store/", {"number": "0"}).status_code == 302


def test_an_edition_without_students_says_what_is_missing(client, page):
    assert b"No student is confirmed yet." in client.get(page).content


@pytest.mark.parametrize("part", ["", "propose/?number=3&seed=1"])
def test_more_people_need_no_more_queries(client, edition, page, part):
    counts = []
    for size in (8, 24):
        come(edition, size)
        store(client, page, 3)
        come(edition, 2)
        with CaptureQueriesContext(connection) as queries:
            client.get(page + part)
        counts.append(len(queries))
    assert counts[0] == counts[1]
