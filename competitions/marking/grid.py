"""A page of the grid of marks: contestants × problems, with what each cell needs to be changed safely."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import QueryDict

from competitions.contests.mark import MarkValue, Standing
from competitions.contests.models import Contest, Entry, Problem
from competitions.marking.dialect import shown_mark
from competitions.marking.enter import UNSEEN
from competitions.marking.models import Mark, MarkChange
from competitions.marking.totals import RowTotal, row_totals

PAGE = 100
NOTHING = RowTotal("0", 0)


@dataclass(frozen=True)
class Cell:
    """One script: its mark as shown, in words, and the version that was seen."""

    problem: Problem
    text: str
    value: MarkValue
    version: int

    @property
    def is_number(self) -> bool:
        return self.value.standing == Standing.NUMBER


@dataclass(frozen=True)
class GridRow:
    entry: Entry
    cells: Sequence[Cell]
    total: RowTotal


@dataclass(frozen=True)
class Choice:
    """Which contestants are wanted: a delegation, words to look for in the code, a page from 1."""

    delegation: str = ""
    search: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: QueryDict) -> "Choice":
        page = query.get("page", "1")
        return cls(
            delegation=query.get("delegation", "")[:60],
            search=query.get("q", "").strip()[:60],
            page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
        )

    def entries(self, contest: Contest) -> QuerySet[Entry]:
        """The contestants wanted, of every page, in the grid's order."""
        found = contest.entries.entered()
        if self.delegation:
            found = found.filter(delegation=self.delegation)
        for word in self.search.split():
            found = found.filter(Q(code__icontains=word) | Q(delegation__icontains=word))
        return found.in_order()


@dataclass(frozen=True)
class Grid:
    """One page. `cursor` is the last change of the contest before the page was read."""

    problems: Sequence[Problem]
    rows: Sequence[GridRow]
    choice: Choice
    count: int
    cursor: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))

    @property
    def first_number(self) -> int:
        return (self.choice.page - 1) * PAGE + 1


def last_change(contest: Contest) -> int:
    """The number of the contest's last change of a mark, 0 if there is none. One query on an index."""
    last = MarkChange.objects.filter(contest=contest).order_by("-id").values_list("id", flat=True).first()
    return last or 0


def read_grid(contest: Contest, choice: Choice) -> Grid:
    """Six queries, whatever the contest's size."""
    # Before the marks are read: a change in between is then shown twice, never missed.
    cursor = last_change(contest)
    problems = list(contest.problems.all())
    wanted = choice.entries(contest)
    count = wanted.count()
    entries = list(wanted[(choice.page - 1) * PAGE : choice.page * PAGE])
    marks = {
        (mark.entry_id, mark.problem_id): mark
        for mark in Mark.objects.filter(contest=contest, entry__in=[entry.pk for entry in entries])
    }
    totals = row_totals(contest)
    rows = [
        GridRow(entry, cells_of(entry, problems, marks), totals.get(entry.pk, NOTHING)) for entry in entries
    ]
    return Grid(problems, rows, choice, count, cursor)


def cells_of(
    entry: Entry, problems: Sequence[Problem], marks: Mapping[tuple[int, int], Mark]
) -> list[Cell]:
    return [cell_of(problem, marks.get((entry.pk, problem.pk))) for problem in problems]


def cell_of(problem: Problem, mark: Mark | None) -> Cell:
    value = mark.value if mark else MarkValue(Standing.NOT_MARKED)
    return Cell(problem, shown_mark(value), value, mark.version if mark else UNSEEN)
