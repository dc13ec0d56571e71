"""A month as weeks of days, and what lasts several days as bars that never overlap."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

What = TypeVar("What")
DAYS = 7


@dataclass(frozen=True)
class Span(Generic[What]):
    """From the first to the last day, both counted."""

    what: What
    first: date
    last: date


@dataclass(frozen=True)
class Bar(Generic[What]):
    """A span's part in one week: from which column (0 to 6) over how many days, and whether it is cut off."""

    span: Span[What]
    column: int
    days: int
    begins_before: bool
    goes_on: bool


@dataclass(frozen=True)
class Cell(Generic[What]):
    """So many columns of a lane: a bar, or nothing."""

    days: int
    bar: Bar[What] | None = None


@dataclass(frozen=True)
class Week(Generic[What]):
    days: tuple[date, ...]
    lanes: tuple[tuple[Bar[What], ...], ...]

    def rows(self) -> list[list[Cell[What]]]:
        """Each lane as cells that fill the week."""
        return [cells_of(lane) for lane in self.lanes]


def weeks_of(year: int, month: int, spans: Sequence[Span[What]], first_weekday: int = 0) -> list[Week[What]]:
    """The month's weeks, beginning with a weekday (0 is Monday); days of the months beside it fill the edges.

    A bar goes into the first lane that is free on all its days, those that begin earlier and last longer first: so
    there are as many lanes as editions are on at once on some day of the week.
    """
    ordered = sorted(spans, key=lambda span: (span.first, -(span.last - span.first).days))
    rows = calendar.Calendar(first_weekday).monthdatescalendar(year, month)
    return [Week(tuple(row), lanes_of(row, ordered)) for row in rows]


def lanes_of(days: Sequence[date], spans: Sequence[Span[What]]) -> tuple[tuple[Bar[What], ...], ...]:
    lanes: list[list[Bar[What]]] = []
    for span in spans:
        if span.last < days[0] or span.first > days[-1]:
            continue
        first, last = max(span.first, days[0]), min(span.last, days[-1])
        bar = Bar(span, (first - days[0]).days, (last - first).days + 1, span.first < days[0], span.last > days[-1])
        free = next((lane for lane in lanes if lane[-1].column + lane[-1].days <= bar.column), None)
        if free is None:
            lanes.append([bar])
        else:
            free.append(bar)
    return tuple(tuple(lane) for lane in lanes)


def cells_of(lane: Sequence[Bar[What]]) -> list[Cell[What]]:
    cells: list[Cell[What]] = []
    at = 0
    for bar in lane:
        if bar.column > at:
            cells.append(Cell(bar.column - at))
        cells.append(Cell(bar.days, bar))
        at = bar.column + bar.days
    if at < DAYS:
        cells.append(Cell(DAYS - at))
    return cells


def month_before(month: date) -> date:
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_after(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)
