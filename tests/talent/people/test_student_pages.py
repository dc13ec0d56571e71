"""A school's students: list, page, forms."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.audit.models import Entry
from core.mail.models import Message
from talent.people.models import ConsentStanding, Guardian, Person
from talent.people.student_page import SOURCES, StudentPart, shown_on_student
from tests.factories import (
    answer_consent,
    make_consent_request,
    make_coordinator,
    make_guardian,
    make_institution,
    make_member,
    make_officer,
    make_person,
)

pytestmark = pytest.mark.django_db
STUDENT = {"name": "Ann Able", "birth_date": "2010-05-06", "gender": "f", "country": "LA", "grade": "9", "number": "S1",
           "email": "", "latin_name": ""}
GUARDIAN = {"name": "Gus Able", "relationship": "father", "email": "gus@example.org", "phone": "", "language": "lo"}


@pytest.fixture
def school():
    return make_institution()


@pytest.fixture
def coordinator(school):
    return make_coordinator(school)


@pytest.fixture
def client(coordinator, signed_in):
    return signed_in(coordinator)


def text_of(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").find("main").get_text(" ").split())


def address(name: str, record) -> str:
    return reverse(name, args=[record.key])


def test_a_coordinator_adds_a_student_and_a_guardian(client, school, coordinator):
    page = client.post(address("student_add", school), STUDENT, follow=True)
    student = Person.objects.get()
    assert (student.latin_name, student.institution, student.birth_date) == (
        "Ann Able", school, datetime.date(2010, 5, 6)
    )
    assert "Without one nobody can give consent" in text_of(page)
    page = client.post(address("guardian_add", student), GUARDIAN, follow=True)
    assert "gus@example.org" in text_of(page)
    assert [entry.act for entry in Entry.objects.about(student)] == ["guardian added", "added"]
    assert student.history.get().history_user == coordinator


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"birth_date": "2090-01-01"}, "2090-01-01 is in the future"),
        ({"birth_date": "1950-01-01"}, "years old"),
        ({"birth_date": ""}, "This field is required."),
        ({"name": "สมชาย"}, "Write the name in Latin letters too"),
        ({"latin_name": "ชาย"}, "Write it in Latin letters."),
        ({"grade": "14"}, "less than or equal to 13"),
        ({"country": "FR"}, "not one of the available choices"),
        ({"number": "T1"}, "Tim Taken has this number already."),
        ({"name": "TIM TAKEN", "number": ""}, "A student with this name and date of birth is stored already."),
    ],
)
def test_a_wrong_value_is_refused_and_nothing_typed_is_lost(client, school, change, words):
    make_person(school, name="Tim Taken", number="T1", birth_date=datetime.date(2010, 5, 6))
    answer = client.post(address("student_add", school), {**STUDENT, "email": "kept@example.org", **change})
    assert words in text_of(answer)
    assert "kept@example.org" in answer.content.decode()
    assert Person.objects.count() == 1


def test_a_cyrillic_name_gets_its_latin_letters(client, school):
    client.post(address("student_add", school), {**STUDENT, "name": "Иванов Пётр"})
    assert Person.objects.get().latin_name == "Ivanov Petr"


def test_a_students_facts_are_changed_and_the_change_is_written_down(client, school):
    student = make_person(school, name="Ann Able", number="S1")
    client.post(address("student_edit", student), {**STUDENT, "grade": "10", "latin_name": "Anna Able"})
    student.refresh_from_db()
    assert (student.grade, student.latin_name, student.sort_key) == (10, "Anna Able", "anna able")
    assert Entry.objects.about(student).first().detail["fields"] == ["birth_date", "gender", "grade", "latin_name"]


def test_a_guardians_new_address_is_asked_for_open_consents(client, school):
    student = make_person(school)
    guardian = make_guardian(student, email="")
    make_consent_request(student)
    assert not Message.objects.exists()
    client.post(address("guardian_edit", guardian), {**GUARDIAN, "name": guardian.name})
    assert Message.objects.get().to == "gus@example.org"


def test_a_guardian_who_refused_and_ended_no_longer_holds_the_consent(client, school):
    student = make_person(school)
    mother, father = make_guardian(student), make_guardian(student)
    request = make_consent_request(student)
    answer_consent(request, "given", mother)
    answer_consent(request, "refused", father)
    client.post(address("guardian_end", father))
    request.refresh_from_db()
    assert request.standing == ConsentStanding.GIVEN
    assert father.name not in text_of(client.get(address("student", student))).split("What happened")[0]
    assert Guardian.objects.current().get() == mother
    assert client.get(address("guardian_end", father)).status_code == 404


def test_a_wrong_telephone_is_refused(client, school):
    answer = client.post(address("guardian_add", make_person(school)), {**GUARDIAN, "phone": "call me"})
    assert "“call me” is not a telephone number" in text_of(answer)
    assert not Guardian.objects.exists()


def test_a_student_leaves_and_comes_back(client, school):
    student = make_person(school)
    assert "in the future" in text_of(client.post(address("student_left", student), {"day": "2090-01-01"}))
    client.post(address("student_left", student), {"day": "2026-01-31"})
    student.refresh_from_db()
    assert student.left_on == datetime.date(2026, 1, 31)
    assert student.history.first().left_on == student.left_on
    assert "left on 31 Jan 2026" in text_of(client.get(address("student", student)))
    client.post(address("student_left", student))
    student.refresh_from_db()
    assert student.left_on is None


def test_a_teacher_sees_students_and_changes_nothing(school, signed_in):
    student = make_person(school)
    make_guardian(student)
    teacher = signed_in(make_member(school))
    page = teacher.get(address("student", student))
    assert student.name in text_of(page)
    for name in ("student_edit", "guardian_add", "student_left"):
        assert address(name, student) not in page.content.decode()
        assert teacher.post(address(name, student), STUDENT).status_code == 403
    listed = teacher.get(address("students", school))
    assert "Bring in from a file" not in text_of(listed)


def test_a_suspended_schools_coordinator_sees_nobody(school, client):
    school.state = "suspended"
    school.save()
    assert client.get(address("students", school)).status_code == 403
    assert "no verified school" in text_of(client.get(reverse("my_students")))


def test_the_list_is_filtered_searched_and_exported(client, school):
    reachable = make_person(school, name="Ann Able", grade=8, gender="f")
    make_guardian(reachable)
    paper = make_person(school, name="สมชาย ใจดี", latin_name="Somchai Jaidee", grade=9, gender="m")
    make_guardian(paper, email="")
    ended = make_guardian(make_person(school, name="Cy Clark", left_on=datetime.date(2025, 6, 1)))
    ended.ended_at = "2025-01-01T00:00Z"
    ended.save()

    def found(query: str) -> set[str]:
        page = BeautifulSoup(client.get(address("students", school) + query).content, "html.parser")
        return {row.find("a").get_text() for row in page.select("tbody tr")}

    assert found("") == {"Ann Able", "สมชาย ใจดี", "Cy Clark"}
    assert found("?grade=8") == found("?gender=f") == found("?guardian=email") == {"Ann Able"}
    assert found("?guardian=none") == {"สมชาย ใจดี", "Cy Clark"}
    assert found("?here=left") == {"Cy Clark"}
    assert found("?q=somchai") == found("?q=ใจดี") == {"สมชาย ใจดี"}
    exported = b"".join(client.get(address("students", school) + "?export=csv&here=here").streaming_content).decode()
    assert "สมชาย ใจดี" in exported
    assert "Cy Clark" not in exported


def queries(client, where: str) -> int:
    client.get(where)
    with CaptureQueriesContext(connection) as captured:
        client.get(where)
    return len(captured)


def test_lists_and_pages_take_no_more_queries_for_more_students(client, school, as_secretariat):
    make_guardian(make_person(school))
    student = Person.objects.get()
    pages = [(client, address("students", school)), (client, address("student", student)),
             (as_secretariat, reverse("student_counts"))]
    before = [queries(*page) for page in pages]
    for _ in range(40):
        make_guardian(make_person(school))
        make_guardian(student)
    make_person()
    assert [queries(*page) for page in pages] == before
    assert max(before) <= 14


def test_the_secretariat_and_officers_count_students_and_see_none(as_secretariat, signed_in):
    here, there = make_institution("School Here", country="LA"), make_institution("School There", country="VN")
    student = make_person(here)
    make_person(here, left_on=datetime.date(2025, 1, 1))
    make_person(here, "teacher")
    make_person(there)
    words = text_of(as_secretariat.get(reverse("student_counts")))
    assert "School Here Laos Vientiane 1 1" in words
    assert "School There" in words
    assert as_secretariat.get(address("student", student)).status_code == 403
    officer = signed_in(make_officer("LA"))
    words = text_of(officer.get(reverse("my_students"), follow=True))
    assert "School Here" in words
    assert "School There" not in words.replace("all", "")


def test_who_acts_for_several_schools_chooses(signed_in, school):
    from talent.institutions.models import Membership

    other = make_institution("Second School")
    user = make_coordinator(school)
    client = signed_in(user)
    assert client.get(reverse("my_students")).url == address("students", school)
    Membership.objects.create(user=user, institution=other, role="teacher")
    words = text_of(client.get(reverse("my_students")))
    assert "Second School" in words
    assert school.name in words


def test_rooms_above_put_what_they_know_on_the_students_page(client, school):
    student = make_person(school)

    @shown_on_student
    def part(shown, reader):
        return StudentPart("pages/empty.html", {"words": "x"}) if shown == student else None

    try:
        assert 'class="empty"' in client.get(address("student", student)).content.decode()
    finally:
        SOURCES.remove(part)
