"""Which questions are shown, and whether an answer fits: rules without a database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent.calls.conditions import Shown, misplaced, shown_among, values_of
from talent.calls.fitting import Bounds, fault_in, fault_of_number
from talent.calls.models import Question, QuestionKind

VALUES = ["red", "green", "blue"]
subsets = st.lists(st.sampled_from(VALUES), unique=True)


@st.composite
def forms(draw):
    """Questions in any order of dependence, also wrong ones: on a later question, on itself, on none."""
    n = draw(st.integers(1, 7))
    return [
        Shown(number, draw(st.none() | st.integers(1, n + 1)), draw(subsets)) for number in range(1, n + 1)
    ]


answers = st.dictionaries(st.integers(1, 8), subsets)

CAMP = [
    Shown(1), Shown(2, 1, ["red"]), Shown(3, 2, ["green", "blue"]), Shown(4),
]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({}, {1, 4}),
        ({1: ["green"]}, {1, 4}),
        ({1: ["red"]}, {1, 2, 4}),
        ({1: ["red"], 2: ["red"]}, {1, 2, 4}),
        ({1: ["red"], 2: ["red", "blue"]}, {1, 2, 3, 4}),
        ({1: ["green"], 2: ["blue"]}, {1, 4}),
    ],
)
def test_a_question_is_shown_by_the_answer_to_an_earlier_one_that_is_shown_itself(said, shown):
    assert shown_among(CAMP, said) == shown


@given(forms(), answers)
def test_what_does_not_depend_on_anything_is_always_shown(questions, said):
    shown = shown_among(questions, said)
    assert {each.id for each in questions if each.shown_if_id is None} <= shown


@given(forms(), answers)
def test_whatever_is_shown_has_its_condition_shown_before_it_and_met(questions, said):
    shown, at = shown_among(questions, said), {each.id: n for n, each in enumerate(questions)}
    for each in questions:
        if each.id in shown and each.shown_if_id is not None:
            assert each.shown_if_id in shown
            assert at[each.shown_if_id] < at[each.id]
            assert set(each.shown_values) & set(said[each.shown_if_id])


@given(forms(), answers)
def test_what_was_typed_into_hidden_questions_changes_nothing(questions, said):
    shown = shown_among(questions, said)
    assert shown_among(questions, {pk: values for pk, values in said.items() if pk in shown}) == shown


@given(forms())
def test_misplaced_are_those_that_no_answer_ever_shows(questions):
    everything = {each.id: VALUES for each in questions}
    wrong = {each.id for each in misplaced(questions)}
    assert not wrong & shown_among(questions, everything)


def test_values_are_the_lines_of_an_answer():
    assert values_of("red\nblue\n") == {"red", "blue"}
    assert values_of("") == frozenset()


@pytest.mark.parametrize(
    ("text", "fits"),
    [("3", True), ("3,5", True), ("1 000", False), ("2.99", False), ("10", True), ("10.01", False), ("three", False),
     ("NaN", False), ("Infinity", False), ("-4", False)],
)
def test_a_number_is_within_its_bounds(text, fits):
    assert (fault_of_number(text, Bounds(Decimal(3), Decimal(10))) == "") is fits


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-999, max_value=999))
def test_without_bounds_every_number_fits(number):
    assert fault_of_number(str(number), Bounds()) == ""


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (QuestionKind.CHOICE, "red", ""),
        (QuestionKind.CHOICE, "black", "“black” can no longer be chosen."),
        (QuestionKind.CHOICE, "red\ngreen", "Choose one."),
        (QuestionKind.CHOICES, "red\ngreen", ""),
        (QuestionKind.CHOICES, "red\nblack", "“black” can no longer be chosen."),
        (QuestionKind.SHORT, "12345", ""),
        (QuestionKind.SHORT, "123456", "It has 6 characters; at most 5 are taken."),
        (QuestionKind.NUMBER, " ", ""),
        (QuestionKind.FILE, "left over from a text", ""),
    ],
)
def test_an_answer_is_held_against_its_question_as_it_reads_now(kind, text, words):
    assert fault_in(Question(kind=kind, choices=["red", "green"], maximum_length=5), text) == words
