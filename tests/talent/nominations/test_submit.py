"""Submitting: what is checked, what is asked, and what happens when several act at once."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.audit.lifecycle import Refused
from core.audit.models import Entry
from talent.calls.content import save_question
from talent.calls.models import CallState, Question
from talent.institutions.models import InstitutionState
from talent.nominations.drafts import ChangedMeanwhile, make_drafts, save_answers
from talent.nominations.models import Answer, Nomination, NominationState
from talent.nominations.signals import nomination_withdrawn
from talent.nominations.submit import back_to_draft, submit
from talent.nominations.withdraw import discard, withdraw
from talent.people.age import age_on
from talent.people.consent import Signed, answer
from talent.people.models import ConsentDecision, ConsentKind, ConsentRequest, Guardian
from tests.concurrency import at_once
from tests.factories import (
    answer_consent,
    make_call,
    make_coordinator,
    make_guardian,
    make_institution,
    make_nomination,
    make_person,
    make_question,
)


@pytest.fixture
def school(db):
    return make_institution()


@pytest.fixture
def coordinator(school):
    return make_coordinator(school)


@pytest.fixture
def student(school):
    student = make_person(school, birth_date=timezone.now().date().replace(day=1) - timedelta(days=15 * 365))
    make_guardian(student)
    return student


@pytest.fixture
def draft(student):
    return make_nomination(nominee=student)


def say(request: ConsentRequest, decision: str, guardian: Guardian | None = None) -> None:
    guardian = guardian or request.person.guardians.first()
    answer(request, {item.pk: decision for item in request.items.all()}, Signed(guardian, guardian.name))


def test_a_complete_draft_is_submitted_and_the_guardian_is_asked(draft, coordinator, outbox):
    submitted = submit(draft, coordinator)
    assert submitted.state == NominationState.SUBMITTED
    assert submitted.consent.person == draft.nominee
    assert [item.kind for item in submitted.consent.items.all()] == [ConsentKind.TAKING_PART]
    assert [message.to for message in outbox()] == [draft.nominee.guardians.get().email]
    assert Entry.objects.about(draft).filter(to_state="submitted", by=coordinator).exists()


def test_a_call_that_asks_no_consent_has_its_nomination_ready_at_once(student, coordinator, outbox):
    submitted = submit(make_nomination(make_call(consents_required=[]), student), coordinator)
    assert submitted.state == NominationState.READY
    assert submitted.consent is None
    assert outbox() == []


def test_a_call_is_open_from_its_opening_second_until_just_before_its_closing_second(draft, coordinator):
    call = draft.call
    with pytest.raises(Refused, match="not open yet"):
        submit(draft, coordinator, call.opens_at - timedelta(microseconds=1))
    second = make_nomination(call, make_guardian(make_person(draft.institution)).person)
    assert submit(second, coordinator, call.opens_at).state == NominationState.SUBMITTED
    for moment in (call.closes_at, call.closes_at + timedelta(seconds=1)):
        with pytest.raises(Refused, match="has closed"):
            submit(draft, coordinator, moment)
    assert submit(draft, coordinator, call.closes_at - timedelta(microseconds=1)).state == NominationState.SUBMITTED


@pytest.mark.parametrize("state", [CallState.DRAFT, CallState.REVIEWING, CallState.DECIDED, CallState.ARCHIVED])
def test_a_call_that_is_not_published_takes_no_nomination(draft, coordinator, state):
    type(draft.call).objects.filter(pk=draft.call_id).update(state=state)
    with pytest.raises(Refused, match="has closed"):
        submit(draft, coordinator)
    draft.refresh_from_db()
    assert draft.state == NominationState.DRAFT


def test_who_is_not_eligible_on_the_day_of_submission_is_refused(student, coordinator):
    draft = make_nomination(make_call(grades=[10]), student)
    with pytest.raises(Refused, match="Grade 9; the call is for grades 10"):
        submit(draft, coordinator)


def test_a_student_who_moved_to_another_school_is_refused(draft, coordinator):
    student = draft.nominee
    student.institution = make_institution()
    student.save()
    with pytest.raises(Refused, match="No longer at this school"):
        submit(draft, coordinator)


def test_a_student_who_left_is_refused(draft, coordinator):
    draft.nominee.left_on = timezone.now().date()
    draft.nominee.save()
    with pytest.raises(Refused, match="No longer at this school"):
        submit(draft, coordinator)


def test_a_guardian_asked_on_the_last_day_still_has_three_days(draft, coordinator):
    late = draft.call.closes_at - timedelta(seconds=1)
    assert submit(draft, coordinator, late).consent.answer_by == late + timedelta(days=3)


def test_age_is_counted_on_the_day_the_call_names_else_on_its_closing_day(student, coordinator):
    day = student.birth_date.replace(year=student.birth_date.year + 18)
    closing = timezone.now() + timedelta(days=20)
    with pytest.raises(Refused, match="Too young: 17"):
        submit(make_nomination(make_call(minimum_age=18, age_on=day - timedelta(days=1)), student), coordinator)
    named = make_call(minimum_age=18, age_on=day)
    assert submit(make_nomination(named, student), coordinator).state == NominationState.SUBMITTED
    assert age_on(student.birth_date, closing.date()) == 15
    unnamed = make_call(minimum_age=16, closes_at=closing)
    with pytest.raises(Refused, match="Too young: 15"):
        submit(make_nomination(unnamed, student), coordinator)


def test_another_school_begins_a_withdrawn_nomination_with_an_empty_draft(draft, coordinator):
    Answer.objects.create(nomination=draft, question=make_question(draft.call), text="What the first school wrote.")
    withdraw(submit(draft, coordinator), coordinator, "Moves to another school")
    elsewhere = make_institution()
    draft.nominee.institution = elsewhere
    draft.nominee.save()
    again, = make_drafts(draft.call, elsewhere, [draft.nominee], make_coordinator(elsewhere)).drafts
    again.refresh_from_db()
    assert (again.pk, again.institution, again.submitted_at, again.consent) == (draft.pk, elsewhere, None, None)
    assert not again.answers.exists()


def test_required_answers_and_files_are_named_one_by_one(draft, coordinator):
    motive = make_question(draft.call, label="Why?")
    make_question(draft.call, kind=Question.Kind.FILE, label="School report")
    make_question(draft.call, label="Anything else?", required=False)
    Answer.objects.create(nomination=draft, question=motive, text="   ")
    with pytest.raises(Refused) as refusal:
        submit(draft, coordinator)
    assert "An answer is missing: “Why?”." in str(refusal.value)
    assert "A file is missing: “School report”." in str(refusal.value)
    assert "Anything else" not in str(refusal.value)


def test_a_minor_without_a_guardian_is_not_submitted_and_the_school_reads_what_to_do(draft, coordinator):
    draft.nominee.guardians.update(ended_at=timezone.now())
    with pytest.raises(Refused, match="add one on the student's page"):
        submit(draft, coordinator)
    assert ConsentRequest.objects.count() == 0


def test_a_call_that_asks_no_consent_needs_no_guardian(draft, coordinator):
    draft.nominee.guardians.all().delete()
    type(draft.call).objects.filter(pk=draft.call_id).update(consents_required=[])
    assert submit(draft, coordinator).state == NominationState.READY


def test_a_nominee_of_age_needs_no_guardian(draft, coordinator):
    student = draft.nominee
    student.birth_date = date(2000, 1, 1)
    student.save()
    student.guardians.all().delete()
    assert submit(draft, coordinator).state == NominationState.SUBMITTED


def test_the_allowance_counts_what_is_submitted_and_not_drafts_or_withdrawn_ones(school, coordinator, student):
    call = make_call(nominations_per_institution=2)
    first, second = (make_nomination(call, make_person(school)) for _ in range(2))
    for draft in (first, second):
        make_guardian(draft.nominee)
    submit(first, coordinator)
    make_nomination(call, make_person(school), state=NominationState.WITHDRAWN)
    make_nomination(call, make_person(make_institution()), state=NominationState.READY)
    submit(second, coordinator)
    third = make_nomination(call, student)
    with pytest.raises(Refused, match="used its allowance of 2"):
        submit(third, coordinator)
    withdraw(first, coordinator, "ill")
    assert submit(third, coordinator).state == NominationState.SUBMITTED


def test_consent_makes_it_ready_and_its_withdrawal_takes_it_from_the_panel(draft, coordinator):
    submitted = submit(draft, coordinator)
    for decision, state in [
        ("given", NominationState.READY), ("withdrawn", NominationState.SUBMITTED), ("given", NominationState.READY),
    ]:
        say(submitted.consent, decision)
        submitted.refresh_from_db()
        assert submitted.state == state


def test_an_answer_to_what_is_not_required_moves_nothing(student, coordinator):
    call = make_call(consents_optional=[ConsentKind.PHOTOGRAPHS])
    submitted = submit(make_nomination(call, student), coordinator)
    answer_consent(submitted.consent, kinds=[ConsentKind.TAKING_PART])
    for decision in (ConsentDecision.REFUSED, ConsentDecision.GIVEN):
        answer_consent(submitted.consent, decision, kinds=[ConsentKind.PHOTOGRAPHS])
        submitted.refresh_from_db()
        assert submitted.state == NominationState.READY


def test_consent_that_comes_after_the_decision_moves_nothing(draft, coordinator):
    submitted = submit(draft, coordinator)
    type(draft.call).objects.filter(pk=draft.call_id).update(state=CallState.DECIDED)
    say(submitted.consent, "given")
    submitted.refresh_from_db()
    assert submitted.state == NominationState.SUBMITTED


def test_back_to_draft_keeps_the_consent_and_asks_nobody_twice(draft, coordinator, outbox):
    submitted = submit(draft, coordinator)
    say(submitted.consent, "given")
    before = len(outbox())
    submitted.refresh_from_db()
    assert back_to_draft(submitted, coordinator).state == NominationState.DRAFT
    assert submit(submitted, coordinator).state == NominationState.READY
    assert len(outbox()) == before
    assert ConsentRequest.objects.count() == 1


def test_a_refusal_while_it_was_a_draft_again_is_seen_at_the_next_submission(draft, coordinator):
    submitted = submit(draft, coordinator)
    say(submitted.consent, "given")
    submitted.refresh_from_db()
    back_to_draft(submitted, coordinator)
    say(submitted.consent, "withdrawn")
    assert submit(submitted, coordinator).state == NominationState.SUBMITTED


def test_a_nomination_in_review_does_not_go_back_to_a_draft(draft, coordinator):
    submitted = submit(draft, coordinator)
    with pytest.raises(Refused, match="has closed"):
        back_to_draft(submitted, coordinator, draft.call.closes_at)
    type(draft.call).objects.filter(pk=draft.call_id).update(state=CallState.REVIEWING)
    with pytest.raises(Refused, match="has closed"):
        back_to_draft(submitted, coordinator)


@pytest.mark.parametrize("state", [each for each in NominationState.values if each != "withdrawn"])
def test_a_nomination_is_withdrawn_at_any_stage_with_a_reason(student, coordinator, state):
    heard = []

    def hear(sender, **kwargs):
        heard.append(kwargs)

    nomination = make_nomination(nominee=student, state=state)
    nomination_withdrawn.connect(hear)
    try:
        with pytest.raises(Refused, match="Say why"):
            withdraw(nomination, coordinator, "  ")
        assert withdraw(nomination, coordinator, "Moves abroad").state == NominationState.WITHDRAWN
    finally:
        nomination_withdrawn.disconnect(hear)
    assert [(each["nomination"], each["by"], each["reason"]) for each in heard] == [
        (nomination, coordinator, "Moves abroad")
    ]


def test_a_receiver_that_refuses_undoes_the_withdrawal(draft, coordinator):
    def refuse(sender, **kwargs):
        raise Refused("The bus has left.")

    submitted = submit(draft, coordinator)
    nomination_withdrawn.connect(refuse)
    try:
        with pytest.raises(Refused, match="bus"):
            withdraw(submitted, coordinator, "ill")
    finally:
        nomination_withdrawn.disconnect(refuse)
    submitted.refresh_from_db()
    assert submitted.state == NominationState.SUBMITTED
    submitted.consent.refresh_from_db()
    assert submitted.consent.closed_at is None


def test_a_withdrawn_nomination_closes_the_guardians_request_and_may_be_drafted_again(draft, coordinator):
    submitted = submit(draft, coordinator)
    withdraw(submitted, coordinator, "ill")
    assert ConsentRequest.objects.get().closed_at is not None
    made = make_drafts(draft.call, draft.institution, [draft.nominee], coordinator)
    assert [each.pk for each in made.drafts] == [draft.pk]
    again = submit(made.drafts[0], coordinator)
    assert again.state == NominationState.SUBMITTED
    assert ConsentRequest.objects.filter(closed_at__isnull=True).count() == 1


def test_a_draft_never_submitted_is_discarded_with_its_answers(draft, coordinator):
    Answer.objects.create(nomination=draft, question=make_question(draft.call), text="Because.")
    discard(draft, coordinator)
    assert not Nomination.objects.exists()
    assert Entry.objects.about(draft.call).filter(act="draft discarded").exists()


def test_a_draft_that_was_once_submitted_is_not_discarded(draft, coordinator):
    submitted = submit(draft, coordinator)
    back_to_draft(submitted, coordinator)
    with pytest.raises(Refused, match="Withdraw this one"):
        discard(submitted, coordinator)


def test_a_suspended_school_has_nobody_who_submits(draft, coordinator):
    draft.institution.state = InstitutionState.SUSPENDED
    draft.institution.save()
    assert not coordinator.has_perm("nominations.submit_nomination", draft)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_many_who_submit_at_once_never_exceed_the_schools_allowance():
    school, call = make_institution(), make_call(nominations_per_institution=3)
    # After a call's first submission nobody waits for the call any more: only the school's own take turns.
    make_nomination(call, make_person(), NominationState.READY)
    coordinators = [make_coordinator(school) for _ in range(4)]
    drafts = [make_nomination(call, make_person(school)) for _ in range(12)]
    for draft in drafts:
        make_guardian(draft.nominee)
    answers = at_once([
        lambda draft=draft, by=coordinators[n % 4]: submit(draft, by) for n, draft in enumerate(drafts)
    ])
    assert Nomination.objects.counted().filter(call=call, institution=school).count() == 3
    refused = [each for each in answers if isinstance(each, Refused)]
    assert len(refused) == 9
    assert all("allowance of 3" in str(each) for each in refused)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_draft_submitted_twenty_times_at_once_asks_the_guardian_once(outbox):
    school = make_institution()
    coordinator = make_coordinator(school)
    draft = make_nomination(nominee=make_guardian(make_person(school)).person)
    answers = at_once([lambda: submit(Nomination.objects.get(pk=draft.pk), coordinator)] * 20)
    assert sum(isinstance(each, Nomination) for each in answers) == 1
    assert ConsentRequest.objects.count() == 1
    assert len(outbox()) == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_of_consent_that_meets_a_submission_never_leaves_it_with_the_panel():
    school = make_institution()
    coordinator = make_coordinator(school)
    for _ in range(8):
        draft = make_nomination(nominee=make_guardian(make_person(school)).person)
        submitted = submit(draft, coordinator)
        say(submitted.consent, "given")
        submitted.refresh_from_db()
        back_to_draft(submitted, coordinator)
        request = ConsentRequest.objects.get(pk=submitted.consent_id)
        answers = at_once([
            lambda n=submitted: submit(Nomination.objects.get(pk=n.pk), coordinator),
            lambda r=request: say(r, "withdrawn"),
        ])
        assert not [each for each in answers if isinstance(each, Exception)]
        submitted.refresh_from_db()
        assert submitted.state == NominationState.SUBMITTED


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_many_windows_that_save_at_once_one_is_kept_and_the_others_are_told():
    draft = make_nomination(nominee=make_person(make_institution()))
    question = make_question(draft.call)
    answers = at_once([
        lambda n=n: save_answers(Nomination.objects.get(pk=draft.pk), {question: f"Window {n}"}, 0) for n in range(12)
    ])
    assert sum(isinstance(each, Nomination) for each in answers) == 1
    assert sum(isinstance(each, ChangedMeanwhile) for each in answers) == 11
    kept = next(n for n, each in enumerate(answers) if isinstance(each, Nomination))
    assert draft.answers.get().text == f"Window {kept}"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_tick_the_same_students_make_each_draft_once():
    school, call = make_institution(), make_call()
    students = [make_person(school) for _ in range(10)]
    coordinators = [make_coordinator(school) for _ in range(6)]
    answers = at_once([lambda by=by: make_drafts(call, school, students, by) for by in coordinators])
    assert not [each for each in answers if isinstance(each, Exception)]
    assert sum(len(each.drafts) for each in answers) == 10
    assert Nomination.objects.count() == 10


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_question_added_as_the_first_nomination_comes_in_never_leaves_it_unanswered():
    for _ in range(8):
        school, call = make_institution(), make_call()
        coordinator, draft = make_coordinator(school), make_nomination(call, make_guardian(make_person(school)).person)
        question = Question(call=call, kind=Question.Kind.LONG, label="Why?", required=True)
        submitted, added = at_once([
            lambda d=draft, by=coordinator: submit(d, by), lambda q=question, by=coordinator: save_question(q, by),
        ])
        assert isinstance(submitted, Refused) != isinstance(added, Refused)
