"""Marks from rows of cells: a header `contestant,country,P1…Pn` in any order, unknown columns passed over."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Self

import numpy as np
from django.utils.translation import gettext as _

from competitions.contests.mark import MarkRefused, MarkValue, decimal_places, read_number
from competitions.contests.mark_faults import Fault, Faults, MarkFileRefused
from competitions.contests.mark_table import CODES, Flags, MarkTable, scaled

PROBLEM = re.compile(r"P([1-9][0-9]{0,3})", re.ASCII | re.IGNORECASE)
YES = {"1", "yes", "true", "y"}
NO = {"", "0", "no", "false", "n"}
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, eq=False)
class MarkFile:
    """What a file of marks says, a place for each contestant in the file's order.

    `shown` is each problem's column as it is to be printed again: an empty mark stays empty.
    """

    contestants: list[str]
    countries: list[str]
    guest: Flags
    marks: MarkTable
    shown: list[list[str]]


@dataclass(frozen=True, slots=True)
class Maxima:
    """What a full mark is: for every problem, or by the problem's number; the highest of the file where not said."""

    every: Decimal | None = None
    named: Mapping[int, Decimal] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> Self:
        """From '7' or 'P1=7,P2=10'. Raises MarkRefused."""
        if "=" not in text:
            return cls(every=cls.above_zero(text))
        named: dict[int, Decimal] = {}
        for part in text.split(","):
            name, _equals, number = part.partition("=")
            found = PROBLEM.fullmatch(name.strip())
            if not found or int(found[1]) in named:
                raise MarkRefused(
                    _("“%(part)s” does not give one problem its full mark: write P1=7,P2=10.") % {"part": part[:40]}
                )
            named[int(found[1])] = cls.above_zero(number)
        return cls(named=named)

    @staticmethod
    def above_zero(text: str) -> Decimal:
        if number := read_number(text):
            return number
        raise MarkRefused(_("A full mark is above zero."))

    def of(self, problem: int) -> Decimal | None:
        return self.named.get(problem, self.every)

    def full_marks(self, marks: MarkTable) -> list[Decimal]:
        """The full mark of each problem of the table."""
        highest = marks.highest()
        limits = [self.of(problem) for problem in range(1, marks.problems + 1)]
        return [highest if limit is None else limit for limit in limits]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row what stands."""

    width: int
    contestant: int
    country: int
    problems: tuple[int, ...]
    guest: int | None
    names: tuple[str, ...]


def read_mark_rows(
    lines: Sequence[int],
    rows: Sequence[Sequence[str]],
    *,
    guests: str = "",
    maxima: Maxima | None = None,
    decimal_comma: bool = False,
) -> MarkFile:
    """The marks in rows of cells, the first of which is the header; `lines` says where each row begins."""
    if not rows:
        raise MarkFileRefused([Fault(_("The file is empty: a first line “contestant,country,P1,P2…” is needed."), 1)])
    columns = columns_of(rows[0], lines[0], guests)
    faults = Faults()
    check_widths(lines[1:], rows[1:], columns, faults)
    faults.refuse()
    table = [list(cells) for cells in zip(*rows, strict=True)]
    return read_mark_columns(lines, table, guests=guests, maxima=maxima, decimal_comma=decimal_comma)


def read_mark_columns(
    lines: Sequence[int],
    table: Sequence[list[str]],
    *,
    guests: str = "",
    maxima: Maxima | None = None,
    decimal_comma: bool = False,
) -> MarkFile:
    """The same from columns of cells, all equally long; the first cell of each is its heading."""
    columns = columns_of([cells[0] for cells in table], lines[0], guests)
    lines, table = lines[1:], [cells[1:] for cells in table]
    faults = Faults()
    contestants = [cell.strip() for cell in table[columns.contestant]]
    countries = [cell.strip() for cell in table[columns.country]]
    check_contestants(lines, contestants, columns.names[columns.contestant], faults)
    check_lengths(lines, countries, columns.names[columns.country], faults)
    guest = read_guests(lines, table, columns, faults)
    read = read_marks(lines, table, columns, faults, maxima=maxima or Maxima(), decimal_comma=decimal_comma)
    faults.refuse()
    shown = [column.shown() for column in read]
    return MarkFile(contestants, countries, guest, table_of(read, len(lines)), shown)


def columns_of(header: Sequence[str], line: int, guests: str) -> Columns:
    """Where the columns are. Raises MarkFileRefused if one is missing or stands twice."""
    names = [name.strip().removeprefix("\ufeff") for name in header]
    keys = [name.casefold() for name in names]
    faults = Faults()
    problems = {int(found[1]): at for at, name in enumerate(names) if (found := PROBLEM.fullmatch(name))}
    needed = {"contestant", "country", (guests or "guest").casefold()} | {f"p{number}" for number in problems}
    for key in sorted(needed):
        if keys.count(key) > 1:
            faults.add(_("The column stands twice."), line, names[keys.index(key)])
    for name in ("contestant", "country", *([guests] if guests else [])):
        if name.casefold() not in keys:
            faults.add(_("The column is missing."), line, name)
    if not problems:
        faults.add(_("The columns of marks are missing: P1, P2 and so on."), line)
    elif missing := sorted(set(range(1, max(problems) + 1)) - set(problems)):
        faults.add(
            _("The column is missing: there is P%(last)s, and problems are numbered without gaps.")
            % {"last": max(problems)},
            line,
            f"P{missing[0]}",
        )
    faults.refuse()
    guest = (guests or "guest").casefold()
    return Columns(
        width=len(names),
        contestant=keys.index("contestant"),
        country=keys.index("country"),
        problems=tuple(problems[number] for number in sorted(problems)),
        guest=keys.index(guest) if guest in keys else None,
        names=tuple(names),
    )


def check_widths(lines: Sequence[int], rows: Sequence[Sequence[str]], columns: Columns, faults: Faults) -> None:
    for line, cells in zip(lines, rows, strict=True):
        if len(cells) < columns.width:
            faults.add(
                _("The line ends here: it has %(n)s cells where the first line has %(columns)s.")
                % {"n": len(cells), "columns": columns.width},
                line,
                columns.names[len(cells)],
            )
        elif len(cells) > columns.width:
            faults.add(
                _("The line has %(n)s cells where the first line has %(columns)s.")
                % {"n": len(cells), "columns": columns.width},
                line,
                str(columns.width + 1),
            )


def check_contestants(lines: Sequence[int], contestants: list[str], column: str, faults: Faults) -> None:
    """Everybody has a name, and nobody stands twice."""
    check_lengths(lines, contestants, column, faults)
    if len(set(contestants)) == len(contestants) and "" not in contestants:
        return
    seen: dict[str, int] = {}
    for line, contestant in zip(lines, contestants, strict=True):
        if not contestant:
            faults.add(_("The contestant is missing."), line, column)
        elif contestant in seen:
            faults.add(
                _("“%(contestant)s” already stands on line %(line)s.")
                % {"contestant": contestant, "line": seen[contestant]},
                line,
                column,
            )
        else:
            seen[contestant] = line


def check_lengths(lines: Sequence[int], names: list[str], column: str, faults: Faults) -> None:
    if max(map(len, names), default=0) > LONGEST_NAME:
        for line, name in zip(lines, names, strict=True):
            if len(name) > LONGEST_NAME:
                faults.add(_("The name has more than %(n)s letters.") % {"n": LONGEST_NAME}, line, column)


def read_guests(lines: Sequence[int], table: Sequence[list[str]], columns: Columns, faults: Faults) -> Flags:
    cells = [] if columns.guest is None else [cell.strip().casefold() for cell in table[columns.guest]]
    if columns.guest is None:
        return np.zeros(len(lines), dtype=np.bool_)
    if not set(cells) <= YES | NO:
        for line, cell in zip(lines, cells, strict=True):
            if cell not in YES | NO:
                text = _("“%(text)s” does not say whether this is a guest: write 1 or 0.") % {"text": cell[:40]}
                faults.add(text, line, columns.names[columns.guest])
    return np.array([cell in YES for cell in cells], dtype=np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class MarkColumn:
    """One problem's cells, and what each of the few different texts among them says."""

    cells: list[str]
    says: Mapping[str, MarkValue]

    def shown(self) -> list[str]:
        texts = {cell: mark.text if cell.strip() else "" for cell, mark in self.says.items()}
        return list(map(texts.__getitem__, self.cells))


def read_marks(
    lines: Sequence[int],
    table: Sequence[list[str]],
    columns: Columns,
    faults: Faults,
    *,
    maxima: Maxima,
    decimal_comma: bool,
) -> list[MarkColumn]:
    """Each problem's column. Columns with a fault are left out: the file is then refused."""
    for number in sorted(set(maxima.named) - set(range(1, len(columns.problems) + 1))):
        faults.add(_("A full mark is given for this problem, but the file does not have it."), column=f"P{number}")
    read = []
    for problem, at in enumerate(columns.problems, start=1):
        says: dict[str, MarkValue] = {}
        refused: dict[str, str] = {}
        for cell in set(table[at]):
            try:
                says[cell] = MarkValue.read(cell, decimal_comma=decimal_comma).within(maxima.of(problem))
            except MarkRefused as refusal:
                refused[cell] = str(refusal)
        for line, cell in zip(lines, table[at], strict=True) if refused else ():
            if cell in refused:
                faults.add(refused[cell], line, columns.names[at])
        if not refused:
            read.append(MarkColumn(table[at], says))
    return read


def table_of(columns: Sequence[MarkColumn], contestants: int) -> MarkTable:
    marks = {mark for column in columns for mark in column.says.values()}
    places = max((decimal_places(mark.counts) for mark in marks), default=0)
    shape = (contestants, len(columns))
    table = MarkTable(np.zeros(shape, np.int64, order="F"), np.zeros(shape, np.int8, order="F"), places)
    for at, column in enumerate(columns):
        says = {cell: number for number, cell in enumerate(column.says)}
        said = np.fromiter(map(says.__getitem__, column.cells), np.int64, contestants)
        table.numbers[:, at] = np.array([scaled(mark.counts, places) for mark in column.says.values()], np.int64)[said]
        table.standings[:, at] = np.array([CODES[mark.standing] for mark in column.says.values()], np.int8)[said]
    return table
