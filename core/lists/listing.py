"""Lists, all of one grammar: filter, search, sort, page by key, export.

A view describes its list once as a `Listing` and calls `listing.answer(request, rows, …)`; the same
description makes the page, the CSV and the XLSX.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.encoding import force_str

from core.files.export import FORMATS, table_response
from core.lists.paging import KeyPage, key_page

COUNTED_UP_TO = 1000


@dataclass(frozen=True)
class Column:
    """One column. `value` is a row's attribute path (`person.name`) or a function of the row.

    `sort` is a never-null field path, '' for a column that cannot be sorted by. `link` gives the address
    that the cell leads to. `state` draws the value as a state's badge (its tone is that of `machine`'s value, or of
    the row's `state`). `wide` columns wrap. A column with
    `only_export` stands in files, not on the page. `machine` gives another value for files (a code, a date).
    """

    name: str
    label: Any
    value: str | Callable[[Any], Any]
    sort: str = ""
    link: Callable[[Any], str | None] | None = None
    state: bool = False
    only_export: bool = False
    only_page: bool = False
    machine: Callable[[Any], Any] | None = None

    def of(self, row: Any) -> Any:
        if callable(self.value):
            return self.value(row)
        for part in self.value.split("."):
            row = getattr(row, part, None)
            if callable(row):
                row = row()
        return "" if row is None else row

    def in_file(self, row: Any) -> Any:
        return self.machine(row) if self.machine else self.of(row)


@dataclass(frozen=True)
class Filter:
    """One filter: a list of choices, and how a chosen value narrows the rows (a field path or a function)."""

    name: str
    label: Any
    choices: Callable[[], Iterable[tuple[str, Any]]] | Sequence[tuple[str, Any]]
    apply: str | Callable[[QuerySet, str], QuerySet]

    def offered(self) -> list[tuple[str, str]]:
        choices = self.choices() if callable(self.choices) else self.choices
        return [(force_str(value), force_str(label)) for value, label in choices]

    def narrow(self, rows: QuerySet, chosen: str) -> QuerySet:
        return self.apply(rows, chosen) if callable(self.apply) else rows.filter(**{self.apply: chosen})


@dataclass(frozen=True)
class Cell:
    label: str
    value: Any
    address: str | None
    state: str


@dataclass
class ListPage:
    """What the template draws."""

    listing: "Listing"
    key_page: KeyPage
    rows: list[tuple[Any, list[Cell]]]
    chosen: dict[str, str]
    search: str
    sort: str
    count: int
    more_than_counted: bool
    filters: list[tuple[Filter, list[tuple[str, str]], str]]
    kept: list[tuple[str, str]]

    @property
    def narrowed(self) -> bool:
        return bool(self.search or any(self.chosen.values()))


@dataclass(frozen=True)
class Listing:
    """A list's description. `search` are field paths looked into for each word typed."""

    name: str
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    search: Sequence[str] = ()
    sort: str = "pk"
    size: int = 50
    empty: Any = ""
    empty_next: Any = ""
    formats: Sequence[str] = field(default=tuple(FORMATS))

    def narrowed(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        """The rows that the request's filters and search leave."""
        for each in self.filters:
            if (chosen := request.GET.get(each.name, "")) in {value for value, _ in each.offered()} and chosen:
                rows = each.narrow(rows, chosen)
        for word in request.GET.get("q", "").split()[:8]:
            found = Q()
            for path in self.search:
                found |= Q(**{f"{path}__icontains": word})
            rows = rows.filter(found)
        return rows

    def order(self, request: HttpRequest) -> str:
        """The field path to sort by: the requested column's, if it has one."""
        wanted = request.GET.get("sort", "")
        for column in self.columns:
            if column.sort and column.name == wanted.lstrip("-"):
                return f"-{column.sort}" if wanted.startswith("-") else column.sort
        return self.sort

    def page(self, request: HttpRequest, rows: QuerySet) -> ListPage:
        rows = self.narrowed(request, rows)
        shown = [column for column in self.columns if not column.only_export]
        counted = rows.order_by()[: COUNTED_UP_TO + 1].count()
        page = key_page(
            rows, self.order(request), size=self.size,
            after=request.GET.get("after", ""), before=request.GET.get("before", ""),
        )
        chosen = {each.name: request.GET.get(each.name, "") for each in self.filters}
        return ListPage(
            listing=self,
            key_page=page,
            rows=[(row, [self.cell(column, row) for column in shown]) for row in page.rows],
            chosen=chosen,
            search=request.GET.get("q", ""),
            sort=request.GET.get("sort", ""),
            count=min(counted, COUNTED_UP_TO),
            more_than_counted=counted > COUNTED_UP_TO,
            filters=[(each, each.offered(), chosen[each.name]) for each in self.filters],
            kept=[(k, v) for k, v in request.GET.items() if k not in {"after", "before", "export", "sort"} and v],
        )

    @staticmethod
    def cell(column: Column, row: Any) -> Cell:
        state = ""
        if column.state:
            state = str(column.machine(row) if column.machine else row.state)
        return Cell(str(column.label), column.of(row), column.link(row) if column.link else None, state)

    @property
    def shown_columns(self) -> list[Column]:
        return [column for column in self.columns if not column.only_export]

    def file(self, rows: QuerySet, format: str, order: str | None = None) -> HttpResponse:
        """All rows as a file."""
        columns = [column for column in self.columns if not column.only_page]
        rows = rows.order_by(order or self.sort, "pk")
        return table_response(
            self.name,
            [force_str(column.label) for column in columns],
            ([column.in_file(row) for column in columns] for row in rows.iterator(chunk_size=2000)),
            format,
        )

    def answer(
        self, request: HttpRequest, rows: QuerySet, template: str, context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page (`template` gets it as `page`), or the file that `?export=` asks for."""
        if (wanted := request.GET.get("export", "")) in self.formats:
            return self.file(self.narrowed(request, rows), wanted, self.order(request))
        return render(request, template, {"page": self.page(request, rows), **(context or {})})
