"""Marks from a file: `contestant,P1…Pn` in any order of columns, some of the problems or all.

An empty cell says nothing and changes nothing; `not marked` takes a mark away. Nothing is stored before it is
confirmed, nothing at all while anything is wrong, and nothing that was changed since it was shown.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from competitions.contests.entry_file import Verdict
from competitions.contests.mark import MarkRefused, MarkValue, Standing
from competitions.contests.mark_faults import Fault
from competitions.contests.mark_rows import PROBLEM
from competitions.contests.models import Contest, Entry, Problem
from competitions.marking.enter import UNSEEN, Answer, Stored, Typed, enter_marks, hold_for_marking
from competitions.marking.grid import last_change
from competitions.marking.models import Mark, MarkChange, MarkSource
from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.files.tables import Row, Table

# Columns that our own exports and the tables of others have beside the marks.
KNOWN = {"contestant", "country", "delegation", "name", "guest", "rank", "total", "award"}


@dataclass(frozen=True)
class FileMark:
    """One cell of the file: what is, what would be, and so what storing it would do."""

    entry: Entry
    problem: Problem
    before: MarkValue
    value: MarkValue
    verdict: Verdict
    seen: int
    row: int = 0


@dataclass(frozen=True)
class MarkFileJudged:
    """The whole file judged. `cursor` is the contest's last change before it was; nothing is stored with faults."""

    marks: Sequence[FileMark]
    faults: Sequence[Fault]
    passed_over: Sequence[str]
    cursor: int

    @property
    def counts(self) -> Counter[Verdict]:
        return Counter(mark.verdict for mark in self.marks)

    @property
    def to_store(self) -> list[FileMark]:
        return [mark for mark in self.marks if mark.verdict in {Verdict.NEW, Verdict.CHANGED}]

    @property
    def storable(self) -> bool:
        return not self.faults and bool(self.to_store)


@dataclass(frozen=True)
class Known:
    """What the file is judged against."""

    entries: Mapping[str, Entry]
    problems: Mapping[int, Problem]
    marks: Mapping[tuple[int, int], Mark]
    cursor: int = 0


def known_of(contest: Contest) -> Known:
    """Four queries."""
    cursor = last_change(contest)
    return Known(
        entries={entry.code: entry for entry in contest.entries.all()},
        problems={problem.number: problem for problem in contest.problems.all()},
        marks={(mark.entry_id, mark.problem_id): mark for mark in Mark.objects.filter(contest=contest)},
        cursor=cursor,
    )


def preview_marks(contest: Contest, table: Table) -> MarkFileJudged:
    return judge_marks(table, known_of(contest))


def judge_marks(table: Table, known: Known) -> MarkFileJudged:
    """Judge each cell of the table. Reads nothing but its arguments."""
    faults: list[Fault] = []
    columns = problem_columns(table, known.problems, faults)
    contestant = next((at for at, name in enumerate(table.header) if name.casefold() == "contestant"), None)
    if contestant is None:
        faults.append(Fault(_("The column is missing."), 1, "contestant"))
    if contestant is None or not columns:
        return MarkFileJudged([], faults, [], known.cursor)
    marks: list[FileMark] = []
    seen: dict[str, int] = {}
    for row in table.rows:
        entry = contestant_of(row, row.cells[contestant], seen, known.entries, faults)
        faults += troubles_of(row, table, columns)
        for at, problem in columns.items():
            found = mark_of(row.cells[at], entry, problem, known, decimal_comma=table.separator != ",")
            if isinstance(found, str):
                faults.append(Fault(found, row.number, table.header[at]))
            elif found:
                marks.append(replace(found, row=row.number))
    passed_over = [
        name for at, name in enumerate(table.header) if name and at not in columns and name.casefold() not in KNOWN
    ]
    return MarkFileJudged(marks, faults, passed_over, known.cursor)


def problem_columns(table: Table, problems: Mapping[int, Problem], faults: list[Fault]) -> dict[int, Problem]:
    """Which column holds which problem's marks."""
    columns: dict[int, Problem] = {}
    wrong = len(faults)
    for at, name in enumerate(table.header):
        if not (found := PROBLEM.fullmatch(name.strip())):
            continue
        problem = problems.get(int(found[1]))
        if problem is None:
            faults.append(Fault(_("The contest has no such problem."), 1, name))
        else:
            columns[at] = problem
    if not columns and len(faults) == wrong:
        faults.append(Fault(_("The columns of marks are missing: P1, P2 and so on."), 1))
    return columns


def contestant_of(
    row: Row, code: str, seen: dict[str, int], entries: Mapping[str, Entry], faults: list[Fault]
) -> Entry | None:
    entry = entries.get(code)
    if not code:
        faults.append(Fault(_("The contestant is missing."), row.number, "contestant"))
    elif entry is None:
        wrong = _("“%(code)s” is not a contestant of this contest.") % {"code": code[:40]}
        faults.append(Fault(wrong, row.number, "contestant"))
    elif (first := seen.setdefault(code, row.number)) != row.number:
        twice = _("“%(contestant)s” already stands on line %(line)s.") % {"contestant": code, "line": first}
        faults.append(Fault(twice, row.number, "contestant"))
        return None
    elif entry.state == Entry.State.WITHDRAWN:
        gone = _("%(code)s was withdrawn from the contest.") % {"code": code}
        faults.append(Fault(gone, row.number, "contestant"))
        return None
    return entry


def troubles_of(row: Row, table: Table, columns: Mapping[int, Problem]) -> list[Fault]:
    """What could not be read at all, in the columns that matter and beyond the last."""
    return [
        Fault(reason, row.number, table.column_name(at))
        for at, reason in row.troubles
        if at in columns or at >= len(table.header) or not table.header[at]
    ]


def mark_of(
    text: str, entry: Entry | None, problem: Problem, known: Known, *, decimal_comma: bool
) -> FileMark | str | None:
    """What the cell would do, or why it is no mark; None where it says nothing, or nobody knows of whom."""
    if not text:
        return None
    try:
        value = MarkValue.read(text, decimal_comma=decimal_comma).within(problem.maximum, problem.step)
    except MarkRefused as refusal:
        return str(refusal)
    if entry is None:
        return None
    mark = known.marks.get((entry.pk, problem.pk))
    before = mark.value if mark else MarkValue(Standing.NOT_MARKED)
    verdict = Verdict.CHANGED
    if before == value:
        verdict = Verdict.SAME
    elif before.standing == Standing.NOT_MARKED:
        verdict = Verdict.NEW
    return FileMark(entry, problem, before, value, verdict, seen=mark.version if mark else UNSEEN)


def store_marks(contest: Contest, table: Table, by: User, *, shown: int, file_name: str) -> int:
    """Store the file's marks, all or nothing; gives how many changed. `shown` is the cursor of the preview.

    Raises Refused when anything is wrong now, or when somebody changed one of these marks since the preview.
    """
    with transaction.atomic():
        hold_for_marking(contest)
        judged = judge_marks(table, known_of(contest))
        if judged.faults:
            raise Refused(_("Nothing is stored: the file has something wrong. Look at it again."))
        to_store = judged.to_store
        refuse_if_changed(contest, to_store, shown)
        typed = [Typed(mark.entry, mark.problem, mark.value, mark.seen) for mark in to_store]
        answers: list[Answer] = enter_marks(contest, typed, by, MarkSource.FILE) if typed else []
        if not all(isinstance(answer, Stored) for answer in answers):
            raise Refused(_("Nothing is stored: the marks changed meanwhile. Look at the file again."))
        record("entered marks from a file", contest, by, count=len(answers), file=file_name)
    return len(answers)


def refuse_if_changed(contest: Contest, marks: Sequence[FileMark], shown: int) -> None:
    later = set(
        MarkChange.objects.filter(contest=contest, id__gt=shown).values_list("mark__entry_id", "mark__problem_id")
    )
    overtaken = [mark for mark in marks if (mark.entry.pk, mark.problem.pk) in later]
    if overtaken:
        named = ", ".join(f"{mark.entry.code} {mark.problem}" for mark in overtaken[:5])
        more = " …" if len(overtaken) > 5 else ""
        raise Refused(
            _("Nothing is stored: since you looked, others changed %(marks)s. Here is how it stands now.")
            % {"marks": named + more}
        )
