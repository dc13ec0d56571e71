"""Marks in a plain form: one contestant's scripts, or one problem's. Works without a program in the page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from competitions.contests.mark import MarkRefused
from competitions.contests.models import Contest, Entry, Problem
from competitions.marking.dialect import shown_mark, typed_mark
from competitions.marking.enter import Answer, NotTaken, Overtaken, Stored, Typed, enter_marks
from competitions.marking.grid import Cell, cell_of
from competitions.marking.models import Mark
from core.accounts.models import User


@dataclass(frozen=True)
class Line:
    """One script in the form. `typed` is what stands in its field, `note` what the person should know of it."""

    entry: Entry
    cell: Cell
    typed: str
    note: str = ""
    wrong: bool = False

    @property
    def name(self) -> str:
        return f"{self.entry.key}-{self.cell.problem.number}"


def lines_of(contest: Contest, entries: Iterable[Entry], problems: Sequence[Problem]) -> list[Line]:
    """The scripts of these contestants, with their present marks. One query."""
    entries = list(entries)
    marks = {
        (mark.entry_id, mark.problem_id): mark
        for mark in Mark.objects.filter(contest=contest, entry__in=entries, problem__in=problems)
    }
    cells = [
        (entry, cell_of(problem, marks.get((entry.pk, problem.pk)))) for entry in entries for problem in problems
    ]
    return [Line(entry, cell, cell.text) for entry, cell in cells]


@dataclass(frozen=True)
class Saved:
    """What became of a form: its lines as they are to be shown again, and how many marks were stored."""

    lines: list[Line]
    stored: int

    @property
    def all_taken(self) -> bool:
        return not any(line.note for line in self.lines)


def save_lines(contest: Contest, lines: Sequence[Line], sent: QueryDict, by: User) -> Saved:
    """Store what was typed anew. Lines that were refused or overtaken come back with what was typed.

    Raises Refused when the contest is not being marked.
    """
    typed: list[Typed] = []
    places: list[int] = []
    shown = list(lines)
    for place, line in enumerate(lines):
        text = sent.get(f"m-{line.name}", line.cell.text)
        if text.strip().casefold() == sent.get(f"was-{line.name}", "").casefold():
            continue
        shown[place] = replace(line, typed=text)
        try:
            value = typed_mark(text)
        except MarkRefused as refusal:
            shown[place] = replace(line, typed=text, note=str(refusal), wrong=True)
            continue
        typed.append(Typed(line.entry, line.cell.problem, value, seen_version(sent, line)))
        places.append(place)
    answers = enter_marks(contest, typed, by) if typed else []
    for place, answer in zip(places, answers, strict=True):
        shown[place] = after(shown[place], answer)
    return Saved(shown, sum(1 for answer in answers if isinstance(answer, Stored) and answer.changed))


def seen_version(sent: Mapping[str, str], line: Line) -> int:
    seen = sent.get(f"seen-{line.name}", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0


def after(line: Line, answer: Answer) -> Line:
    """The line with what became of it; its version is then the one that the person sees now."""
    if isinstance(answer, NotTaken):
        return replace(line, note=answer.why, wrong=True)
    if isinstance(answer, Overtaken):
        note = _("%(who)s has made it %(mark)s meanwhile; you typed %(typed)s. Saving again puts yours.") % {
            "who": answer.mark.by or _("Somebody"), "mark": answer.mark.value.text, "typed": line.typed or "–",
        }
        return replace(line, cell=cell_of(line.cell.problem, answer.mark), note=note)
    cell = cell_of(line.cell.problem, answer.mark)
    return replace(line, cell=cell, typed=shown_mark(answer.mark.value))
