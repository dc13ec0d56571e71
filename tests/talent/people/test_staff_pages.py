"""Teachers and experts on an institution's list: so that they can be nominated, or nominate themselves."""

import pytest
from django.urls import reverse

from talent.institutions.models import Institution
from talent.people.models import Person
from talent.people.student_import.cells import read_languages
from tests.factories import make_coordinator, make_institution, make_member, make_organiser, make_person

TYPED = {
    "role": "teacher", "name": "Anong", "latin_name": "Anong", "country": "LA", "gender": "f", "birth_date": "",
    "languages": ["lo", "en-gb"], "number": "", "email": "anong@example.org",
}


@pytest.fixture
def school(db):
    return make_institution()


@pytest.fixture
def client(school, signed_in):
    return signed_in(make_coordinator(school))


def test_a_teacher_is_added_with_languages_and_the_account_of_a_member(client, school):
    account, elsewhere = make_member(school), make_member()
    add = reverse("staff_add", kwargs={"key": school.key})
    assert client.post(add, {**TYPED, "user": elsewhere.pk}).status_code == 200, "no member of this school"
    client.post(add, {**TYPED, "user": account.pk})
    teacher = Person.objects.get(name="Anong")
    assert (teacher.institution, teacher.role, teacher.languages) == (school, "teacher", ["lo", "en-gb"])
    assert (teacher.user, teacher.birth_date) == (account, None)
    assert "Anong" in client.get(reverse("staff", kwargs={"key": school.key})).content.decode()
    assert client.post(add, {**TYPED, "name": "Other", "user": account.pk}).status_code == 200, "the account is taken"


def test_a_student_is_neither_made_nor_changed_there(client, school):
    client.post(reverse("staff_add", kwargs={"key": school.key}), {**TYPED, "role": "student"})
    assert not Person.objects.exists()
    student = make_person(school)
    assert client.get(reverse("staff_edit", kwargs={"key": student.key})).status_code == 404


def test_who_left_can_come_back(client, school):
    teacher = make_person(school, "teacher")
    page = reverse("staff_left", kwargs={"key": teacher.key})
    client.post(page, {"day": "2020-01-31"})
    teacher.refresh_from_db()
    assert teacher.left_on is not None
    client.post(page)
    teacher.refresh_from_db()
    assert teacher.left_on is None


def test_a_companys_organiser_keeps_its_experts(signed_in, db):
    company = make_institution(kind=Institution.Kind.COMPANY)
    client = signed_in(make_organiser(company))
    client.post(reverse("staff_add", kwargs={"key": company.key}), {**TYPED, "role": "expert"})
    assert company.people.get().role == "expert"
    assert reverse("staff", kwargs={"key": company.key}) in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("text", "languages"),
    [("Lao", ["lo"]), ("ไทย; English", ["en-gb", "th"]), ("русский/en", ["en-gb", "ru"]), ("lo, lo", ["lo"])],
)
def test_a_file_of_students_tells_their_languages(text, languages):
    assert read_languages(text) == languages


def test_a_language_that_is_not_known_is_said():
    with pytest.raises(ValueError, match="Klingon"):
        read_languages("Lao, Klingon")


def test_a_students_languages_are_kept_for_calls_that_ask_for_one(client, school):
    student = make_person(school)
    client.post(reverse("student_edit", kwargs={"key": student.key}), {
        "name": student.name, "latin_name": student.latin_name, "birth_date": "2012-05-04", "country": "LA",
        "languages": ["lo", "th"], "number": student.number,
    })
    student.refresh_from_db()
    assert student.languages == ["lo", "th"]
    assert "ລາວ" in client.get(reverse("student", kwargs={"key": student.key})).content.decode()
