"""What still lacks, at a glance: each thing leads to where it is mended; the organiser sees numbers."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from talent.calls.models import Question
from talent.nominations.models import NominationState
from talent.people.consent_reminders import remind_of_consents
from talent.people.models import ConsentDecision, ConsentKind, ConsentRequest
from tests.factories import (
    answer_consent,
    make_call,
    make_consent_request,
    make_coordinator,
    make_correction,
    make_guardian,
    make_institution,
    make_nomination,
    make_organiser,
    make_person,
    make_question,
    make_recommendation,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_institution()


@pytest.fixture
def call():
    return make_call(recommendations_asked=1)


@pytest.fixture
def waiting(call, school):
    """A nomination that waits for consent, for a recommendation and for a correction."""
    request = make_consent_request(make_guardian(make_person(school, name="Wan Waits")).person)
    nomination = make_nomination(call, request.person, NominationState.SUBMITTED, consent=request)
    make_recommendation(nomination)
    make_correction(nomination)
    return nomination


def glance(client, call, school):
    return client.get(reverse("school_lacks", kwargs={"key": call.key, "school": school.key}))


def test_each_missing_thing_leads_to_the_very_place_where_it_is_mended(call, school, waiting, signed_in):
    why = make_question(call, label="Why?")
    photo = make_question(call, Question.Kind.FILE, label="Transcript")
    draft = make_nomination(call, make_person(school, name="Dao Drafted"))
    page = glance(signed_in(make_coordinator(school)), call, school)
    shown = page.content.decode()
    form = reverse("fill_in", kwargs={"key": draft.key})
    for address in (
        f"{form}#field-q-{why.key}", f"{form}#field-q-{photo.key}",
        reverse("student", kwargs={"key": draft.nominee.key}),
        reverse("recommendations", kwargs={"key": draft.key}), reverse("recommendations", kwargs={"key": waiting.key}),
        reverse("school_consent", kwargs={"key": waiting.consent.key}),
        reverse("answer_correction", kwargs={"key": waiting.corrections.get().key}),
    ):
        assert f'href="{address}"' in shown, address
    assert "0 of 2 lack nothing" in shown
    assert f'id="field-q-{why.key}"' in signed_in(make_coordinator(school)).get(form).content.decode()


def test_what_a_call_does_not_ask_for_has_no_column(school, signed_in):
    call = make_call(consents_required=[])
    make_nomination(call, make_person(school))
    page = glance(signed_in(make_coordinator(school)), call, school)
    assert [thing.name for thing, _n in page.context["columns"]] == ["nominee", "correction"]


def test_a_complete_draft_lacks_only_being_submitted(school, signed_in):
    call = make_call()
    make_nomination(call, make_guardian(make_person(school)).person)
    assert "1 draft is complete and not submitted" in glance(
        signed_in(make_coordinator(school)), call, school
    ).content.decode()


def test_the_glance_takes_no_more_queries_for_more_nominees(call, school, waiting, signed_in):
    make_question(call)
    client = signed_in(make_coordinator(school))
    counts = []
    for n in (1, 6):
        for _ in range(n):
            make_nomination(call, make_person(school))
        with CaptureQueriesContext(connection) as queries:
            glance(client, call, school)
            counts.append(len(queries))
    assert counts[0] >= counts[1]


def test_the_organiser_sees_numbers_by_school_and_takes_them_along(call, school, waiting, signed_in):
    make_nomination(call, make_person(make_institution("Other School")))
    client = signed_in(make_organiser(call.institution))
    address = reverse("call_lacks", kwargs={"key": call.key})
    shown = client.get(address).content.decode()
    assert "Wan Waits" not in shown
    text = b"".join(client.get(address + "?export=csv").streaming_content).decode("utf-8-sig")
    rows = {row["School"]: row for row in csv.DictReader(io.StringIO(text))}
    own = rows[school.name]
    assert (own["Submitted"], own["Drafts"], own["Consent"], own["Recommendations"], own["Corrections"]) == (
        "1", "0", "1", "1", "1"
    )
    assert (rows["Other School"]["Submitted"], rows["Other School"]["Drafts"]) == ("0", "1")


def test_the_organisers_numbers_take_no_more_queries_for_more_schools(call, signed_in):
    client = signed_in(make_organiser(call.institution))
    counts = []
    for n in (2, 5):
        for _ in range(n):
            make_nomination(call, state=NominationState.READY)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("call_lacks", kwargs={"key": call.key}))
            counts.append(len(queries))
    assert counts[0] >= counts[1]


# --- guardians ---------------------------------------------------------------------------


@pytest.fixture
def request_due():
    person = make_guardian(email="nok@example.org", language="lo").person
    request = make_consent_request(person, answer_by=timezone.now() + timedelta(days=9))
    ConsentRequest.objects.update(created_at=timezone.now() - timedelta(days=3))
    return request


def every_hour(request):
    return [request.answer_by - timedelta(hours=hours) for hours in range(9 * 24, -3, -1)]


def test_guardians_are_reminded_three_times_in_their_language_of_what_is_not_answered(request_due, outbox):
    before = len(outbox())
    make_guardian(request_due.person, email="")
    assert sum(remind_of_consents(moment) for moment in every_hour(request_due)) == 3
    mails = outbox()[before:]
    assert {(mail.to, mail.language) for mail in mails} == {("nok@example.org", "lo")}
    assert all("/consent/" in mail.body for mail in mails)


def test_who_has_answered_or_is_only_asked_what_is_not_required_is_not_reminded(request_due):
    answer_consent(request_due, kinds=[ConsentKind.TAKING_PART])
    assert sum(remind_of_consents(moment) for moment in every_hour(request_due)) == 0


def test_a_refusal_or_a_closed_request_is_not_reminded_of(request_due):
    from talent.people.consent import close_request

    other = make_consent_request(make_guardian().person, answer_by=request_due.answer_by)
    answer_consent(other, ConsentDecision.REFUSED)
    close_request(request_due, "test")
    assert sum(remind_of_consents(moment) for moment in every_hour(request_due)) == 0


def test_only_the_guardian_who_is_silent_is_reminded(request_due, outbox):
    second = make_guardian(request_due.person, email="second@example.org")
    ConsentRequest.objects.update(answer_by=request_due.answer_by)
    answer_consent(request_due, ConsentDecision.GIVEN, second, kinds=[ConsentKind.PHOTOGRAPHS])
    before = len(outbox())
    remind_of_consents(request_due.answer_by - timedelta(hours=20))
    assert {mail.to for mail in outbox()[before:]} >= {"nok@example.org"}
