"""Tables out: CSV and XLSX that a spreadsheet program opens without harm."""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import IO, Any

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

FORMATS = ("csv", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The last four are the full-width forms, which programs set to an East Asian language compute too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Characters that no XML file may hold.
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
CSV_ROWS_AT_ONCE = 500
SHEET_ROWS = 1_048_576
LONGEST_CELL = 32_767
# Before this day Excel's calendar differs from everybody's.
FIRST_DAY = date(1900, 3, 1)


def safe_text(value: Any) -> str:
    """The cell as text that no spreadsheet program takes for a formula: a leading = + - @ gets an apostrophe.

    Numbers stay as they are, negative ones too. `core.files.spreadsheets` takes the apostrophe away again.
    """
    text = "" if value is None else str(value)
    if text.startswith(FORMULA_STARTS) and not is_number(value):
        return "'" + text
    return text


def is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def in_file(cell: Any) -> Any:
    """Moments as ISO 8601 in UTC; lazy texts as texts."""
    if isinstance(cell, datetime) and timezone.is_aware(cell):
        return cell.astimezone(timezone.get_default_timezone()).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, Promise):
        return str(cell)
    return cell


def csv_lines(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """CSV (RFC 4180), some rows at a time; UTF-8 with a byte-order mark, which Excel needs to read other scripts."""
    waiting = chain([header], rows)
    mark = "\ufeff"
    while portion := list(islice(waiting, CSV_ROWS_AT_ONCE)):
        buffer = io.StringIO(newline="")
        buffer.write(mark)
        csv.writer(buffer).writerows([safe_text(in_file(cell)) for cell in row] for row in portion)
        yield buffer.getvalue()
        mark = ""


def write_xlsx(out: IO[bytes], header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> None:
    """A workbook written row by row; texts are stored as texts, never as formulas.

    What does not fit on one sheet goes on to the next, under the same header.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "Luminary"
    waiting = iter(rows)
    first = True
    while (portion := list(islice(waiting, 1))) or first:
        first = False
        sheet = book.create_sheet()
        sheet.freeze_panes = "A2"
        for row in chain([header], portion, islice(waiting, SHEET_ROWS - 2)):
            sheet.append([xlsx_cell(sheet, in_file(cell)) for cell in row])
    book.save(out)


def xlsx_bytes(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.BytesIO()
    write_xlsx(out, header, rows)
    return out.getvalue()


def xlsx_cell(sheet: Any, value: Any) -> Any:
    if value is None or (is_number(value) and is_finite(value)):
        return value
    if isinstance(value, date) and (value.date() if isinstance(value, datetime) else value) >= FIRST_DAY:
        return value
    cell = WriteOnlyCell(sheet, value=NOT_IN_XML.sub("", safe_text(value))[:LONGEST_CELL])
    cell.data_type = "s"
    return cell


def is_finite(value: float | Decimal) -> bool:
    return isinstance(value, int) or math.isfinite(value)


def table_response(
    name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]], format: str
) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """A table as a file to download. `name` is without ending; `format` is one of FORMATS."""
    response: HttpResponse | StreamingHttpResponse | FileResponse
    if format == "xlsx":
        # The response closes it when it has been sent.
        out = TemporaryFile()  # noqa: SIM115
        write_xlsx(out, header, rows)
        out.seek(0)
        response = FileResponse(out, content_type=XLSX)
    else:
        response = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}-{timezone.now():%Y-%m-%d}.{format}")
    response["Cache-Control"] = "private, no-store"
    return response
