import csv
import datetime
import io
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.files.export import csv_lines, safe_text, table_response, xlsx_bytes
from core.files.spreadsheets import read_table

HEADER = ["name", "points"]
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "-Ana", '=HYPERLINK("http://x","y")']
SCRIPTS = ["ฉัตรชัย", "ខ្មែរ", "ລາວ", "မြန်မာ", "தமிழ்", "Nguyễn Thị Ánh", "王小明", "Пётр", "O'Neil, “the” \"third\"\nline"]
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp", "Cn", "Co"]), min_size=1)


def csv_of(rows, header=HEADER) -> str:
    return "".join(csv_lines(header, rows))


def sheet_of(rows, header=HEADER):
    return load_workbook(io.BytesIO(xlsx_bytes(header, rows))).active


def exported(rows, format):
    response = table_response("students", HEADER, rows, format)
    return read_table(io.BytesIO(b"".join(response.streaming_content)))


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_a_program_would_compute_gets_an_apostrophe(text):
    assert safe_text(text) == "'" + text
    cell = sheet_of([[text, 1]])["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


@pytest.mark.parametrize("number", [-1, -1.5, Decimal("-2.50"), 0, 7])
def test_numbers_stay_numbers_negative_ones_too(number):
    assert csv_of([["a", number]]).splitlines()[1] == f"a,{number}"
    assert sheet_of([["a", number]])["B2"].value == pytest.approx(float(number))


def test_headings_are_made_safe_too():
    assert csv_of([], ["=1+1"]) == "\ufeff'=1+1\r\n"
    assert sheet_of([], ["=1+1"])["A1"].value == "'=1+1"


def test_csv_begins_with_one_mark_and_has_every_row_once():
    text = csv_of([[f"n{i}", i] for i in range(1201)])
    assert text.count("\ufeff") == 1
    assert [row[0] for row in csv.reader(io.StringIO(text[1:]))][1:] == [f"n{i}" for i in range(1201)]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_every_script_comes_back_as_it_was(format):
    table = exported([[name, 1] for name in SCRIPTS], format)
    assert [row.cells[0] for row in table.rows] == SCRIPTS
    assert table.header == ("name", "points")


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@given(names=st.lists(TEXTS.filter(lambda text: text[0] != "'" and not text.startswith("#")), min_size=1))
def test_what_is_exported_is_read_back(format, names):
    assert [row.cells[0] for row in exported([[name, 1] for name in names], format).rows] == names


def test_moments_dates_lazy_words_and_odd_values_are_written():
    moment = datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
    rows = [
        [moment, gettext_lazy("country")],
        [datetime.date(2010, 5, 6), None],
        [True, float("nan")],
        [datetime.date(1850, 1, 1), "bell\x07"],
    ]
    assert csv_of(rows).splitlines()[1:] == [
        "2026-01-01 20:04:00,country", "2010-05-06,", "True,nan", "1850-01-01,bell\x07"
    ]
    sheet = sheet_of(rows)
    assert sheet["A2"].value == "2026-01-01 20:04:00"
    assert sheet["A3"].value.date() == datetime.date(2010, 5, 6)
    assert sheet["B4"].value == "nan"
    assert (sheet["A5"].value, sheet["B5"].value) == ("1850-01-01", "bell")


def test_a_table_too_long_for_one_sheet_goes_on_to_the_next(monkeypatch):
    monkeypatch.setattr("core.files.export.SHEET_ROWS", 4)
    book = load_workbook(io.BytesIO(xlsx_bytes(HEADER, [["a", i] for i in range(7)])))
    assert [[cell.value for cell in sheet["B"]] for sheet in book] == [
        ["points", 0, 1, 2], ["points", 3, 4, 5], ["points", 6],
    ]
    assert [sheet.max_row for sheet in load_workbook(io.BytesIO(xlsx_bytes(HEADER, [])))] == [1]


def test_the_file_has_a_name_with_the_day_and_is_not_kept_by_caches():
    response = table_response("ученики", HEADER, [], "csv")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%D1%83")
    assert "no-store" in response["Cache-Control"]
