"""Tables in: what a person saved from a spreadsheet program, as a header and rows of text.

`read_table` takes any bytes. It gives a `Table`, or raises `SpreadsheetRefused` with a sentence for the
person; it raises nothing else. Cells are text as the person sees it, but for dates, which are ISO 8601
however the sheet shows them. A cell that cannot be taken is empty and has a trouble, a reason in words.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from django.core.files import File
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from core.files.delimited import read_delimited
from core.files.tables import Limits, RawRow, Row, SpreadsheetRefused, Table
from core.files.workbooks import read_workbook

__all__ = ["Limits", "Row", "SpreadsheetRefused", "Table", "read_table"]

SPACES = re.compile(r"[\s\u00a0\u200b\ufeff]+")
# Control characters mean nothing in a table, and databases do not take all of them.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# Our own export puts an apostrophe before what a program would compute; reading takes it away again.
MADE_SAFE = re.compile(r"^'(?=[=+\-@\t\r\n＝＋－＠])")


def read_table(file: BinaryIO | File, limits: Limits | None = None, *, encoding: str = "") -> Table:
    """The table in `file` (a Django file or any binary one that can seek), whatever its name says it is.

    `encoding` is one of `delimited.ENCODINGS` and overrides the detected one. Raises SpreadsheetRefused.
    """
    limits = limits or Limits()
    if size_of(file) > limits.bytes:
        raise SpreadsheetRefused(
            _("The file is larger than %(n)s MB, more than is taken at once.") % {"n": limits.bytes // 1024 // 1024}
        )
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    if not head.strip():
        raise SpreadsheetRefused(_("The file is empty."))
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        sheet, raw = read_workbook(file, limits)
        return tabulate(raw, limits, format="xlsx", sheet=sheet)
    refuse_other_formats(head)
    text = read_delimited(file.read(), encoding)
    return tabulate(text.rows, limits, format="csv", encoding=text.encoding, separator=text.separator)


def size_of(file: BinaryIO | File) -> int:
    size = getattr(file, "size", None)
    return size if isinstance(size, int) else file.seek(0, 2)


def refuse_other_formats(head: bytes) -> None:
    """Name what people send by mistake, in words that say what to do instead."""
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise SpreadsheetRefused(
            _("This is an old Excel file (.xls) or one protected by a password. Save it as .xlsx without one.")
        )
    if b"%PDF-" in head[:1024]:
        raise SpreadsheetRefused(_("This is a PDF, not a table. Save the table as .xlsx or .csv."))
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM\x00", b"II*\x00", b"MM\x00*")) or (
        head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    ):
        raise SpreadsheetRefused(_("This is a picture, not a table. Save the table as .xlsx or .csv."))
    if re.match(rb"\s*(<!doctype html|<html|<\?xml|<table)", head, re.IGNORECASE):
        raise SpreadsheetRefused(_("This is a web page or XML, not a table. Save the table as .xlsx or .csv."))


def tabulate(raw: Iterator[RawRow], limits: Limits, **about: str) -> Table:
    """The header is the first row with anything in it; what follows are rows; empty rows are passed over."""
    filled = (row for row in raw if not row.empty)
    first = next(filled, None)
    if first is None:
        raise SpreadsheetRefused(_("The file holds no rows."))
    header = header_of(first, limits)
    rows = tuple(under(header, row) for row in islice(filled, limits.rows + 1))
    if len(rows) > limits.rows:
        raise SpreadsheetRefused(
            _("The table has more than %(n)s rows. Divide it and bring it in parts.") % {"n": f"{limits.rows:,}"}
        )
    return Table(header, rows, **about)


def header_of(row: RawRow, limits: Limits) -> tuple[str, ...]:
    if row.troubles:
        column, reason = next(iter(row.troubles.items()))
        raise SpreadsheetRefused(
            _("Row %(row)s should hold the headings, but column %(column)s is %(reason)s.")
            % {"row": row.number, "column": get_column_letter(column + 1), "reason": reason}
        )
    names = [tidy(cell) for cell in row.cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > limits.columns:
        raise SpreadsheetRefused(
            _("The table has more than %(n)s columns. Take away those that are not needed.") % {"n": limits.columns}
        )
    if not any(character.isalpha() for name in names for character in name):
        raise SpreadsheetRefused(_("Row %(row)s should hold the headings, and holds no words.") % {"row": row.number})
    seen: dict[str, int] = {}
    for index, name in enumerate(names):
        if name and (other := seen.setdefault(name.casefold(), index)) != index:
            raise SpreadsheetRefused(
                _("Two columns, %(a)s and %(b)s, have the heading “%(name)s”. Rename one.")
                % {"a": get_column_letter(other + 1), "b": get_column_letter(index + 1), "name": name[:60]}
            )
    return tuple(names)


def under(header: tuple[str, ...], row: RawRow) -> Row:
    """The row's cells under the header's columns; a value beside them, or under an empty heading, is a trouble."""
    cells = [MADE_SAFE.sub("", CONTROLS.sub("", cell).strip()) for cell in row.cells]
    troubles = dict(row.troubles)
    for index, cell in enumerate(cells):
        if cell and (index >= len(header) or not header[index]):
            troubles.setdefault(
                index, _("“%(value)s” stands under no heading; is a separator missing or too many?")
                % {"value": cell[:40]},
            )
    width = len(header)
    cells = (cells + [""] * width)[:width]
    return Row(row.number, tuple(cells), tuple(sorted(troubles.items())))


def tidy(name: str) -> str:
    return SPACES.sub(" ", CONTROLS.sub("", name)).strip()
