"""A file of nominations: `id,score` and any columns that quotas ask about."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from core.files.delimited import read_delimited
from core.files.spreadsheets import MADE_SAFE
from core.files.tables import RawRow, SpreadsheetRefused

IDENTITY, SCORE = "id", "score"
# Beyond these a score is a slip of the keyboard, and sums of it would take forever.
DIGITS, LARGEST = 30, Decimal(10) ** 15
FAULTS = 50


class Refused(Exception):
    """A file that cannot be used; a sentence for each fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults[:FAULTS]
        if len(faults) > FAULTS:
            self.faults.append(_("… and %(n)s more.") % {"n": len(faults) - FAULTS})


@dataclass(frozen=True)
class Nominated:
    """One nomination of the file; `score_text` as it stands there."""

    key: str
    score: Decimal
    score_text: str
    traits: dict[str, str]


@dataclass(frozen=True)
class NominationFile:
    columns: tuple[str, ...]
    nominations: tuple[Nominated, ...]


def read_nomination_file(content: bytes) -> NominationFile:
    """Read a text file (CSV; UTF-8 or UTF-16 by its mark; commas, semicolons or tabs). Raises Refused."""
    if not content.strip():
        raise Refused([_("The file is empty.")])
    try:
        text = read_delimited(content)
        rows = text.rows
        header = next((row for row in rows if any(cell.strip() for cell in row.cells)), None)
        if header is None:
            raise Refused([_("The file is empty.")])
        columns = read_header(header)
        return NominationFile(tuple(columns), read_rows(rows, columns, decimal_comma=text.separator != ","))
    except SpreadsheetRefused as refusal:
        raise Refused([str(refusal)]) from None


def read_header(row: RawRow) -> list[str]:
    columns = [cell.strip() for cell in row.cells]
    while columns and not columns[-1]:
        columns.pop()
    faults = []
    for wanted in (IDENTITY, SCORE):
        alike = [at for at, name in enumerate(columns) if name.casefold() == wanted]
        if not alike:
            faults.append(
                _("Row %(n)s: there is no column “%(name)s”; the first row must name the columns, “id” and “score” "
                  "among them.") % {"n": row.number, "name": wanted}
            )
        elif wanted not in columns:
            columns[alike[0]] = wanted
    for at, name in enumerate(columns):
        if name and name in columns[:at]:
            faults.append(_("Row %(n)s: two columns are named “%(name)s”.") % {"n": row.number, "name": name})
    if faults:
        raise Refused(faults)
    return columns


def read_rows(rows: Iterator[RawRow], columns: list[str], *, decimal_comma: bool) -> tuple[Nominated, ...]:
    found: list[Nominated] = []
    faults: list[str] = []
    seen: dict[str, int] = {}
    for row in rows:
        # What our own exports put before a text that a program would compute is taken away again.
        cells = [MADE_SAFE.sub("", cell.strip()) for cell in row.cells]
        if not any(cells) and not row.troubles:
            continue
        wrong = [*faults_of_shape(row, cells, columns)]
        if not wrong:
            # A row that ends early has blanks there.
            traits = dict(zip(columns, [*cells, *[""] * (len(columns) - len(cells))], strict=False))
            traits.pop("", None)
            key, text = traits[IDENTITY], traits[SCORE]
            score = read_score(text, decimal_comma=decimal_comma)
            wrong = [*faults_of_row(row.number, key, text, score, seen)]
            if score is not None and not wrong:
                found.append(Nominated(key, score, text, traits))
        faults += wrong
    if not found and not faults:
        faults = [_("The file has no nominations, only a header.")]
    if faults:
        raise Refused(faults)
    return tuple(found)


def faults_of_shape(row: RawRow, cells: list[str], columns: list[str]) -> Iterator[str]:
    if any(cells[len(columns) :]):
        yield _("Row %(n)s has %(cells)s cells, but there are %(columns)s columns.") % {
            "n": row.number, "cells": len(cells), "columns": len(columns)
        }
    for at, trouble in sorted(row.troubles.items()):
        if at < len(columns):
            yield _("Row %(n)s, column “%(name)s”: %(trouble)s.") % {
                "n": row.number, "name": columns[at], "trouble": trouble
            }


def faults_of_row(
    number: int, key: str, text: str, score: Decimal | None, seen: dict[str, int]
) -> Iterator[str]:
    if not key:
        yield _("Row %(n)s has no id.") % {"n": number}
    elif key in seen:
        yield _("Row %(n)s: the id “%(id)s” is already that of row %(first)s.") % {
            "n": number, "id": key, "first": seen[key]
        }
    else:
        seen[key] = number
    if score is None:
        what = _("“%(text)s” is not a number") % {"text": text} if text else _("the score is missing")
        yield _("Row %(n)s, id “%(id)s”: %(what)s.") % {"n": number, "id": key, "what": what}


def read_score(text: str, *, decimal_comma: bool) -> Decimal | None:
    """A score as it is written; None for what is no finite number, or one beyond 10¹⁵ or 30 decimals."""
    if decimal_comma and "." not in text:
        text = text.replace(",", ".", 1)
    if "_" in text:
        return None
    try:
        score = Decimal(text)
    except InvalidOperation:
        return None
    if not score.is_finite() or abs(score) > LARGEST or int(score.as_tuple().exponent) < -DIGITS:
        return None
    return score


def blanks(nominations: tuple[Nominated, ...], column: str) -> int:
    """How many state nothing in a column."""
    return sum(1 for each in nominations if not each.traits.get(column))
