"""Nominating oneself: by a link or an account, through the school for students, and safe for minors."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.audit.lifecycle import Refused
from talent.institutions.models import InstitutionState
from talent.nominations.models import Answer, Nomination, NominationState
from talent.nominations.own import OwnPart, begin, hand_in, nomination_of, send_back, take_back, token_of, withdraw_own
from talent.nominations.submit import submit
from talent.nominations.withdraw import withdraw
from talent.people.models import PersonRole
from tests.factories import (
    answer_consent,
    make_call,
    make_coordinator,
    make_guardian,
    make_institution,
    make_nomination,
    make_organiser,
    make_person,
    make_question,
    make_user,
)


@pytest.fixture
def call(db):
    return make_call(self_nomination=True, nominations_per_institution=1)


@pytest.fixture
def school(db):
    return make_institution()


@pytest.fixture
def coordinator(school):
    return make_coordinator(school)


@pytest.fixture
def student(school):
    return make_guardian(make_person(school, email="Noy@example.org")).person


@pytest.fixture
def part(call, student):
    return OwnPart(call, student)


def link_in(message) -> str:
    return re.search(r"https?://[^/]+(/my-nomination/\S+)", message.body).group(1)


def asked_for(call, email: str) -> str:
    page = reverse("nominate_myself", kwargs={"key": call.key})
    return Client().post(page, {"email": email}).content.decode()


# --- the link ----------------------------------------------------------------------------


def test_a_link_goes_only_to_the_address_on_record_and_nobody_learns_whether_there_is_one(call, student, outbox):
    known, unknown = asked_for(call, "noy@example.org"), asked_for(call, "nay@example.org")
    message, = outbox()
    assert message.to == "Noy@example.org"

    def told(page: str) -> list[str]:
        return re.findall(r"<p>.*?</p>", page.replace("nay@", "noy@"))

    assert told(known) == told(unknown) != []


@pytest.mark.parametrize("change", ["left", "other role", "school not verified", "nobody's"])
def test_who_is_no_present_person_of_the_calls_role_at_a_verified_school_gets_no_link(call, student, outbox, change):
    if change == "left":
        student.left_on = timezone.now().date()
    elif change == "other role":
        student.role = PersonRole.TEACHER
    elif change == "nobody's":
        student.email = ""
    else:
        student.institution.state = InstitutionState.SUSPENDED
        student.institution.save()
    student.save()
    asked_for(call, "noy@example.org")
    assert not outbox()


def test_links_to_one_address_are_few(call, student, outbox):
    for _ in range(6):
        asked_for(call, "noy@example.org")
    assert len(outbox()) == 3


def test_the_link_opens_no_more_once_the_address_is_corrected_or_the_student_left(call, student, outbox):
    asked_for(call, "noy@example.org")
    link = link_in(outbox()[0])
    assert Client().get(link).status_code == 200
    student.email = "other@example.org"
    student.save()
    assert Client().get(link).status_code == 404


def test_an_accounts_link_opens_for_that_account_only(call, student, signed_in):
    student.user = make_user()
    student.save()
    client = signed_in(student.user)
    link = client.post(reverse("nominate_myself", kwargs={"key": call.key}))["Location"]
    assert client.get(link).status_code == 200
    assert Client().get(link).status_code == 404
    assert signed_in(make_user()).get(link).status_code == 404
    someone = make_person(student.institution)
    forged = reverse("own_nomination", kwargs={"token": token_of(call, someone, student.user)})
    assert client.get(forged).status_code == 404


# --- a student's -------------------------------------------------------------------------


def test_a_students_own_counts_only_once_the_school_confirms_it_and_the_guardian_consents(
    call, part, student, coordinator, outbox
):
    own = hand_in(part, begin(part))
    assert own.state == NominationState.WITH_SCHOOL
    assert own.consent is None, "no guardian is asked before the school has looked"
    to_confirm, = outbox()
    assert to_confirm.to == coordinator.email
    submitted = submit(own, coordinator)
    assert submitted.state == NominationState.SUBMITTED
    answer_consent(submitted.consent)
    assert nomination_of(part).state == NominationState.READY
    assert any(message.to == student.email and "confirmed" in message.subject for message in outbox())


def test_until_then_only_the_school_sees_it(call, part, coordinator, signed_in):
    own = hand_in(part, begin(part))
    page = reverse("nomination", kwargs={"key": own.key})
    assert signed_in(make_organiser(call.institution)).get(page).status_code == 403
    assert "wrote this" in signed_in(coordinator).get(page).content.decode()
    assert "To confirm" in signed_in(coordinator).get("/").content.decode()


def test_what_lacks_is_asked_for_before_the_school_has_it(call, part):
    make_question(call, label="Why?")
    own = begin(part)
    with pytest.raises(Refused, match="Why"):
        hand_in(part, own)
    Answer.objects.create(nomination=own, question=call.questions.get(), text="I am curious.")
    assert hand_in(part, own).state == NominationState.WITH_SCHOOL


def test_the_school_sends_it_back_with_a_word_and_the_student_takes_it_back_alone(part, coordinator, outbox):
    own = hand_in(part, begin(part))
    with pytest.raises(Refused, match="Say what"):
        send_back(own, coordinator, " ")
    send_back(own, coordinator, "Write more.")
    assert nomination_of(part).state == NominationState.DRAFT
    assert "Write more." in outbox()[-1].body
    again = hand_in(part, nomination_of(part))
    assert take_back(part, again).state == NominationState.DRAFT
    assert len([message for message in outbox() if "To confirm" in message.subject]) == 2


def test_what_the_school_withdraws_the_student_reads_and_does_not_begin_anew(part, coordinator, outbox):
    own = hand_in(part, begin(part))
    withdraw(own, coordinator, "Somebody else this year.")
    assert "Somebody else this year." in outbox()[-1].body
    with pytest.raises(Refused, match="ask there"):
        begin(part)


def test_what_they_withdraw_themselves_they_may_begin_anew(part):
    own = hand_in(part, begin(part))
    withdraw_own(part, own, "I am ill.")
    assert begin(part).state == NominationState.DRAFT


def test_a_nomination_of_the_schools_is_not_theirs_to_change(call, part, student):
    make_nomination(call, student)
    with pytest.raises(Refused, match="nominating you already"):
        begin(part)
    with pytest.raises(Refused, match="taken this nomination over"):
        withdraw_own(part, nomination_of(part), "No.")


def test_confirming_uses_up_the_schools_allowance(call, part, school, coordinator):
    make_nomination(call, make_person(school), NominationState.READY)
    own = hand_in(part, begin(part))
    with pytest.raises(Refused, match="allowance"):
        submit(own, coordinator)


def test_the_schools_confirmation_is_what_must_come_in_time(call, part, coordinator):
    own = hand_in(part, begin(part), call.closes_at - timedelta(seconds=1))
    with pytest.raises(Refused, match="has closed"):
        submit(own, coordinator, call.closes_at)
    assert submit(own, coordinator, call.closes_at - timedelta(seconds=1)).state == NominationState.SUBMITTED


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"self_nomination": False}, "cannot nominate themselves"), ({"nominating": "invited"}, "has invited"),
     ({"grades": [1]}, "Grade"), ({"genders": ["f"]}, "gender")],
)
def test_who_may_not_is_told_why(call, part, fields, words):
    for name, value in fields.items():
        setattr(call, name, value)
    call.save()
    with pytest.raises(Refused, match=words):
        begin(part)


# --- a teacher's -------------------------------------------------------------------------


def test_a_teachers_own_is_submitted_at_once_and_uses_up_no_allowance(school, coordinator):
    call = make_call(
        self_nomination=True, nominee_role=PersonRole.TEACHER, nominations_per_institution=1, consents_required=[],
        nominating="invited",
    )
    for _ in range(2):
        part = OwnPart(call, make_person(school, PersonRole.TEACHER, email="t@example.org"))
        assert hand_in(part, begin(part)).state == NominationState.READY
    assert Nomination.objects.counted().count() == 0


# --- the page ----------------------------------------------------------------------------


def test_a_student_writes_hands_in_and_withdraws_by_the_link(call, student, coordinator, outbox):
    question = make_question(call, label="Why?")
    asked_for(call, "noy@example.org")
    link, client = link_in(outbox()[0]), Client()
    client.post(link, {"begin": "yes"})
    field = f"q-{question.key}"
    client.post(link, {field: "I am curious.", "version": "0", "save": "yes"})
    own = Nomination.objects.get(nominee=student)
    assert own.answers.get().text == "I am curious."
    assert "I am curious." in client.get(link).content.decode()
    client.post(link, {field: "I am very curious.", "version": "1", "hand-in": "yes"})
    own.refresh_from_db()
    assert own.state == NominationState.WITH_SCHOOL
    assert "asked to confirm" in client.get(link).content.decode()
    client.post(link, {"withdraw": "yes", "reason": ""})
    own.refresh_from_db()
    assert own.state == NominationState.WITH_SCHOOL, "without a reason nothing happens"
    client.post(link, {"withdraw": "yes", "reason": "I am ill."})
    own.refresh_from_db()
    assert own.state == NominationState.WITHDRAWN


def test_the_link_page_is_kept_by_nobody(call, part, student, outbox):
    asked_for(call, "noy@example.org")
    answer = Client().get(link_in(outbox()[0]))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "strict-origin"


def test_a_coordinator_confirms_from_the_schools_table(call, part, school, coordinator, signed_in):
    own = hand_in(part, begin(part))
    client = signed_in(coordinator)
    table = reverse("school_call", kwargs={"key": call.key, "school": school.key})
    assert "your confirmation" in client.get(table).content.decode()
    submitting = reverse("submit_nominations", kwargs={"key": call.key, "school": school.key})
    client.post(submitting, {"nomination": own.key, "confirmed": "yes"})
    own.refresh_from_db()
    assert own.state == NominationState.SUBMITTED
