"""Asking those who submitted under an earlier version of a question to answer the new one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from talent.calls.content import save_question
from talent.calls.models import Question
from talent.corrections.acts import answer
from talent.corrections.anew import ask_anew, on_earlier_version
from talent.nominations.drafts import answers_shown, save_answers
from talent.nominations.models import Nomination
from talent.nominations.submit import submit
from tests.factories import make_call, make_coordinator, make_nomination, make_organiser, make_question


@pytest.fixture
def call(db):
    return make_call(consents_required=[])


@pytest.fixture
def question(call):
    return make_question(call, label="Why?", required=False)


def submitted(call, question, text: str) -> Nomination:
    draft = make_nomination(call)
    save_answers(draft, {question: text}, 0)
    return submit(draft, make_coordinator(draft.institution))


def changed(question, **fields) -> Question:
    question = Question.objects.get(pk=question.pk)
    for name, value in fields.items():
        setattr(question, name, value)
    return save_question(question, make_organiser(question.call.institution), new_version_because="It was unclear.")


def read(nomination: Nomination) -> tuple[str, str]:
    shown = answers_shown(Nomination.objects.get(pk=nomination.pk))[0]
    return shown["question"].label, shown["answer"].text


def test_only_those_who_answered_or_left_out_an_earlier_version_are_asked_and_each_once(call, question):
    before, silent = submitted(call, question, "I am curious."), submitted(call, question, "")
    draft = make_nomination(call)
    assert not on_earlier_version(question)
    question = changed(question, label="Why you?")
    after = submitted(call, question, "I build things.")
    assert {before, silent} == set(on_earlier_version(question))
    assert not {draft, after} & set(on_earlier_version(question))
    asked = ask_anew(question, "It was unclear.", timezone.now() + timedelta(days=3), make_organiser(call.institution))
    assert len(asked.corrections) == 2
    assert not on_earlier_version(question)


def test_the_same_words_may_answer_the_new_version_too(call, question):
    nomination = submitted(call, question, "I am curious.")
    question = changed(question, label="Why you?")
    due = timezone.now() + timedelta(days=3)
    correction, = ask_anew(question, "It was unclear.", due, make_organiser(call.institution)).corrections
    assert read(nomination) == ("Why?", "I am curious.")
    by = make_coordinator(nomination.institution)
    answer(correction, {question: "I am curious."}, by)
    assert read(nomination) == ("Why you?", "I am curious.")


def test_a_correction_of_one_answer_is_not_held_against_new_versions_of_others(call, question):
    other = make_question(call, label="Where?", required=False)
    nomination = submitted(call, question, "I am curious.")
    changed(other, required=True)
    question = changed(question, label="Why you?")
    due = timezone.now() + timedelta(days=3)
    correction, = ask_anew(question, "It was unclear.", due, make_organiser(call.institution)).corrections
    answer(correction, {question: "I build things."}, make_coordinator(nomination.institution))
    assert read(nomination) == ("Why you?", "I build things.")


def test_where_the_moment_is_past_nobody_is_asked_and_it_is_said(call, question):
    submitted(call, question, "I am curious.")
    question = changed(question, label="Why you?")
    asked = ask_anew(question, "It was unclear.", timezone.now(), make_organiser(call.institution))
    assert not asked.corrections
    assert "passed" in asked.refused[0][1]


def test_the_organiser_is_led_there_from_the_calls_page(call, question, signed_in, outbox):
    nomination = submitted(call, question, "I am curious.")
    question = changed(question, label="Why you?")
    client = signed_in(make_organiser(call.institution))
    page = reverse("ask_question_anew", kwargs={"key": question.key})
    assert page in client.get(reverse("organise_call", kwargs={"key": call.key})).content.decode()
    day = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT12:00")
    client.post(page, {"words": "It was unclear.", "due_at": day})
    assert nomination.corrections.count() == 1
    assert client.get(page).status_code == 302, "nobody is left to ask"
