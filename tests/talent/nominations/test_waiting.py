"""What waits for schools and organisers, and the one reminder before a call closes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.waiting.register import waiting_for
from talent.calls.models import CallState
from talent.institutions.models import InstitutionState
from talent.nominations.allowance import counts_of
from talent.nominations.models import NominationState
from talent.nominations.school_reminders import remind_schools
from tests.factories import (
    make_call,
    make_consent_request,
    make_coordinator,
    make_guardian,
    make_institution,
    make_member,
    make_nomination,
    make_organiser,
    make_person,
    make_question,
)


@pytest.fixture
def school(db):
    return make_institution()


def titles(user) -> list[str]:
    return [str(thing.title) for thing in waiting_for(user)]


def closing_in(**delta):
    return make_call(title="Camp", closes_at=timezone.now() + timedelta(**delta))


def test_drafts_wait_while_their_call_closes_soon(school):
    make_nomination(closing_in(days=13), make_person(school))
    make_nomination(closing_in(days=30), make_person(school))
    make_nomination(closing_in(days=-0.5), make_person(school))
    assert titles(make_coordinator(school)) == ["Drafts not submitted: Camp"]
    assert titles(make_coordinator()) == []


def test_missing_and_refused_consents_wait_for_the_school(school):
    call = make_call(title="Camp")
    for standing in ("waiting", "refused", "given"):
        request = make_consent_request(make_guardian(make_person(school)).person)
        type(request).objects.filter(pk=request.pk).update(standing=standing)
        state = NominationState.READY if standing == "given" else NominationState.SUBMITTED
        make_nomination(call, request.person, state, consent=request)
    assert set(titles(make_coordinator(school))) == {"Consents missing: Camp", "Consent refused: Camp"}


def test_calls_to_publish_and_calls_that_closed_wait_for_their_organiser(db):
    draft = make_call(title="New", state=CallState.DRAFT)
    make_call(draft.institution, title="Over", closes_at=timezone.now() - timedelta(hours=1))
    make_call(draft.institution, title="Running")
    organiser = make_organiser(draft.institution)
    assert set(titles(organiser)) == {"To publish: New", "Closed, review not begun: Over"}
    assert titles(make_organiser()) == []


def test_what_waits_takes_no_more_queries_for_more_of_it(school, django_assert_max_num_queries):
    coordinator = make_coordinator(school)
    for _ in range(2):
        for _ in range(6):
            make_nomination(closing_in(days=5), make_person(school))
        coordinator = type(coordinator).objects.get(pk=coordinator.pk)
        with django_assert_max_num_queries(22):
            waiting_for(coordinator)


def test_coordinators_are_reminded_seven_two_and_one_day_before_of_exactly_what_lacks(school, outbox):
    call = closing_in(days=8)
    make_question(call, label="Why this student?")
    lacking = make_nomination(call, make_person(school, name="Ann Able"))
    complete = make_nomination(call, make_guardian(make_person(school, name="Ben Best")).person)
    complete.answers.create(question=call.questions.get(), text="Because.")
    make_nomination(call, make_person(school, name="Cai Chan"), NominationState.READY)
    coordinator, _teacher = make_coordinator(school, language="ru"), make_member(school)
    make_coordinator(make_institution())
    moments = [call.closes_at - timedelta(hours=hours) for hours in range(8 * 24, -3, -6)]
    assert [remind_schools(moment) for moment in moments].count(1) == 3
    assert {(mail.to, mail.language) for mail in outbox()} == {(coordinator.email, "ru")}
    body = outbox()[0].body
    assert lacking.nominee.name in body
    assert "Why this student?" in body
    assert complete.nominee.name in body
    assert "Cai Chan" not in body
    assert f"/nominate/{call.key}/{school.key}/lacks/" in body


def test_a_call_that_was_extended_is_reminded_of_again(school, outbox):
    call = closing_in(days=2)
    make_nomination(call, make_person(school))
    make_coordinator(school)
    remind_schools(timezone.now())
    call.closes_at += timedelta(days=7)
    call.save()
    remind_schools(timezone.now() + timedelta(days=7))
    assert len(outbox()) == 2


def test_a_school_without_drafts_is_not_mailed(school, outbox):
    make_nomination(closing_in(days=1), make_person(school), NominationState.READY)
    make_coordinator(school)
    assert remind_schools(timezone.now()) == 0
    assert outbox() == []


def test_a_suspended_school_is_not_mailed(school, outbox):
    make_nomination(closing_in(days=1), make_person(school))
    make_coordinator(school)
    school.state = InstitutionState.SUSPENDED
    school.save()
    assert remind_schools(timezone.now()) == 0
    assert outbox() == []


def test_an_allowance_made_smaller_leaves_nothing_and_never_less(school):
    call = make_call(nominations_per_institution=2)
    for state in (NominationState.READY, NominationState.SELECTED, NominationState.WITHDRAWN, NominationState.DRAFT):
        make_nomination(call, make_person(school), state)
    count = counts_of([school], [call])[school.pk, call.pk]
    assert (count.used, count.drafts, count.left) == (2, 1, 0)
    call.nominations_per_institution = 1
    assert counts_of([school], [call])[school.pk, call.pk].left == 0
