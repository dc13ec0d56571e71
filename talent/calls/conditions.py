"""Which questions are shown: a question may depend on how an earlier question of choices is answered.

Pure. A hidden question is not required; what was typed into it is kept with the draft, but it is not handed in:
nobody beyond the school sees it. A question whose condition is hidden is hidden with it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


class Conditional(Protocol):
    """What is read of a question; `shown_if_id` names the question that it depends on."""

    id: int
    shown_if_id: int | None
    shown_values: list[str]


@dataclass(frozen=True)
class Shown:
    """A question's condition apart from its record: for rules and tests."""

    id: int
    shown_if_id: int | None = None
    shown_values: list[str] = field(default_factory=list)


def values_of(text: str) -> frozenset[str]:
    """The values that an answer to a question of choices holds: one a line."""
    return frozenset(line for line in text.splitlines() if line)


def shown_among(questions: Sequence[Conditional], said: Mapping[int, Collection[str]]) -> set[int]:
    """The ids of the questions that are shown, given the values that answer each question of choices.

    `questions` stand in the order of the form. A condition counts only on a question before it: one on a later
    question, on itself or on none that is there hides the question, so there are no loops.
    """
    shown: set[int] = set()
    for question in questions:
        on = question.shown_if_id
        if on is None or (on in shown and not set(question.shown_values).isdisjoint(said.get(on, ()))):
            shown.add(question.id)
    return shown


def shown_questions(questions: Sequence, texts: Mapping[int, str]) -> list:
    """Those of the questions that are shown to who has answered with these texts."""
    said = {pk: values_of(text) for pk, text in texts.items()}
    shown = shown_among(questions, said)
    return [question for question in questions if question.id in shown]


def misplaced(questions: Sequence[Conditional]) -> list[Conditional]:
    """Those whose condition does not stand before them, in the order given."""
    before: set[int] = set()
    found = []
    for question in questions:
        if question.shown_if_id is not None and question.shown_if_id not in before:
            found.append(question)
        before.add(question.id)
    return found


def depending_on(question: Conditional, questions: Iterable[Conditional]) -> list[Conditional]:
    return [each for each in questions if each.shown_if_id == question.id]
