"""The pages of a talent record: for schools, for the family by link, for who signs in, for the ministry."""

import json
from datetime import date, timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from core.audit.models import Reading
from talent.people.models import ConsentKind, Person
from talent.people.record.details import AwardDetail, CertificateDetail, NominationDetail
from talent.people.record.entries import NewEntry, withdraw_entry, write_entry
from talent.people.record.export import SCHEMA
from talent.people.record.link import Kin
from tests.factories import (
    answer_consent,
    make_consent_request,
    make_coordinator,
    make_edition,
    make_guardian,
    make_institution,
    make_member,
    make_officer,
    make_organiser,
    make_person,
    make_registration,
    make_user,
    next_number,
)

pytestmark = pytest.mark.django_db


def tell(person, title, detail=None, on=date(2026, 7, 1), **told) -> str:
    """Write one award (or what `detail` says) into the record; gives its source."""
    source = f"test:{next_number()}"
    detail = detail or AwardDetail(contest="k", award="gold", words="Gold medal")
    write_entry(NewEntry(person=person, source=source, title=title, on=on, detail=detail, **told))
    return source


def address(kin: Kin, name: str = "record_by_link") -> str:
    return reverse(name, kwargs={"token": kin.link.rstrip("/").rsplit("/", maxsplit=1)[-1]})


def main_of(answer) -> str:
    return BeautifulSoup(answer.content, "html.parser").main.get_text()


@pytest.fixture
def moved():
    """A student who was at one school with an entry, and is at another with an entry."""
    student = make_person(name="Sokha Chan", email="sokha@example.org")
    former = student.institution
    tell(student, "Won before")
    tell(student, "Nominated before", NominationDetail(call="k", outcome="submitted"), nominated_by=former.pk)
    student.institution = make_institution()
    student.save()
    tell(student, "Won here")
    return student, former


def test_a_school_sees_its_own_entries_on_the_students_page_and_in_the_whole_record(signed_in, moved):
    student, _former = moved
    client = signed_in(make_member(student.institution))
    for name in ("student", "student_record"):
        page = client.get(reverse(name, kwargs={"key": student.key})).content.decode()
        assert "Won here" in page
        assert "Won before" not in page


def test_a_former_school_sees_its_own_entries_only_and_not_where_the_student_is_now(signed_in, moved):
    student, former = moved
    client = signed_in(make_coordinator(former))
    page = client.get(reverse("student_record", kwargs={"key": student.key})).content.decode()
    assert "Won before" in page
    assert "Won here" not in page
    assert student.institution.name not in page
    exported = client.get(reverse("student_record_json", kwargs={"key": student.key})).json()
    assert exported["person"]["institution"] is None
    assert {entry["title"] for entry in exported["entries"]} == {"Won before", "Nominated before"}
    assert client.get(reverse("student", kwargs={"key": student.key})).status_code == 403


def test_a_school_without_any_part_in_it_sees_nothing(signed_in, moved):
    client = signed_in(make_coordinator())
    for name in ("student_record", "student_record_pdf", "student_record_json"):
        assert client.get(reverse(name, kwargs={"key": moved[0].key})).status_code == 403


def test_a_guardian_sees_all_by_link_until_it_expires(client, moved):
    student, _ = moved
    kin = Kin(student, make_guardian(student))
    page = address(kin)
    shown = client.get(page).content.decode()
    assert all(words in shown for words in ("Won before", "Won here", "Nominated before", "Sokha Chan"))
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert client.get(page).status_code == 410


def test_the_link_opens_no_more_when_the_address_was_corrected_or_the_guardian_ended(client):
    guardian = make_guardian()
    page = address(Kin(guardian.person, guardian))
    guardian.email = "other@example.org"
    guardian.save()
    assert client.get(page).status_code == 404
    page = address(Kin(guardian.person, guardian))
    guardian.ended_at = timezone.now()
    guardian.save()
    assert client.get(page).status_code == 404


def test_from_the_day_of_age_only_the_persons_own_link_opens(client):
    grown = make_person(birth_date=date(2000, 1, 1), email="grown@example.org")
    guardian = make_guardian(grown)
    assert client.get(address(Kin(grown, guardian))).status_code == 404
    assert client.get(address(Kin(grown, None))).status_code == 200


def test_a_student_with_an_account_sees_all_when_signed_in(signed_in, moved):
    student, _ = moved
    student.user = make_user()
    student.save()
    client = signed_in(student.user)
    page = client.get(reverse("my_record")).content.decode()
    assert "Won before" in page
    assert "Won here" in page
    assert client.get(reverse("my_record_json")).json()["seen_as"] == "family"
    assert "My record" in client.get(reverse("home")).content.decode()


def test_an_account_without_a_record_is_told_how_one_is_seen(signed_in):
    client = signed_in(make_user())
    assert reverse("ask_for_record") in client.get(reverse("my_record")).content.decode()
    assert client.get(reverse("my_record_pdf")).status_code == 403


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(client, outbox):
    guardian = make_guardian()
    known = client.post(reverse("ask_for_record"), {"email": guardian.email.upper()}, follow=True)
    unknown = client.post(reverse("ask_for_record"), {"email": "nobody@example.org"}, follow=True)
    assert main_of(known) == main_of(unknown)
    assert known.redirect_chain == unknown.redirect_chain
    [message] = outbox()
    assert message.to == guardian.email
    link = next(line for line in message.body.splitlines() if "/record/by-link/" in line)
    assert client.get(urlsplit(link).path).status_code == 200


def test_a_guardian_of_two_gets_both_links_in_one_mail(client, outbox):
    first, second = make_guardian(email="same@example.org"), make_guardian(email="same@example.org")
    client.post(reverse("ask_for_record"), {"email": "same@example.org"})
    [message] = outbox()
    assert first.person.name in message.body
    assert second.person.name in message.body


def test_links_are_sent_to_one_address_three_times_an_hour_and_no_more(client, outbox):
    guardian = make_guardian()
    for _ in range(5):
        assert client.post(reverse("ask_for_record"), {"email": guardian.email}).status_code == 302
    assert len(outbox()) == 3


def test_somebody_made_anonymous_has_no_record(client):
    guardian = make_guardian()
    page = address(Kin(guardian.person, guardian))
    Person.objects.update(erased_at=timezone.now())
    assert client.get(page).status_code == 404


def test_a_withdrawn_entry_is_shown_as_withdrawn(signed_in):
    student = make_person()
    withdraw_entry(tell(student, "Lost again"))
    page = signed_in(make_member(student.institution)).get(reverse("student_record", kwargs={"key": student.key}))
    assert "withdrawn" in page.content.decode()


def test_an_empty_record_says_what_will_stand_there(signed_in):
    student = make_person()
    client = signed_in(make_member(student.institution))
    for name in ("student", "student_record"):
        assert "stand here as they come" in client.get(reverse(name, kwargs={"key": student.key})).content.decode()


def test_the_json_has_exactly_the_documented_fields(client, moved):
    student, former = moved
    tell(student, "Certificate", CertificateDetail(code="AAAA-BBBB-CCCC", award="", words="Camp"), organiser=former.pk)
    answer = client.get(address(Kin(student, make_guardian(student)), "record_by_link_json"))
    record = json.loads(answer.content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert set(record) == {"schema", "made_at", "seen_as", "person", "entries"}
    assert record["schema"] == SCHEMA == "luminary.talent-record/1"
    assert set(record["person"]) == {"key", "name", "latin_name", "birth_date", "country", "institution"}
    for entry in record["entries"]:
        assert set(entry) == {
            "key", "kind", "title", "on", "institution", "nominated_by", "organiser", "detail", "withdrawn_at",
        }
    assert {entry["kind"]: set(entry["detail"]) for entry in record["entries"]} == {
        "award": {"contest", "award", "words"}, "nomination": {"call", "outcome"},
        "certificate": {"code", "award", "words"},
    }


def test_the_pdf_shows_names_in_their_own_script(client):
    student = make_person(name="សុខា ចាន់", latin_name="Sokha Chan", email="s@example.org")
    tell(student, "ໂອລິມປິກ Olympiad")
    answer = client.get(address(Kin(student, None), "record_by_link_pdf"))
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(answer.content))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "Olympiad" in text
    assert "Gold medal" in text
    assert "Sokha Chan" in text
    assert "សុខា" in reader.metadata.title


def test_the_query_count_does_not_grow_with_the_entries(signed_in, django_assert_max_num_queries):
    student = make_person()
    client = signed_in(make_member(student.institution))
    page = reverse("student_record", kwargs={"key": student.key})
    request = make_consent_request(student)
    tell(student, "One", consent=request.pk)
    client.get(page)
    with django_assert_max_num_queries(13):
        client.get(page)
    for number in range(12):
        tell(student, f"Award {number}", organiser=make_institution().pk, consent=request.pk)
    with django_assert_max_num_queries(13):
        client.get(page)


def test_a_ministry_reads_awards_of_its_country_only_while_the_name_may_be_shown(signed_in):
    guardian = make_guardian(make_person(make_institution(country="LA"), name="Named Student"))
    request = make_consent_request(guardian.person, required=[ConsentKind.NAME], optional=[])
    tell(guardian.person, "Olympiad", consent=request.pk)
    tell(make_person(name="Never Asked"), "Olympiad")
    here, abroad = signed_in(make_officer("LA")), signed_in(make_officer("VN"))
    page = reverse("country_awards")
    assert "Named Student" not in here.get(page).content.decode()
    answer_consent(request)
    shown = here.get(page).content.decode()
    assert "Named Student" in shown
    assert "Never Asked" not in shown
    assert "Named Student" not in abroad.get(page).content.decode()
    answer_consent(request, "withdrawn")
    assert "Named Student" not in here.get(page).content.decode()


def test_an_organiser_reads_achievements_only_while_data_may_be_shared_with_them(signed_in):
    edition = make_edition()
    guardian = make_guardian()
    student = guardian.person
    request = make_consent_request(student, organiser=edition.host, required=[ConsentKind.SHARING], optional=[])
    registration = make_registration(edition, student, consent=request)
    tell(student, "Olympiad elsewhere")
    tell(student, "Nominated elsewhere", NominationDetail(call="k", outcome="not_selected"))
    client = signed_in(make_organiser(edition.host))
    page = reverse("registered_record", kwargs={"key": registration.key})
    assert "Olympiad" not in client.get(page).content.decode()
    assert not Reading.objects.exists()
    answer_consent(request)
    shown = client.get(page).content.decode()
    assert "Olympiad elsewhere" in shown
    assert "Nominated elsewhere" not in shown
    assert Reading.objects.get().record_id == student.pk
    answer_consent(request, "withdrawn")
    assert "Olympiad" not in client.get(page).content.decode()


def test_consent_to_share_with_one_organiser_opens_the_record_to_no_other(signed_in):
    guardian = make_guardian()
    answer_consent(make_consent_request(guardian.person, required=[ConsentKind.SHARING], optional=[]))
    registration = make_registration(make_edition(), guardian.person)
    tell(guardian.person, "Olympiad")
    client = signed_in(make_organiser(registration.edition.host))
    page = client.get(reverse("registered_record", kwargs={"key": registration.key}))
    assert "Olympiad" not in page.content.decode()
