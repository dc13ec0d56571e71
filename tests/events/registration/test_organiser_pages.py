"""An organiser's pages: who is coming, the numbers, delegations, places, and registering others."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from core.audit.models import Entry, Reading
from events.programmes.models import TeamMember
from events.registration.models import Delegation, Place, Registration, RegistrationState
from events.registration.numbers import country_bars
from events.registration.register import register
from talent.people.models import Person
from tests.factories import (
    make_coordinator,
    make_edition,
    make_institution,
    make_organiser,
    make_person,
    make_registration,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return make_edition()


@pytest.fixture
def organiser(edition):
    return make_organiser(edition.host)


@pytest.fixture
def client(signed_in, organiser):
    return signed_in(organiser)


@pytest.fixture
def page(edition):
    return f"/organise/editions/{edition.key}/"


def rows_of(response) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_who_is_coming_is_filtered_and_searched(client, edition, page, user):
    for name, school, country in (("Amara", "First", "LA"), ("Boris", "Second", "RU"), ("Chan", "Third", "LA")):
        register(edition, make_person(make_institution(f"{school} school", country=country), name=name), by=user)
    make_registration(edition, make_person(name="Waiting"), RegistrationState.WAITING_CONSENT)
    make_registration(edition, make_person(name="Gone"), RegistrationState.CANCELLED)

    def names(query: str) -> str:
        return client.get(f"{page}registrations/{query}").content.decode()

    assert "Amara" in names("")
    assert "Waiting" in names("")
    assert "Gone" not in names("")
    assert "Gone" in names("?state=cancelled")
    assert "Boris" not in names("?country=LA")
    assert "Chan" in names("?country=LA")
    assert "Amara" not in names("?q=bor")
    assert "Boris" in names("?q=second+school")
    delegation = Delegation.objects.get(code="RUS")
    assert "Amara" not in names(f"?delegation={delegation.key}")
    school = Person.objects.get(name="Chan").institution
    assert "Amara" not in names(f"?school={school.key}")
    assert "Chan" in names(f"?school={school.key}")


def test_an_organisers_file_has_latin_names_and_dates_of_birth_and_is_logged(client, edition, page, organiser):
    make_registration(edition, make_person(name="ສົມພອນ", latin_name="Somphone"))
    [row] = rows_of(client.get(f"{page}registrations/?export=csv"))
    assert row["Name"] == "ສົມພອນ"
    assert row["Name in Latin letters"] == "Somphone"
    assert row["Date of birth"] == "2011-05-04"
    assert row["Country"] == "LA"
    assert Reading.objects.get().by == organiser
    assert Entry.objects.get(act="exported registrations").by == organiser
    workbook = client.get(f"{page}registrations/?export=xlsx").getvalue()
    sheet = load_workbook(io.BytesIO(workbook)).active
    assert sheet["A2"].value == "ສົມພອນ"


def test_an_assistant_sees_who_comes_and_gets_no_dates_of_birth(signed_in, edition, page):
    make_registration(edition, make_person(name="Amara"))
    assistant = make_user()
    TeamMember.objects.create(edition=edition, user=assistant, role="assistant")
    client = signed_in(assistant)
    assert "Amara" in client.get(f"{page}registrations/").content.decode()
    [row] = rows_of(client.get(f"{page}registrations/?export=csv"))
    assert "Date of birth" not in row
    assert client.get(f"{page}places/").status_code == 403


def test_a_name_that_begins_like_a_formula_is_made_safe_in_files(client, edition, page):
    make_registration(edition, make_person(name="=1+1"))
    [row] = rows_of(client.get(f"{page}registrations/?export=csv"))
    assert row["Name"] == "'=1+1"


def test_pages_of_the_list_follow_one_another_without_gap_or_repeat(client, edition, page):
    for number in range(120):
        make_registration(edition, make_person(name=f"Student {number:03}"))
    seen, address = [], f"{page}registrations/"
    while address:
        shown = client.get(address).context["page"]
        seen += [row.person.name for row, _cells in shown.rows]
        address = f"{page}registrations/?after={shown.key_page.after}" if shown.key_page.after else ""
    assert seen == [f"Student {number:03}" for number in range(120)]


def test_the_numbers_count_by_role_and_country_in_a_picture_and_in_tables(client, edition, page):
    make_registration(edition, make_person(country="LA"))
    make_registration(edition, make_person(country="LA"), RegistrationState.WAITING_CONSENT)
    make_registration(edition, make_person(country="RU", role="teacher"), role="teacher")
    make_registration(edition, make_person(country="RU"), RegistrationState.CANCELLED)
    answer = client.get(f"{page}numbers/", headers={"hx-request": "true"})
    numbers = answer.context["numbers"]
    by_role = [(role.label, role.confirmed, role.waiting) for role in numbers.roles]
    assert by_role == [("student", 1, 1), ("teacher", 1, 0)]
    assert [(bar.name, bar.confirmed, bar.waiting) for bar in numbers.bars] == [("Laos", 1, 1), ("Russia", 1, 0)]
    text = answer.content.decode()
    assert "<html" not in text
    assert "<svg" in text
    assert "<html" in client.get(f"{page}numbers/").content.decode()


def test_bars_are_in_proportion_and_the_longest_stands_first():
    bars = country_bars({"Laos": (1, 1), "Russia": (8, 0), "Viet Nam": (0, 0)})
    assert [bar.name for bar in bars] == ["Russia", "Laos", "Viet Nam"]
    assert bars[0].confirmed_width == 180
    assert bars[1].confirmed_width + bars[1].waiting_width == pytest.approx(180 / 4, abs=1)
    assert bars[2].confirmed_width == 0
    assert country_bars({}) == []


def test_delegations_show_their_sizes_and_may_be_guests(client, edition, page, user):
    register(edition, make_person(country="LA"), by=user)
    register(edition, make_person(country="LA", role="teacher"), by=user)
    [delegation] = client.get(f"{page}delegations/").context["delegations"]
    assert (delegation.code, delegation.students, delegation.teachers) == ("LAO", 1, 1)
    client.post(f"{page}delegations/{delegation.key}/", {"code": "lao", "name": "Laos", "guest": "on"})
    delegation.refresh_from_db()
    assert (delegation.code, delegation.guest) == ("LAO", True)
    register(edition, make_person(country="RU"), by=user)
    answer = client.post(f"{page}delegations/{delegation.key}/", {"code": "RUS", "name": "Laos"})
    assert b"Another delegation has this code" in answer.content


def test_the_number_of_open_places_is_set_by_page_and_never_below_what_is_taken(client, edition, page):
    wanted = {"student": 3, "teacher": 1, "leader": 0, "deputy": 0, "observer": 0}
    client.post(f"{page}places/", wanted)
    assert Place.objects.filter(edition=edition).count() == 4
    place = Place.objects.filter(role="student").first()
    place.registration = make_registration(edition)
    place.save()
    answer = client.post(f"{page}places/", {**wanted, "student": 0})
    assert b"taken already" in answer.content
    assert Place.objects.filter(role="student").count() == 3
    assert client.post(f"{page}places/", {**wanted, "student": -1}).status_code == 200
    assert client.post(f"{page}places/", {**wanted, "student": 10**9}).status_code == 200


def test_a_teacher_of_a_school_that_takes_part_is_found_and_registered(client, edition, page, outbox):
    coordinator = make_coordinator()
    school = coordinator.memberships.get().institution
    make_registration(edition, make_person(school))
    teacher = make_person(school, role="teacher", name="Teacher Here")
    make_person(role="teacher", name="Teacher Elsewhere")
    make_person(school, name="Teacher's Pet")
    found = client.get(f"{page}add/?q=teacher").context["found"]
    assert found == [teacher]
    client.post(f"{page}add/found/", {"person": teacher.key, "role": "leader"})
    registration = Registration.objects.get(person=teacher)
    assert (registration.role, registration.state) == ("leader", RegistrationState.CONFIRMED)
    assert outbox()[-1].to == coordinator.email
    answer = client.post(f"{page}add/found/", {"person": teacher.key, "role": "leader"}, follow=True)
    assert b"registered already" in answer.content


def test_an_organiser_registers_no_student_and_nobody_of_a_school_that_does_not_take_part(client, edition, page):
    student, stranger = make_person(), make_person(role="teacher")
    assert client.post(f"{page}add/found/", {"person": student.key, "role": "student"}).status_code == 404
    client.post(f"{page}add/found/", {"person": stranger.key, "role": "teacher"})
    client.post(f"{page}add/new/", {"name": "A", "latin_name": "A", "country": "LA", "role_here": "student"})
    assert not Registration.objects.exists()


def test_a_speaker_who_is_new_is_stored_and_registered(client, edition, page):
    client.post(f"{page}add/new/", {
        "name": "Иван Петров", "latin_name": "Ivan Petrov", "email": "", "country": "RU", "role_here": "speaker",
    })
    registration = Registration.objects.get()
    assert (registration.role, registration.person.role) == ("speaker", "expert")
    assert registration.institution == edition.programme.institution


def test_an_edition_with_people_is_not_taken_back_to_a_draft(client, edition, page):
    make_registration(edition)
    answer = client.post(f"{page}unpublish/", follow=True)
    assert b"Close it instead" in answer.content


def test_another_editions_organiser_sees_nothing(signed_in, page, edition):
    other = signed_in(make_organiser())
    for each in ("registrations/", "numbers/", "delegations/", "places/", "add/"):
        assert other.get(page + each).status_code == 403


@pytest.mark.parametrize("part", ["", "registrations/", "numbers/", "delegations/", "add/?q=student"])
def test_more_people_need_no_more_queries(client, edition, page, part, user):
    counts = []
    for size in (3, 9):
        for number in range(size):
            country = ["LA", "RU", "VN", "TH", "ID", "MY", "SG", "PH", "MM", "KH", "BN", "TL"][number]
            register(edition, make_person(country=country), by=user)
            make_person(edition.host, role="teacher", name=f"Student teacher {number}")
        with CaptureQueriesContext(connection) as queries:
            client.get(page + part)
        counts.append(len(queries))
    assert counts[0] == counts[1]
