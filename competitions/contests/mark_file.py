"""A file of marks as bytes: its encoding, its separator, its rows with the lines on which they begin."""

import codecs
import csv
import io
from collections.abc import Sequence

from django.utils.translation import gettext as _

from competitions.contests.mark_faults import Fault, MarkFileRefused
from competitions.contests.mark_rows import MarkFile, Maxima, read_mark_columns, read_mark_rows

SEPARATORS = (",", ";", "\t")
BLANK = " \t"
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_mark_file(content: bytes, guests: str = "", maxima: Maxima | None = None) -> MarkFile:
    """The file's bytes: UTF-8 or UTF-16, separated by commas, semicolons or tabs. Raises MarkFileRefused.

    `guests` names the column of guests, which must then be there; without it a column `guest` is taken if it is.
    """
    text = decoded(content)
    separator = separator_of(text)
    if plain := plain_columns(text, separator):
        return read_mark_columns(*plain, guests=guests, maxima=maxima, decimal_comma=separator == ";")
    return read_mark_rows(*rows_of(text, separator), guests=guests, maxima=maxima, decimal_comma=separator == ";")


def decoded(content: bytes) -> str:
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1 if encoding.startswith("utf-8") else None
        raise MarkFileRefused([Fault(_("This is not UTF-8 text. Save the table as “CSV UTF-8”."), line)]) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise MarkFileRefused([Fault(_("This is not a table of text but some other kind of file."), line)])
    return text


def separator_of(text: str) -> str:
    """The separator that makes `contestant` a column of the first line that is not empty."""
    first = next((line for line in io.StringIO(text) if line.strip()), "")
    for separator in SEPARATORS:
        if any(cell.strip(" \"'\r\n").casefold() == "contestant" for cell in first.split(separator)):
            return separator
    return ","


def plain_columns(text: str, separator: str) -> tuple[Sequence[int], list[list[str]]] | None:
    """Columns, and the line of each row, of a table without quotation marks whose rows are equally long.

    None if the table is not so plain: then `rows_of` reads it row by row, several times slower.
    """
    text = text.replace("\r\n", "\n")
    if '"' in text or "\r" in text:
        return None
    all_rows, blank = text.split("\n"), separator + BLANK
    rows = [row for row in all_rows if row.strip(blank)]
    lines: Sequence[int] = range(1, len(rows) + 1)
    if rows != all_rows[: len(rows)]:
        lines = [number for number, row in enumerate(all_rows, 1) if row.strip(blank)]
    widths = {row.count(separator) for row in rows}
    if len(widths) != 1 or max(map(len, rows)) > csv.field_size_limit():
        return None
    width = widths.pop() + 1
    cells = separator.join(rows).split(separator)
    return lines, [cells[at::width] for at in range(width)]


def rows_of(text: str, separator: str) -> tuple[list[int], list[list[str]]]:
    """Rows that are not empty, and the line on which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines, rows, line = [], [], 1
    try:
        for cells in reader:
            if any(cell.strip(BLANK) for cell in cells):
                rows.append(cells)
                lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        if "field larger" in str(error) or "unexpected end" in str(error):
            fault = _("A cell has no end: is a quotation mark not closed?")
        else:
            fault = _("A quotation mark inside a cell is not doubled, or a line end is broken.")
        raise MarkFileRefused([Fault(fault, line)]) from None
    return lines, rows
