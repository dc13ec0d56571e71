"""A school's pages: what is open, registering several, and its registrations."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.registration.models import Place, Registration, RegistrationState
from talent.people.models import Person
from tests.factories import (
    make_coordinator,
    make_edition,
    make_guardian,
    make_institution,
    make_person,
    make_registration,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return make_coordinator()


@pytest.fixture
def school(coordinator):
    return coordinator.memberships.get().institution


@pytest.fixture
def client(signed_in, coordinator):
    return signed_in(coordinator)


@pytest.fixture
def edition():
    edition = make_edition(open_registration=True, registration_closes_at=timezone.now() + timedelta(days=3))
    Place.objects.bulk_create(Place(edition=edition, role="student") for _number in range(2))
    return edition


def test_a_school_sees_what_is_open_with_the_places_left(client, edition):
    closed = make_edition(open_registration=True, registration_closes_at=timezone.now() - timedelta(days=3))
    page = client.get("/registrations/open/").content.decode()
    assert edition.title in page
    assert closed.title not in page
    assert 'data-label="Student places left">2<' in page


def test_several_students_are_registered_at_once_and_each_has_an_answer(client, edition, school):
    students = [make_person(school, name=f"Student {letter}") for letter in "ABC"]
    address = f"/registrations/open/{edition.key}/"
    page = client.get(address).content.decode()
    assert "2 of 2 places left" in page
    answer = client.post(address, {"person": [student.key for student in students], "school": school.key})
    page = answer.content.decode()
    assert "2 of 3 registered" in page
    assert "No place for the role “student” is left." in page
    assert Registration.objects.count() == 2
    page = client.get("/registrations/").content.decode()
    assert "Student A" in page
    assert "Student C" not in page


def test_nobody_ticked_is_said_and_changes_nothing(client, edition):
    answer = client.post(f"/registrations/open/{edition.key}/", {}, follow=True)
    assert b"Tick at least one person." in answer.content


def test_another_schools_student_is_not_registered(client, edition):
    student = make_person()
    client.post(f"/registrations/open/{edition.key}/", {"person": [student.key]})
    client.post(
        f"/registrations/open/{edition.key}/", {"person": [student.key], "school": student.institution.key}
    )
    assert not Registration.objects.exists()


def test_a_draft_is_not_there_for_a_school(client):
    assert client.get(f"/registrations/open/{make_edition(state='draft').key}/").status_code == 404


def test_a_teacher_is_stored_and_registered_at_a_teachers_place(client, edition, school):
    Place.objects.create(edition=edition, role="leader")
    answer = client.post(f"/registrations/teachers/new/?school={school.key}&edition={edition.key}", {
        "name": "ສົມພອນ", "latin_name": "Somphone", "email": "", "gender": "f", "country": "LA",
    })
    teacher = Person.objects.get(role="teacher")
    assert teacher.institution == school
    assert "ສົມພອນ" in client.get(answer["Location"]).content.decode()
    client.post(f"/registrations/open/{edition.key}/", {"person": [teacher.key], "role": "leader"})
    assert Registration.objects.get().role == "leader"


def test_a_registration_shows_what_lacks_and_what_happened(client, school, edition, run_tasks):
    edition.consents_required = ["taking_part"]
    edition.save()
    student = make_guardian(make_person(school)).person
    client.post(f"/registrations/open/{edition.key}/", {"person": [student.key]})
    run_tasks()
    registration = Registration.objects.get()
    page = client.get(f"/registrations/{registration.key}/").content.decode()
    assert "waiting for consent" in page
    assert "taking part" in page
    assert "an open place" in page
    assert f"/consents/{registration.consent.key}/" in page
    home = client.get("/").content.decode()
    assert f"Consents lack for {edition}" in home


def test_a_school_cancels_with_a_reason_and_the_place_is_free_again(client, school, edition, outbox):
    client.post(f"/registrations/open/{edition.key}/", {"person": [make_person(school).key]})
    registration = Registration.objects.get()
    address = f"/registrations/{registration.key}/cancel/"
    assert b"cannot be undone" in client.get(address).content
    assert client.post(address, {"reason": ""}).status_code == 200
    client.post(address, {"reason": "Ill"})
    registration.refresh_from_db()
    assert registration.state == RegistrationState.CANCELLED
    assert Place.objects.filter(registration__isnull=True).count() == 2
    assert b"Ill" in client.get(f"/registrations/{registration.key}/").content
    assert not outbox()
    assert b"Somebody else" not in client.post(address, {"reason": "again"}, follow=True).content


def test_other_schools_see_nothing_of_it(signed_in, school):
    registration = make_registration(person=make_person(school))
    other = signed_in(make_coordinator())
    assert other.get(f"/registrations/{registration.key}/").status_code == 403
    assert other.post(f"/registrations/{registration.key}/cancel/", {"reason": "x"}).status_code == 403
    assert str(registration.person) not in other.get("/registrations/").content.decode()


def test_a_coordinator_of_two_schools_chooses_for_which(signed_in, coordinator, school, edition):
    second = make_institution("Second school")
    coordinator.memberships.create(institution=second, role="coordinator")
    make_person(school, name="First one")
    make_person(second, name="Second one")
    client = signed_in(coordinator)
    assert "First one" in client.get(f"/registrations/open/{edition.key}/").content.decode()
    page = client.get(f"/registrations/open/{edition.key}/?school={second.key}").content.decode()
    assert "Second one" in page
    assert "First one" not in page


@pytest.mark.parametrize("page", ["/registrations/", "/registrations/open/", "/registrations/open/{edition}/", "/"])
def test_more_registrations_need_no_more_queries(client, school, edition, page):
    counts = []
    for size in (4, 12):
        for _number in range(size):
            make_registration(edition, make_person(school), RegistrationState.WAITING_CONSENT)
            make_person(school)
        with CaptureQueriesContext(connection) as queries:
            client.get(page.format(edition=edition.key))
        counts.append(len(queries))
    assert counts[0] == counts[1]
