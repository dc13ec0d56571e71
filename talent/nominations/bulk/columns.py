"""The columns of a call's table: the student, each question but files, and what rooms above add."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from talent.calls.models import Call, Question, QuestionKind
from talent.institutions.models import Institution
from talent.nominations.models import Nomination
from talent.people.student_import.columns import HEADINGS, plain

NUMBERED = re.compile(r"^(\d{1,3})\s*[.)]\s*")
STUDENT_FIELDS = {"number", "name", "latin_name"}


@dataclass(frozen=True)
class AddedColumn:
    """A column of a room above: its name there, its heading, what to write in it, and what can be chosen."""

    name: str
    heading: str
    help: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class AddedPart:
    """What a room above adds to the table.

    `columns(call)`; `known(call, institution)` loads what reading needs, once; `read(texts by column, person's key,
    known)` gives a JSON value (None for nothing) and pairs of heading and reason; `store(nomination, value, by)`.
    """

    name: str
    columns: Callable[[Call], Sequence[AddedColumn]]
    known: Callable[[Call, Institution], Any]
    read: Callable[[Mapping[str, str], int, Any], tuple[Any, list[list[str]]]]
    store: Callable[[Nomination, Any, Any], None]


PARTS: list[AddedPart] = []


def adds_columns(part: AddedPart) -> AddedPart:
    """Register, in a room's `shown.py`, columns of the table by which a school nominates many."""
    PARTS.append(part)
    return part


@dataclass(frozen=True)
class Columns:
    """Where each thing stands in a table's header, as indexes: the student's fields, questions by key, added columns
    as (part, column). `passed_over` are headings that mean nothing here; `twice` pairs that say the same."""

    student: dict[str, int] = field(default_factory=dict)
    questions: dict[str, int] = field(default_factory=dict)
    added: dict[tuple[str, str], int] = field(default_factory=dict)
    passed_over: tuple[str, ...] = ()
    twice: tuple[tuple[str, str], ...] = ()


def heading_of(question: Question, place: int) -> str:
    """`3. Why this student?`: the number tells questions of the same wording apart."""
    return f"{place}. {question.label}"


def typed_questions(questions: Sequence[Question]) -> list[tuple[int, Question]]:
    """Those with a column, each with its place among all questions of the call, from 1."""
    return [(n, q) for n, q in enumerate(questions, start=1) if q.kind != QuestionKind.FILE]


def added_columns(call: Call) -> list[tuple[AddedPart, AddedColumn]]:
    return [(part, column) for part in PARTS for column in part.columns(call)]


def header_of(call: Call, questions: Sequence[Question]) -> list[str]:
    return [
        _("Student"), *(heading_of(q, n) for n, q in typed_questions(questions)),
        *(column.heading for _part, column in added_columns(call)),
    ]


def recognise(header: Sequence[str], call: Call, questions: Sequence[Question]) -> Columns:
    """What each column holds, by its heading: that of the template, or the question's wording, or a heading that
    schools use for names and numbers."""
    found = Columns()
    passed_over: list[str] = []
    twice: list[tuple[str, str]] = []
    added = {plain(column.heading): (part.name, column.name) for part, column in added_columns(call)}
    numbered = dict(typed_questions(questions))
    for index, heading in enumerate(header):
        place: dict[Any, int]
        name: Any
        if plain(heading) in {plain(_("Student")), "student"}:
            place, name = found.student, "student"
        elif plain(heading) in added:
            place, name = found.added, added[plain(heading)]
        elif question := question_of(heading, numbered):
            place, name = found.questions, question.key
        elif (known := HEADINGS.get(plain(heading))) in STUDENT_FIELDS:
            place, name = found.student, known
        else:
            passed_over += [heading] if heading else []
            continue
        if name in place:
            twice.append((header[place[name]], heading))
        else:
            place[name] = index
    return Columns(found.student, found.questions, found.added, tuple(passed_over), tuple(twice))


def question_of(heading: str, numbered: Mapping[int, Question]) -> Question | None:
    """By number and wording, else by wording alone where no other question has it."""
    number = NUMBERED.match(heading)
    wording = plain(NUMBERED.sub("", heading))
    if number and (question := numbered.get(int(number[1]))) and plain(question.label) == wording:
        return question
    same = [q for q in numbered.values() if plain(q.label) in {wording, plain(heading)}]
    return same[0] if len(same) == 1 else None
