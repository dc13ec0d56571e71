"""Cells as answers: read by the very fields of the page's own form, so that one rule serves both."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from talent.calls.answer_form import field_for
from talent.calls.models import Question, QuestionKind

BETWEEN_CHOICES = re.compile(r"\s*[;\n|]\s*")
NAMED = 12


class CellWrong(ValueError):
    """The cell cannot be taken as an answer; the text says why."""


@dataclass(frozen=True)
class Reader:
    """Reads the cells of one question. `read` gives the text to store, or raises CellWrong."""

    key: str
    heading: str
    read: Callable[[str], str]


def reader_of(question: Question, heading: str) -> Reader:
    field = field_for(question)

    def read(cell: str) -> str:
        value: str | list[str] = cell
        if question.kind == QuestionKind.CHOICE:
            value = chosen(cell, question.choices)
        elif question.kind == QuestionKind.CHOICES:
            value = several_of(cell, question.choices)
        try:
            return str(field.clean(value) or "")
        except forms.ValidationError as error:
            raise CellWrong(" ".join(error.messages)) from None

    return Reader(question.key, heading, read)


def several_of(cell: str, choices: Sequence[str]) -> list[str]:
    """Several choices in one cell, with semicolons between; a choice that has one in it stands alone."""
    if any(spelled(cell) == spelled(choice) for choice in choices):
        return [chosen(cell, choices)]
    return [chosen(each, choices) for each in BETWEEN_CHOICES.split(cell.strip()) if each]


def chosen(typed: str, choices: Sequence[str]) -> str:
    """The choice that is meant, whatever its case and spaces. Raises CellWrong naming what can be chosen."""
    for choice in choices:
        if spelled(choice) == spelled(typed):
            return choice
    raise CellWrong(
        _("“%(typed)s” cannot be chosen; these can: %(choices)s.")
        % {"typed": typed[:60], "choices": "; ".join(choices[:NAMED]) + ("…" if len(choices) > NAMED else "")}
    )


def spelled(text: str) -> str:
    return " ".join(text.split()).casefold()
