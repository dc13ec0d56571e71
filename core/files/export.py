"""Tables out: CSV and XLSX that a spreadsheet program opens without harm."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

FORMATS = ("csv", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_text(value: Any) -> str:
    """The cell as text that no spreadsheet program takes for a formula: a leading = + - @ gets an apostrophe."""
    text = "" if value is None else str(value)
    if text.startswith(FORMULA_STARTS) and not is_number(value):
        return "'" + text
    return text


def is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """CSV (RFC 4180), line by line; UTF-8 with a byte-order mark, which Excel needs to read other scripts."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    for row in [header, *[]]:
        writer.writerow([safe_text(cell) for cell in row])
    yield buffer.getvalue()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([safe_text(in_file(cell)) for cell in row])
        yield buffer.getvalue()


def in_file(cell: Any) -> Any:
    """Moments as ISO 8601 in UTC; lazy texts as texts."""
    if isinstance(cell, datetime) and timezone.is_aware(cell):
        return cell.astimezone(timezone.get_default_timezone()).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, Promise):
        return str(cell)
    return cell


def xlsx_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet, written row by row; texts are stored as texts, never as formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for row in [header]:
        sheet.append([text_cell(sheet, cell) for cell in row])
    for row in rows:
        sheet.append([text_cell(sheet, in_file(cell)) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text_cell(sheet: Any, value: Any) -> Any:
    if value is None or is_number(value) or hasattr(value, "isoformat"):
        return value
    cell = WriteOnlyCell(sheet, value=safe_text(value))
    cell.data_type = "s"
    return cell


def table_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Any]], format: str
) -> HttpResponse | StreamingHttpResponse:
    """A table as a file to download. `name` is without ending; `format` is one of FORMATS."""
    filename = f"{name}-{timezone.now():%Y-%m-%d}.{format}"
    response: HttpResponse | StreamingHttpResponse
    if format == "xlsx":
        response = HttpResponse(xlsx_bytes(header, rows), content_type=XLSX)
    else:
        response = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
