"""What the school does about consent: asking again, printing, recording signed papers."""

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from core.audit.models import Entry, Reading
from core.waiting.register import waiting_for
from talent.institutions.models import MemberCountry, Membership
from talent.people.coming_of_age import CAME_OF_AGE, follow_those_who_come_of_age
from talent.people.majority import grown_by, of_age
from talent.people.models import ConsentAnswer, ConsentKind, ConsentRequest, ConsentStanding, Person
from talent.people.on_paper import forms_to_print, waiting_for_paper
from tests.factories import (
    answer_consent,
    make_consent_request,
    make_coordinator,
    make_guardian,
    make_institution,
    make_person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_institution("Own School")


@pytest.fixture
def coordinator(school, signed_in):
    return signed_in(make_coordinator(school, name="Coordinator"))


@pytest.fixture
def on_paper(school):
    """A request to a guardian without email."""
    return make_consent_request(make_guardian(make_person(school), email="", name="Kham Paper").person)


def guardian_of(request):
    return request.person.guardians.get()


def at(name, request, **kwargs):
    return reverse(name, kwargs={"key": request.key, **kwargs})


def scan(name="paper.png"):
    content = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


def record(client, request, **typed):
    address = at("record_paper", request, who=guardian_of(request).key)
    return client.post(address, {"signed_name": "Kham Paper", **typed}, follow=True)


def test_a_signed_paper_is_recorded_as_it_is_ticked(coordinator, on_paper):
    page = record(coordinator, on_paper, paper=scan(), taking_part="given", photographs="")
    assert "is recorded" in page.content.decode()
    written = ConsentAnswer.objects.get()
    assert (written.item.kind, written.decision, written.how) == ("taking_part", "given", "paper")
    assert written.recorded_by.name == "Coordinator"
    assert written.paper.name == "paper.png"
    assert ConsentRequest.objects.get().standing == ConsentStanding.GIVEN


def test_whoever_opens_the_scan_stands_in_the_reading_log(coordinator, on_paper, signed_in):
    record(coordinator, on_paper, paper=scan(), taking_part="given")
    paper = ConsentAnswer.objects.get().paper
    address = at("signed_paper", on_paper, paper=paper.key)
    assert signed_in(make_coordinator()).get(address).status_code == 403
    assert not Reading.objects.exists()
    assert b"".join(coordinator.get(address).streaming_content)
    reading = Reading.objects.get()
    assert (reading.by.name, reading.what, reading.record) == ("Coordinator", "signed consent", on_paper)


def test_a_paper_is_not_opened_by_way_of_another_request(coordinator, on_paper, school):
    record(coordinator, on_paper, paper=scan(), taking_part="given")
    other = make_consent_request(make_person(school))
    assert coordinator.get(at("signed_paper", other, paper=ConsentAnswer.objects.get().paper.key)).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"taking_part": "given"}, "Choose a file"),
        ({"paper": SimpleUploadedFile("paper.jpg", b"%PDF-no", "image/jpeg"), "taking_part": "given"}, "is damaged"),
        ({"paper": scan}, "at least one question"),
        ({"paper": scan, "taking_part": "perhaps"}, "valid choice"),
        ({"paper": scan, "taking_part": "given", "signed_name": ""}, "required"),
    ],
)
def test_a_wrong_form_stores_nothing_and_keeps_the_scan(coordinator, on_paper, typed, said):
    typed = {name: value() if callable(value) else value for name, value in typed.items()}
    wanted_scan = typed.get("paper")
    page = record(coordinator, on_paper, **typed).content.decode()
    assert said in page
    assert not ConsentAnswer.objects.exists()
    if wanted_scan and wanted_scan.name == "paper.png":
        assert "paper-held" in page
        assert "paper.png" in page


def test_another_school_s_coordinator_reaches_nothing(signed_in, on_paper):
    other = signed_in(make_coordinator())
    who = guardian_of(on_paper).key
    for name in ("ask_consent_again", "print_consent", "record_paper"):
        assert other.post(at(name, on_paper, who=who)).status_code == 403, name
    assert other.get(at("school_consent", on_paper)).status_code == 403
    assert other.get(reverse("school_consents", kwargs={"key": on_paper.person.institution.key})).status_code == 403


def test_the_printed_form_asks_the_very_items_in_the_guardian_s_language(coordinator, on_paper, school):
    guardian = guardian_of(on_paper)
    guardian.language = "lo"
    guardian.save()
    page = coordinator.get(at("print_consent", on_paper, who=guardian.key)).content.decode()
    assert 'lang="lo"' in page
    assert page.count('class="box"') == 4
    for shown in ("Kham Paper", "Science Camp 2026", on_paper.key, guardian.key, "National University"):
        assert shown in page, shown
    everything = coordinator.get(reverse("print_consents", kwargs={"key": school.key})).content.decode()
    assert everything.count('class="sheet"') == 1


def test_only_those_who_cannot_be_asked_by_email_wait_for_paper(school, on_paper):
    both = make_person(school)
    make_guardian(both)
    make_guardian(both, email="")
    make_consent_request(both)
    unknown_age = make_guardian(make_person(school, birth_date=None), email="").person
    make_consent_request(unknown_age)
    grown = make_guardian(make_person(school, birth_date=date(2000, 1, 1))).person
    make_consent_request(grown)
    grown_with_email = make_guardian(make_person(school, birth_date=date(2000, 1, 1), email="s@example.org"), email="")
    make_consent_request(grown_with_email.person)
    answered = make_guardian(make_person(school), email="").person
    answer_consent(make_consent_request(answered))
    waiting = waiting_for_paper([school])
    assert {request.person for request in waiting} == {on_paper.person, unknown_age, grown}
    assert {asked.key for asked in forms_to_print(waiting) if asked.guardian is None} == {"student"}


def test_the_link_is_sent_again_by_the_school_three_times_an_hour(coordinator, school, outbox):
    request = make_consent_request(make_guardian(make_person(school), email="nok@example.org").person)
    address = at("ask_consent_again", request, who=guardian_of(request).key)
    for _ in range(5):
        page = coordinator.post(address, follow=True)
    assert "within this hour" in page.content.decode()
    assert [each.to for each in outbox()] == ["nok@example.org"] * 4
    assert coordinator.get(address).status_code == 405


def test_the_request_s_page_tells_who_said_what_and_who_is_silent(coordinator, school):
    person = make_person(school)
    mother = make_guardian(person, name="Mother M")
    make_guardian(person, name="Father F")
    former = make_guardian(person, name="Former G")
    request = make_consent_request(person)
    answer_consent(request, guardian=former)
    former.ended_at = timezone.now()
    former.save()
    answer_consent(request, "refused", mother, kinds=[ConsentKind.PHOTOGRAPHS])
    page = coordinator.get(at("school_consent", request)).content.decode()
    assert page.index("Mother M") < page.index("Father F") < page.index("Former G")
    assert page.count("Has not answered") == 1
    assert at("record_paper", request, who=former.key) not in page
    assert coordinator.get(at("record_paper", request, who=former.key)).status_code == 404


def test_pages_take_no_more_queries_for_more_rows(coordinator, school, django_assert_max_num_queries):
    for rows in (1, 12):
        for _ in range(rows):
            request = make_consent_request(make_guardian(make_person(school), email="").person)
            for _ in range(rows):
                answer_consent(request, guardian=make_guardian(request.person))
        with django_assert_max_num_queries(17):
            coordinator.get(reverse("school_consents", kwargs={"key": school.key}))
        with django_assert_max_num_queries(17):
            coordinator.get(at("school_consent", request))
        with django_assert_max_num_queries(17):
            coordinator.get(reverse("print_consents", kwargs={"key": school.key}))


def test_a_coordinator_is_told_of_forms_to_print_and_finds_the_list(signed_in, on_paper, school):
    user = make_coordinator(school)
    assert [(thing.title, thing.count) for thing in waiting_for(user)] == [
        ("Consent forms to print and have signed", 1)
    ]
    page = signed_in(user).get(reverse("my_consents"), follow=True)
    assert on_paper.person.name in page.content.decode()
    second = make_consent_request(make_guardian(make_person(), email="").person)
    Membership.objects.create(user=user, institution=second.person.institution, role="coordinator")
    both = signed_in(user).get(reverse("my_consents")).content.decode()
    assert on_paper.person.name in both
    assert second.person.name in both


def test_the_student_s_page_tells_how_consent_stands(coordinator, on_paper):
    page = coordinator.get(reverse("student", kwargs={"key": on_paper.person.key})).content.decode()
    assert at("school_consent", on_paper) in page


# --- coming of age ---------------------------------------------------------------------------


def test_a_student_is_told_two_weeks_ahead_and_asked_on_the_day_once(outbox):
    person = make_person(birth_date=date(2051, 3, 10), email="student@example.org")
    guardian = make_guardian(person)
    request = make_consent_request(person)
    zone = ZoneInfo("Asia/Vientiane")
    answer_consent(request, "refused", guardian, kinds=[ConsentKind.PHOTOGRAPHS])
    before = len(outbox())

    def mails():
        return [each.subject.split(":")[0] for each in outbox()[before:]]

    for day, expected in [(23, 0), (24, 1), (25, 1)]:
        follow_those_who_come_of_age(datetime(2069, 2, day, 12, tzinfo=zone))
        assert len(mails()) == expected, day
    assert outbox()[-1].to == "student@example.org"
    assert "10 Mar" in outbox()[-1].body
    follow_those_who_come_of_age(datetime(2069, 3, 9, 23, 59, tzinfo=zone))
    assert len(mails()) == 1
    request.refresh_from_db()
    assert request.items.get(kind="photographs").standing == ConsentStanding.REFUSED
    for _ in range(2):
        follow_those_who_come_of_age(datetime(2069, 3, 10, 0, 1, tzinfo=zone))
    assert mails() == ["Soon you answer for yourself", "Please answer"]
    assert request.items.get(kind="photographs").standing == ConsentStanding.WAITING
    assert Entry.objects.about(request).filter(act=CAME_OF_AGE).count() == 1


def test_one_request_that_cannot_be_looked_at_does_not_keep_the_others_waiting(monkeypatch):
    requests = [make_consent_request(make_person()) for _ in range(3)]
    Person.objects.update(birth_date=date(2000, 1, 1))
    from talent.people import coming_of_age

    review = coming_of_age.review_request

    def review_but_one(request, *args):
        if request.pk == requests[1].pk:
            raise RuntimeError("receiver")
        review(request, *args)

    monkeypatch.setattr(coming_of_age, "review_request", review_but_one)
    assert follow_those_who_come_of_age()["asked"] == 2
    monkeypatch.undo()
    assert follow_those_who_come_of_age()["asked"] == 1


def test_closed_requests_and_minors_are_left_alone(outbox):
    closed = make_consent_request(make_person(birth_date=date(2000, 1, 1), email="s@example.org"))
    ConsentRequest.objects.filter(pk=closed.pk).update(closed_at=timezone.now())
    make_consent_request(make_person(birth_date=None))
    make_consent_request(make_person())
    before = len(outbox())
    assert follow_those_who_come_of_age() == {"told": 0, "asked": 0}
    assert len(outbox()) == before


def test_the_list_s_condition_agrees_with_who_is_of_age():
    today = timezone.now().date()
    for country in ("LA", "SG", "TL", "JP"):
        school = make_institution(country=country, zone="UTC")
        for years in (16, 17, 18, 20, 21):
            birthday = today.replace(day=min(today.day, 28), year=today.year - years)
            for days in (-1, 0, 1):
                make_person(school, birth_date=birthday + timedelta(days))
        make_person(school, birth_date=None)
    grown = set(Person.objects.filter(grown_by(today, person="")))
    assert MemberCountry.objects.get(code="SG").age_of_majority == 21
    assert grown == {person for person in Person.objects.select_related("institution") if of_age(person)}
