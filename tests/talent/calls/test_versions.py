"""Changing what a call asks after somebody has submitted: by versions, and nothing is lost."""

import pytest
from django.urls import reverse

from core.audit.lifecycle import Refused
from core.audit.models import Entry
from talent.calls.content import NeedsVersion, remove_question, save_criterion, save_question, shift
from talent.calls.copy_call import copy_call
from talent.calls.models import CallState, Question
from talent.calls.publish import lacks_of_call
from talent.nominations.drafts import answers_shown, save_answers
from talent.nominations.lacks import lacks_of
from talent.nominations.models import Answer, Nomination, NominationState
from talent.nominations.submit import back_to_draft, submit
from tests.factories import (
    make_call,
    make_coordinator,
    make_criterion,
    make_evidence,
    make_institution,
    make_nomination,
    make_organiser,
    make_person,
    make_question,
)

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def call(db):
    call = make_call(consents_required=[])
    make_criterion(call, label="Courage")
    return call


@pytest.fixture
def organiser(call):
    return make_organiser(call.institution)


@pytest.fixture
def client(organiser, signed_in):
    return signed_in(organiser)


def page(name: str, record) -> str:
    return reverse(name, kwargs={"key": record.key})


def answered(call, question, text: str) -> Nomination:
    draft = make_nomination(call, make_person(make_institution()))
    return save_answers(draft, {question: text}, 0)


def submitted(call, question, text: str) -> Nomination:
    draft = answered(call, question, text)
    return submit(draft, make_coordinator(draft.institution))


def words(nomination: Nomination) -> list[tuple[str, str]]:
    nomination = Nomination.objects.get(pk=nomination.pk)
    shown = answers_shown(nomination)
    return [(each["question"].label, each["answer"].text if each["answer"] else "") for each in shown]


def reworded(question: Question, **changes) -> Question:
    question = Question.objects.get(pk=question.pk)
    for name, value in changes.items():
        setattr(question, name, value)
    return question


# --- questions ---------------------------------------------------------------------------


def test_a_submitted_nomination_keeps_the_version_it_answered_and_a_draft_gets_the_new_one(call, organiser):
    question = make_question(call, label="Why?")
    handed_in, draft = submitted(call, question, "I am curious."), answered(call, question, "I like it.")
    with pytest.raises(NeedsVersion):
        save_question(reworded(question, label="Why you?"), organiser)
    save_question(reworded(question, label="Why you?"), organiser, new_version_because="It was unclear.")
    assert words(handed_in) == [("Why?", "I am curious.")]
    assert words(draft) == [("Why you?", "I like it.")]
    submit(draft, make_coordinator(draft.institution))
    save_question(reworded(question, label="Why not?"), organiser, new_version_because="Again.")
    assert words(handed_in) == [("Why?", "I am curious.")]
    assert words(draft) == [("Why you?", "I like it.")]


def test_taken_back_to_a_draft_it_answers_the_present_version(call, organiser):
    question = make_question(call, label="Why?")
    nomination = submitted(call, question, "I am curious.")
    save_question(reworded(question, label="Why you?"), organiser, new_version_because="It was unclear.")
    back = back_to_draft(nomination, make_coordinator(nomination.institution))
    assert words(back) == [("Why you?", "I am curious.")]
    submit(back, make_coordinator(nomination.institution))
    assert words(back) == [("Why you?", "I am curious.")]
    assert Answer.objects.get(nomination=back).version == 2


def test_what_was_typed_stays_where_the_kind_allows_and_the_rest_is_asked_anew(call, organiser):
    question = make_question(call, label="How many?", kind=Question.Kind.SHORT)
    make_nomination(call, state=NominationState.READY)
    number, word = answered(call, question, "12"), answered(call, question, "many")
    save_question(reworded(question, kind="number", maximum=20), organiser, new_version_because="To compare.")
    questions = list(call.questions.all())
    assert lacks_of(number, questions) == []
    assert "Enter a number" in " ".join(lacks_of(word, questions))


def test_a_file_that_becomes_a_text_is_asked_anew_and_the_file_goes_when_that_is_answered(call, organiser):
    draft = make_nomination(call)
    question = make_evidence(draft).question
    make_nomination(call, state=NominationState.READY)
    save_question(reworded(question, kind="long"), organiser, new_version_because="No files.")
    assert "An answer is missing" in " ".join(lacks_of(draft, list(call.questions.all())))
    save_answers(draft, {Question.objects.get(pk=question.pk): "In words."}, 0)
    answer = Answer.objects.get(nomination=draft)
    assert (answer.text, answer.upload) == ("In words.", None)


def test_who_left_a_question_unanswered_is_shown_as_it_was_asked_then(call, organiser):
    question = make_question(call, label="Anything else?", required=False)
    handed_in = submitted(call, question, "")
    save_question(reworded(question, label="Any prizes?"), organiser, new_version_because="Prizes.")
    make_question(call, label="Later", required=False)
    assert words(handed_in) == [("Anything else?", "")]


def test_versions_are_made_from_the_page_and_their_history_stands_there(client, call):
    question = make_question(call, label="Why?")
    submitted(call, question, "I am curious.")
    typed = {"kind": "long", "label": "Why you?", "required": "on"}
    refused = client.post(page("edit_question", question), typed)
    assert "takes a new version" in refused.content.decode()
    assert "Why you?" in refused.content.decode(), "what was typed is kept"
    client.post(page("edit_question", question), {**typed, "new_version_because": "It was unclear."})
    question.refresh_from_db()
    assert (question.label, question.version) == ("Why you?", 2)
    history = client.get(page("edit_question", question)).content.decode()
    assert "Earlier versions" in history
    assert "It was unclear." in history
    assert Entry.objects.about(call).get(act="question in a new version").reason == "It was unclear."


def test_once_the_review_has_begun_nothing_asked_changes(call, organiser):
    question = make_question(call, label="Why?")
    submitted(call, question, "I am curious.")
    call.state = CallState.REVIEWING
    call.save()
    with pytest.raises(Refused, match="review has begun"):
        save_question(reworded(question, label="Why you?"), organiser, new_version_because="Late.")


def test_a_window_opened_before_a_question_changed_is_told(call, organiser, signed_in):
    question = make_question(call, label="Why?")
    draft = answered(call, question, "I like it.")
    make_nomination(call, state=NominationState.READY)
    school = signed_in(make_coordinator(draft.institution))
    fill_in = page("fill_in", draft)
    asked = school.get(fill_in).context["form"].asked
    save_question(reworded(question, label="Why you?"), organiser, new_version_because="It was unclear.")
    answer = school.post(
        fill_in, {f"q-{question.key}": "Because.", "version": "1", "asked": asked, "save": "yes"}, follow=True
    )
    assert "changed a question after you opened" in answer.content.decode()
    assert draft.answers.get().text == "Because."


def test_a_draft_says_which_question_was_changed_after_it_was_answered(call, organiser, signed_in):
    question = make_question(call, label="Why?")
    draft = answered(call, question, "I like it.")
    make_nomination(call, state=NominationState.READY)
    save_question(reworded(question, label="Why you?"), organiser, new_version_because="It was unclear.")
    shown = signed_in(make_coordinator(draft.institution)).get(page("fill_in", draft)).content.decode()
    assert "was changed after it was answered" in shown


# --- criteria ----------------------------------------------------------------------------


def test_a_criterion_changes_by_a_version_until_the_review_begins(client, call):
    criterion = call.criteria.get()
    make_nomination(call, state=NominationState.READY)
    typed = {"label": "Courage", "maximum": 7, "weight": 1}
    assert "takes a new version" in client.post(page("edit_criterion", criterion), typed).content.decode()
    client.post(page("edit_criterion", criterion), {**typed, "new_version_because": "Too coarse."})
    criterion.refresh_from_db()
    assert (criterion.maximum, criterion.version) == (7, 2)
    assert criterion.earlier.get().asked["maximum"] == 5
    assert "Too coarse." in client.get(page("edit_criterion", criterion)).content.decode()
    call.state = CallState.REVIEWING
    call.save()
    criterion.maximum = 9
    with pytest.raises(Refused, match="review has begun"):
        save_criterion(criterion, call.institution.memberships.get().user, new_version_because="Late.")


# --- conditions --------------------------------------------------------------------------


@pytest.fixture
def which(call):
    return make_question(call, Question.Kind.CHOICES, label="Which?", required=False)


def test_a_condition_is_ticked_from_the_answers_to_earlier_questions(client, call, which):
    later = make_question(call, Question.Kind.CHOICE, label="Later")
    client.post(page("new_question", call), {"kind": "long", "label": "Why red?", "condition": [f"{which.key}|red"]})
    question = call.questions.get(label="Why red?")
    assert (question.shown_if, question.shown_values) == (which, ["red"])
    two = client.post(page("new_question", call), {
        "kind": "long", "label": "Two", "condition": [f"{which.key}|red", f"{later.key}|red"],
    })
    assert "one question only" in two.content.decode()
    shown = client.get(page("edit_question", which)).content.decode()
    assert "Show only if" not in shown, "the first question has none before it"


def test_neither_moving_nor_removing_leaves_a_condition_behind(client, call, organiser, which):
    depending = make_question(call, label="Why red?", shown_if=which, shown_values=["red"])
    with pytest.raises(Refused, match="does not stand before it"):
        shift(depending, -1)
    moved = client.post(page("move_question", depending), {"to": "up"}, **HTMX).content.decode()
    assert "does not stand before it" in moved
    with pytest.raises(Refused, match="change that condition first"):
        remove_question(which, organiser)
    typed = {"kind": "choices", "label": "Which?", "choices": "green\nblue"}
    assert "change that condition first" in client.post(page("edit_question", which), typed).content.decode()


@pytest.mark.parametrize(
    ("fields", "lack"),
    [
        ({"shown_values": ["black"]}, "cannot be chosen: “black”"),
        ({"shown_values": []}, "cannot be chosen"),
        ({"order": 0}, "does not stand before it"),
        ({"shown_if": None}, "was removed"),
        ({"kind": "choice"}, "fewer than two choices"),
        ({"kind": "number", "minimum": 5, "maximum": 4}, "takes no number"),
    ],
)
def test_publishing_finds_conditions_and_bounds_that_cannot_be_met(call, which, fields, lack):
    question = make_question(call, label="Why red?", shown_if=which, shown_values=["red"])
    Question.objects.filter(pk=question.pk).update(**fields)
    assert lack in " ".join(each.words for each in lacks_of_call(call) if each.step == "questions")


def test_a_copied_calls_conditions_lead_to_its_own_questions(call, organiser, which):
    make_question(call, label="Why red?", shown_if=which, shown_values=["red"], minimum=None)
    which.version = 3
    which.save()
    copy = copy_call(call, organiser)
    copied = {question.label: question for question in copy.questions.all()}
    assert copied["Why red?"].shown_if == copied["Which?"]
    assert copied["Why red?"].shown_values == ["red"]
    assert copied["Which?"].version == 1


def test_hidden_answers_are_kept_with_the_draft_and_not_handed_in(call, which, signed_in):
    why = make_question(call, label="Why red?", shown_if=which, shown_values=["red"])
    draft = answered(call, which, "red")
    questions = list(call.questions.all())
    assert "Why red?" in " ".join(lacks_of(Nomination.objects.get(pk=draft.pk), questions))
    save_answers(draft, {why: "It glows."}, 1)
    save_answers(draft, {which: "green"}, 2)
    assert lacks_of(Nomination.objects.get(pk=draft.pk), questions) == []
    coordinator = make_coordinator(draft.institution)
    nomination = submit(draft, coordinator)
    assert words(nomination) == [("Which?", "green")]
    office = signed_in(make_organiser(call.institution))
    assert "It glows." not in office.get(page("nomination", nomination)).content.decode()
    export = b"".join(office.get(page("call_nominations", call) + "?export=csv").streaming_content).decode()
    assert "green" in export
    assert "It glows." not in export
    back = back_to_draft(nomination, coordinator)
    save_answers(back, {which: "red\ngreen"}, 3)
    assert ("Why red?", "It glows.") in words(back)


def test_without_scripts_a_question_appears_once_its_condition_is_saved(call, which, signed_in):
    why = make_question(call, label="Why red?", shown_if=which, shown_values=["red"])
    draft = make_nomination(call)
    school, fill_in = signed_in(make_coordinator(draft.institution)), page("fill_in", draft)
    hidden = f'id="field-q-{why.key}" data-depends-on="q-{which.key}"'
    assert hidden in school.get(fill_in).content.decode()
    answer = school.post(fill_in, {f"q-{which.key}": ["red"], "version": "0", "save": "yes"}, follow=True)
    assert "more is asked now" in answer.content.decode()
    line = next(line for line in answer.context["form"].lines() if line.question == why)
    assert line.shown


def test_hidden_evidence_is_opened_by_the_school_alone(call, which, signed_in):
    report = make_question(call, Question.Kind.FILE, shown_if=which, shown_values=["red"])
    nomination = submitted(call, which, "green")
    make_evidence(nomination, report)
    page_ = reverse("evidence", kwargs={"key": nomination.key, "question": report.key})
    assert signed_in(make_coordinator(nomination.institution)).get(page_).status_code == 200
    assert signed_in(make_organiser(call.institution)).get(page_).status_code == 403


# --- the preview -------------------------------------------------------------------------


def test_a_question_is_shown_with_the_one_it_depends_on_while_it_is_typed(client, call, which):
    seen = client.post(page("new_question", call), {
        "kind": "number", "label": "How red?", "minimum": "1", "maximum": "9", "condition": [f"{which.key}|red"],
    }, **HTMX).content.decode()
    assert "Which?" in seen
    assert "How red?" in seen
    assert "From 1 to 9." in seen
    assert 'data-values="[&quot;red&quot;]"' in seen
    assert not call.questions.filter(label="How red?").exists()
