"""The organiser asks for a correction: what opens, what is kept, who is told, and who sees that it was corrected."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.audit.lifecycle import Refused
from core.files.models import Upload
from talent.calls.models import CallState, Question
from talent.corrections.acts import accept, answer, ask_again, ask_answers, ask_recommendation, withdraw
from talent.corrections.models import CorrectionRequest, CorrectionState
from talent.corrections.tasks import remind_of_open
from talent.nominations.models import Answer, NominationState
from talent.nominations.submit import submit
from talent.nominations.withdraw import withdraw as withdraw_nomination
from talent.recommendations.answering import Stands, give, keep, stands
from talent.recommendations.models import Recommendation, RecommendationState
from talent.recommendations.reading import to_read
from tests.concurrency import at_once
from tests.factories import (
    make_call,
    make_coordinator,
    make_correction,
    make_evidence,
    make_nomination,
    make_organiser,
    make_panellist,
    make_pdf,
    make_question,
    make_recommendation,
    make_review,
)

pytestmark = pytest.mark.django_db
WORDS = "Please upload page 2 again."


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def call():
    return make_call(state=CallState.REVIEWING, closes_at=timezone.now() - timedelta(hours=1), consents_required=[])


@pytest.fixture
def why(call):
    return make_question(call, label="Why?")


@pytest.fixture
def nomination(call, why):
    found = make_nomination(call, state=NominationState.READY)
    Answer.objects.create(nomination=found, question=why, text="Because.")
    return found


@pytest.fixture
def by(nomination):
    return make_coordinator(nomination.institution)


@pytest.fixture
def organiser(call):
    return make_organiser(call.institution)


def later(days=5):
    return timezone.now() + timedelta(days=days)


def text_of(page):
    return page.content.decode()


def test_only_what_is_asked_about_opens_for_the_school_after_closing(nomination, why, by, organiser, signed_in, outbox):
    other = make_question(nomination.call, label="Anything else?", required=False)
    page = signed_in(organiser).post(
        reverse("ask_correction", kwargs={"key": nomination.key}),
        {"questions": [why.key], "words": WORDS, "due_at": later().strftime("%Y-%m-%dT%H:%M")},
    )
    assert page.status_code == 302
    correction = CorrectionRequest.objects.get()
    (mail,) = outbox()
    assert mail.to == by.email
    assert WORDS in mail.body
    client = signed_in(by)
    assert "Correct: " in text_of(client.get("/"))
    address = reverse("answer_correction", kwargs={"key": correction.key})
    shown = text_of(client.get(address))
    assert "Why?" in shown
    assert "Anything else?" not in shown
    client.post(address, {f"q-{why.key}": "Because of this.", f"q-{other.key}": "Smuggled."})
    assert list(nomination.answers.values_list("text", flat=True)) == ["Because of this."]
    correction.refresh_from_db()
    assert correction.state == CorrectionState.ANSWERED
    nomination.refresh_from_db()
    assert nomination.state == NominationState.READY, "it stays where it is"


def test_what_was_there_is_kept_beside_until_it_is_accepted(nomination, why, by, organiser, signed_in):
    correction = make_correction(nomination, why)
    answer(correction, {why: "Because of this."}, by)
    client = signed_in(organiser)
    assert "Corrected: " in text_of(client.get("/"))
    shown = text_of(client.get(reverse("correction", kwargs={"key": correction.key})))
    assert "Because.</" in shown
    assert "Because of this." in shown
    client.post(reverse("accept_correction", kwargs={"key": correction.key}))
    shown = text_of(client.get(reverse("correction", kwargs={"key": correction.key})))
    assert "is erased" in shown
    assert "Because.</" not in shown


def test_the_old_file_is_the_organisers_to_compare_and_then_gone(nomination, by, organiser, signed_in):
    evidence = make_evidence(nomination)
    old = evidence.upload
    correction = make_correction(nomination, evidence.question)
    address = reverse("answer_correction", kwargs={"key": correction.key})
    new = SimpleUploadedFile("page2.pdf", make_pdf(2))
    signed_in(by).post(address, {f"q-{evidence.question.key}": new})
    evidence.refresh_from_db()
    assert evidence.upload.name == "page2.pdf"
    before = reverse("old_evidence", kwargs={"key": correction.key, "question": evidence.question.key})
    assert signed_in(organiser).get(before).status_code == 200
    assert signed_in(by).get(before).status_code == 403
    accept(CorrectionRequest.objects.get(), organiser)
    assert signed_in(organiser).get(before).status_code == 404
    assert not Upload.objects.filter(pk=old.pk).exists()


def test_nothing_different_is_no_correction_and_nothing_missing_either(nomination, why, by):
    correction = make_correction(nomination, why)
    with pytest.raises(Refused, match="Nothing is different"):
        answer(correction, {why: "Because."}, by)
    with pytest.raises(Refused, match="An answer is missing"):
        answer(correction, {why: ""}, by)
    assert nomination.answers.get().text == "Because."


def test_an_answer_that_asks_for_more_says_that_more_must_be_opened(call, nomination, by):
    field = make_question(call, Question.Kind.CHOICE, label="Field", choices=["Physics", "Biology"])
    Answer.objects.create(nomination=nomination, question=field, text="Biology")
    make_question(call, label="Which telescope?", shown_if=field, shown_values=["Physics"])
    nomination.submitted_at = timezone.now()
    nomination.save()
    correction = make_correction(nomination, field)
    with pytest.raises(Refused, match=r"Which telescope\?.*ask the organiser"):
        answer(correction, {field: "Physics"}, by)


def test_one_answer_is_not_opened_twice_and_none_of_a_draft_or_a_withdrawn_one(nomination, why, organiser):
    make_correction(nomination, why)
    with pytest.raises(Refused, match="open for correction already"):
        ask_answers(nomination, [why], WORDS, later(), organiser)
    for state in (NominationState.DRAFT, NominationState.WITHDRAWN, NominationState.NOT_SELECTED):
        with pytest.raises(Refused, match="Nothing is corrected"):
            ask_answers(make_nomination(nomination.call, state=state), [why], WORDS, later(), organiser)
    with pytest.raises(Refused, match="passed already"):
        ask_answers(nomination, [make_question(nomination.call)], WORDS, timezone.now(), organiser)


@pytest.mark.parametrize("state", [NominationState.SUBMITTED, NominationState.SELECTED, NominationState.WAITING_LIST])
def test_it_is_asked_and_made_in_every_state_after_submission(nomination, why, by, organiser, state):
    nomination.state = state
    nomination.save()
    answer(ask_answers(nomination, [why], WORDS, later(), organiser), {why: "Else."}, by)
    nomination.refresh_from_db()
    assert nomination.state == state


def test_asked_once_more_what_was_there_at_first_stays(nomination, why, by, organiser, outbox):
    correction = answer(make_correction(nomination, why), {why: "Wrong again."}, by)
    ask_again(correction, "Not quite.", later(6), organiser)
    answer(CorrectionRequest.objects.get(), {why: "Right."}, by)
    assert CorrectionRequest.objects.get().parts.get().old_text == "Because."
    assert len(outbox()) == 2


def test_a_withdrawal_of_the_nomination_closes_what_was_asked(nomination, why, by):
    make_correction(nomination, why)
    withdraw_nomination(nomination, by, "Moved away.")
    assert CorrectionRequest.objects.get().state == CorrectionState.WITHDRAWN


def test_taken_back_to_a_draft_it_is_corrected_there_by_submitting_again(why, by, nomination):
    call = nomination.call
    call.state, call.closes_at = CallState.PUBLISHED, later(9)
    call.save()
    correction = make_correction(nomination, why)
    nomination.state = NominationState.DRAFT
    nomination.save()
    with pytest.raises(Refused, match="It is a draft now"):
        answer(correction, {why: "Else."}, by)
    Answer.objects.update(text="Else.")
    submit(nomination, by)
    assert CorrectionRequest.objects.get().state == CorrectionState.ANSWERED


def test_a_reviewer_sees_that_it_was_corrected_after_the_review(nomination, why, by, signed_in):
    panellist = make_panellist(nomination.call)
    review = make_review(nomination, panellist, [])
    address = reverse("review_page", kwargs={"key": review.key})
    correction = make_correction(nomination, why)
    assert "Corrected on" not in text_of(signed_in(panellist.user).get(address))
    answer(correction, {why: "Because of this."}, by)
    shown = text_of(signed_in(panellist.user).get(address))
    assert "Corrected on" in shown
    assert "after you handed in your review" in shown


def test_a_recommendation_is_opened_for_its_writer_and_read_as_it_was_meanwhile(nomination, organiser, outbox):
    given = make_recommendation(nomination, RecommendationState.GIVEN)
    correction = ask_recommendation(given, "Which year was it?", later(), organiser)
    (mail,) = outbox()
    assert mail.to == given.email
    assert "Which year was it?" in mail.body
    opened = Recommendation.objects.select_related("nomination__call").get()
    assert stands(opened, timezone.now()) == Stands.OPEN, "though the time for recommendations is over"
    keep(opened, "A rare mind, in 2025.", 0)
    assert [each.text for each in to_read(nomination)] == ["A rare mind."]
    give(opened)
    assert [each.text for each in to_read(nomination)] == ["A rare mind, in 2025."]
    correction.refresh_from_db()
    assert (correction.state, correction.old_text) == (CorrectionState.ANSWERED, "A rare mind.")


def test_a_correction_of_a_recommendation_is_not_the_schools_to_know(nomination, by, organiser, signed_in):
    given = make_recommendation(nomination, RecommendationState.GIVEN)
    ask_recommendation(given, "Which year was it?", later(), organiser)
    shown = text_of(signed_in(by).get(reverse("nomination", kwargs={"key": nomination.key})))
    assert "Which year" not in shown


def test_asked_for_no_more_a_recommendation_counts_as_it_was(nomination, organiser):
    given = make_recommendation(nomination, RecommendationState.GIVEN)
    correction = ask_recommendation(given, "Which year was it?", later(), organiser)
    keep(Recommendation.objects.get(), "Half a sen", 0)
    withdraw(correction, organiser)
    again = Recommendation.objects.get()
    assert (again.state, again.text) == (RecommendationState.GIVEN, "A rare mind.")


def test_the_school_is_reminded_two_days_and_one_day_before_each_once(nomination, why, by, outbox):
    correction = make_correction(nomination, why)
    CorrectionRequest.objects.update(created_at=timezone.now() - timedelta(days=3))
    moments = [correction.due_at - timedelta(hours=hours) for hours in range(100, -2, -1)]
    assert sum(remind_of_open(moment) for moment in moments) == 2
    assert [mail.subject.split(":")[0] for mail in outbox()][1:] == ["Still to correct", "Still to correct"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_handed_in_by_two_coordinators_at_once_one_correction_is_taken():
    nomination = make_nomination(state=NominationState.READY)
    question = make_question(nomination.call)
    correction = make_correction(nomination, question)
    users = [make_coordinator(nomination.institution) for _ in range(4)]

    def press(user):
        try:
            return answer(CorrectionRequest.objects.get(pk=correction.pk), {question: user.name}, user).state
        except Refused:
            return "refused"

    answers = at_once([lambda user=user: press(user) for user in users])
    assert sorted(answers) == ["answered", "refused", "refused", "refused"]
