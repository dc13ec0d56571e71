"""Excel workbooks (XLSX), opened only after a look at what they would unpack to."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import repeat
from typing import Any, BinaryIO

from django.core.files import File
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from core.files.tables import Limits, RawRow, SpreadsheetRefused

MOST_PARTS = 1_000
MOST_UNPACKED = 400 * 1024 * 1024
MOST_SHARED_TEXT = 100 * 1024 * 1024
# Deflate reaches 1:1032. A sheet of a million empty but formatted rows packs to about 1:60.
MOST_RATIO = 150
RATIO_FROM = 1024 * 1024
FARTHEST_ROW = 200_000
MOST_CELLS = 20_000_000
CHUNK = 256 * 1024
# What a cell holds in the sheet's XML: v a value, is a text, f a formula.
MARKED = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(v|is|f)(?=[\s>])")


def read_workbook(file: BinaryIO | File, limits: Limits) -> tuple[str, Iterator[RawRow]]:
    """The name of the first sheet that holds anything, and its rows. Raises SpreadsheetRefused."""
    weigh(file)
    try:
        return opened(file, limits)
    except SpreadsheetRefused:
        raise
    except Exception:  # the library raises whatever a damaged file makes it stumble over
        raise damaged() from None


def damaged() -> SpreadsheetRefused:
    return SpreadsheetRefused(
        _("The workbook is damaged. Open it in your spreadsheet program and save it again as .xlsx.")
    )


def weigh(file: BinaryIO | File) -> None:
    """Refuse what is not a workbook, and what would unpack to far more than it seems.

    The sizes are those the archive declares; the library reads no part beyond its declared size.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            kind = opendocument_kind(archive)
    except Exception:
        raise damaged() from None
    names = {part.filename for part in parts}
    if kind.startswith("application/vnd.oasis.opendocument"):
        raise SpreadsheetRefused(_("This is an OpenDocument file. Save the table as .xlsx or .csv."))
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise SpreadsheetRefused(_("This is an archive or some other file, not a table. Save it as .xlsx or .csv."))
    if any(name.endswith("xl/workbook.bin") for name in names):
        raise SpreadsheetRefused(_("This is a binary Excel file (.xlsb). Save the table as .xlsx or .csv."))
    if any(part.flag_bits & 1 for part in parts):
        raise SpreadsheetRefused(_("The workbook is protected by a password. Save it without one."))
    if too_heavy(parts):
        raise SpreadsheetRefused(
            _("The workbook unpacks to far more than its size. Copy the table into a new one, or save it as .csv.")
        )


def opendocument_kind(archive: zipfile.ZipFile) -> str:
    if "mimetype" not in archive.namelist():
        return ""
    with archive.open("mimetype") as part:
        return part.read(100).decode("ascii", "replace")


def too_heavy(parts: list[zipfile.ZipInfo]) -> bool:
    return (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > MOST_UNPACKED
        or any(
            part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * max(part.compress_size, 1) for part in parts
        )
        or any(part.file_size > MOST_SHARED_TEXT for part in parts if "worksheets/" not in part.filename)
    )


def opened(file: BinaryIO | File, limits: Limits) -> tuple[str, Iterator[RawRow]]:
    file.seek(0)
    values = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    for index, sheet in enumerate(values.worksheets):
        if sheet.sheet_state != "visible":
            continue
        held = count_marks(sheet)
        if not held["v"] and not held["is"] and not held["f"]:
            continue
        formulas = None
        if held["f"]:
            file.seek(0)
            formulas = load_workbook(file, read_only=True, data_only=False, keep_links=False).worksheets[index]
        return sheet.title, guarded(rows_of(sheet, formulas, held))
    raise SpreadsheetRefused(_("The workbook holds no rows."))


def count_marks(sheet: Any) -> dict[str, int]:
    """How many values, texts and formulas the sheet's XML holds, without parsing it.

    Sheets are often formatted down to row 1,048,576; knowing how many values there are, reading ends with the last.
    """
    counts = {"v": 0, "is": 0, "f": 0}
    rest = b""
    with sheet._get_source() as source:
        while chunk := source.read(CHUNK):
            block = rest + chunk
            cut = block.rfind(b"<")
            for found in MARKED.finditer(block[:cut] if cut > 0 else block):
                counts[found[1].decode()] += 1
            rest = block[cut:] if cut > 0 else b""
    for found in MARKED.finditer(rest):
        counts[found[1].decode()] += 1
    return counts


def guarded(rows: Iterator[RawRow]) -> Iterator[RawRow]:
    try:
        yield from rows
    except SpreadsheetRefused:
        raise
    except Exception:
        raise damaged() from None


def rows_of(sheet: Any, formulas: Any, held: dict[str, int]) -> Iterator[RawRow]:
    """The sheet's rows until its last value. `formulas` is the same sheet with formulas in place of values."""
    for each in (sheet, formulas):
        if each is not None:
            # The size a sheet says it has is often wrong.
            each.reset_dimensions()
    values_left, formulas_left, cells = held["v"] + held["is"], held["f"], 0
    written = formulas.iter_rows(values_only=True) if formulas is not None else repeat(())
    for number, (row, behind) in enumerate(zip(sheet.iter_rows(values_only=True), written, strict=False), 1):
        if not row:
            if number > FARTHEST_ROW:
                raise scattered()
            continue
        cells += len(row)
        if number > FARTHEST_ROW or cells > MOST_CELLS:
            raise scattered()
        values_left -= sum(1 for cell in row if cell is not None)
        formulas_left -= sum(1 for cell in behind if is_formula(cell))
        yield raw_row(number, row, behind)
        if values_left <= 0 and formulas_left <= 0:
            return


def scattered() -> SpreadsheetRefused:
    return SpreadsheetRefused(
        _("The sheet is formatted or filled far beyond its table. Copy the table alone into a new workbook.")
    )


def is_formula(cell: Any) -> bool:
    return (isinstance(cell, str) and cell.startswith("=")) or isinstance(cell, ArrayFormula | DataTableFormula)


def raw_row(number: int, row: tuple, behind: tuple) -> RawRow:
    cells, troubles = [], {}
    for index, value in enumerate(row):
        text = as_text(value)
        if text in ERROR_CODES:
            troubles[index] = _("%(error)s, an error of the spreadsheet, not a value") % {"error": text}
            text = ""
        elif value is None and index < len(behind) and is_formula(behind[index]):
            troubles[index] = _("a formula, not a value")
        cells.append(text)
    return RawRow(number, cells, troubles)


def as_text(value: Any) -> str:
    """The cell as a person would type it: whole numbers without .0, numbers in Excel's 15 digits, dates in ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)
