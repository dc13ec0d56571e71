"""Paging by key: a page begins after a row, not after a number of rows, so page 2,000 is as fast as page 1."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet


@dataclass(frozen=True)
class KeyPage:
    """One page of rows, with the cursors of the pages before and after ('' where there is none)."""

    rows: list[Any]
    after: str
    before: str


def key_page(rows: QuerySet, sort: str, *, after: str = "", before: str = "", size: int = 50) -> KeyPage:
    """The page of `rows` after or before a cursor, ordered by `sort` and then by primary key.

    `sort` is a field path that is never null, with a leading `-` for descending. A cursor that cannot be
    read, or beyond which there is nothing any more, counts as none.
    """
    field, descending = sort.lstrip("-"), sort.startswith("-")
    all_rows = rows
    rows = rows.annotate(_sort=F(field))
    backwards = bool(before) and not after
    position = read_cursor(after or before)
    downward = descending != backwards
    if position:
        try:
            rows = rows.filter(beyond(position, downward=downward))
        except (ValidationError, ValueError, TypeError):
            position, backwards, downward = None, False, descending
    order = ("-_sort", "-pk") if downward else ("_sort", "pk")
    found = list(rows.order_by(*order)[: size + 1])
    if position and not found:
        return key_page(all_rows, sort, size=size)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_after = bool(found) and (more if not backwards else True)
    has_before = bool(found) and (bool(position) if not backwards else more)
    return KeyPage(
        rows=found,
        after=cursor_of(found[-1]) if has_after else "",
        before=cursor_of(found[0]) if has_before else "",
    )


def beyond(position: tuple[Any, int], *, downward: bool) -> Q:
    """Rows beyond the position. The first condition says nothing new: it is what a database finds its place in an
    index by, where the two alternatives after it would let it read the index from the beginning."""
    value, pk = position
    if downward:
        return Q(_sort__lte=value) & (Q(_sort__lt=value) | Q(pk__lt=pk))
    return Q(_sort__gte=value) & (Q(_sort__gt=value) | Q(pk__gt=pk))


def cursor_of(row: Any) -> str:
    value = row._sort
    # Whole to the microsecond: a moment cut short would lie before its own row, and the page after it repeat.
    if isinstance(value, date | time):
        value = value.isoformat()
    packed = json.dumps([value, row.pk], default=str, ensure_ascii=False)
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[Any, int] | None:
    if not cursor:
        return None
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if value is None or isinstance(value, list | dict) or value != value or "\0" in str(value):  # noqa: PLR0124
            return None
        return value, int(pk)
    except (binascii.Error, ValueError, TypeError, OverflowError):
        return None
