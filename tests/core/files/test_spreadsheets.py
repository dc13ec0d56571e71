import datetime
import io
import time
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.formula import ArrayFormula

from core.files.spreadsheets import Limits, Row, SpreadsheetRefused, Table, read_table
from tests.core.files.material import pdf, picture, saved, with_sheet_xml, workbook

RUSSIAN = "имя;дата рождения;класс\nИванов Пётр;12.03.2010;9\nСидорова Анна;15.07.2011;8\n"
THAI = "ชื่อ,วันเกิด\nสมชาย ใจดี,2010-01-02\nสมหญิง รักเรียน,2010-02-03\n"
CHINESE = "姓名,出生日期\n王小明,2010-01-02\n李小红,2010-02-03\n"
FRENCH = "nom,prénom\nMüller,François\nPeña,José\n"


def read(content: bytes | str, limits: Limits | None = None, **options) -> Table:
    return read_table(io.BytesIO(content.encode() if isinstance(content, str) else content), limits, **options)


def cells(content, **options) -> list[tuple[str, ...]]:
    table = read(content, **options)
    assert not [row.troubles for row in table.rows if row.troubles]
    return [table.header, *(row.cells for row in table.rows)]


def refusal(content, limits: Limits | None = None, **options) -> str:
    with pytest.raises(SpreadsheetRefused) as refused:
        read(content, limits, **options)
    return str(refused.value)


# --- Text ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding", "detected"),
    [
        (RUSSIAN, "utf-8", "utf-8"),
        (RUSSIAN, "utf-8-sig", "utf-8"),
        (RUSSIAN, "utf-16", "utf-16"),
        (RUSSIAN, "utf-16-le", "utf-16-le"),
        (RUSSIAN, "utf-16-be", "utf-16-be"),
        (RUSSIAN, "utf-32", "utf-32"),
        (RUSSIAN, "cp1251", "cp1251"),
        ("name,born\nИван,2010-01-01\n", "cp1251", "cp1251"),
        ("name,born\nИВАНОВ-ПЕТРОВ Ёжи,2010-01-01\n", "cp1251", "cp1251"),
        (THAI, "cp874", "cp874"),
        ("name,born\nสมชาย,2010-01-01\n", "tis-620", "cp874"),
        (CHINESE, "gb18030", "gb18030"),
        ("name,born\n王小明,2010-01-01\n", "gb18030", "gb18030"),
        (FRENCH, "cp1252", "cp1252"),
        (THAI, "utf-16-le", "utf-16-le"),
        ("name,born\n" + "Ann,2010\n" * 9000 + "Иван,2010\n", "cp1251", "cp1251"),
    ],
)
def test_text_is_read_in_the_encoding_it_was_saved_in(text, encoding, detected):
    table = read(text.encode(encoding))
    separator = ";" if ";" in text else ","
    lines = text.splitlines()
    assert table.header == tuple(lines[0].split(separator))
    assert table.rows[-1].cells == tuple(lines[-1].split(separator))
    assert table.encoding == detected


def test_the_person_may_say_the_encoding():
    assert read("tên,sinh\nNguyễn Ánh,2010\n", encoding="utf-8").rows[0].cells[0] == "Nguyễn Ánh"
    legacy = "имя,год\nХю,2010\n".encode("cp1251")
    assert read(legacy, encoding="cp1252").header != ("имя", "год")
    assert read("\ufeffимя,год\nХю,1\n", encoding="cp1251").header == ("имя", "год")
    assert read(RUSSIAN.encode("utf-16-be"), encoding="utf-16").header[0] == "имя"
    assert "cannot be read as utf-8" in refusal(legacy, encoding="utf-8")
    assert read(legacy, encoding="rot13").encoding == "cp1251"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_is_found(mark):
    text = "\n".join([f"name{mark}born{mark}note", f'"Smith{mark} J"{mark}1.5{mark}"a, b; c"', f"Åsa{mark}2{mark}"])
    assert cells(text) == [("name", "born", "note"), (f"Smith{mark} J", "1.5", "a, b; c"), ("Åsa", "2", "")]


def test_excels_line_about_the_separator_is_obeyed_and_is_no_row():
    table = read("sep=;\nname;born\nA,B;2\n")
    assert table.header == ("name", "born")
    assert table.rows == (Row(2, ("A,B", "2")),)


def test_one_column_is_a_table():
    assert cells("name\nAnn\nBob\n") == [("name",), ("Ann",), ("Bob",)]


def test_rows_have_the_numbers_a_spreadsheet_program_shows():
    table = read('\n\nname,note\nAnn,"two\nlines"\n\n,\nBob,\r\n')
    assert [(row.number, row.cells) for row in table.rows] == [(4, ("Ann", "two\nlines")), (7, ("Bob", ""))]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(newline):
    assert cells(newline.join(["name,born", "Ann,1", "Bob,2"])) == [("name", "born"), ("Ann", "1"), ("Bob", "2")]


def test_a_value_under_no_heading_is_named():
    table = read("name,born,\nSmith, J,2010\nAnn,2010\n")
    assert table.rows[0].troubles == ((2, "“2010” stands under no heading; is a separator missing or too many?"),)
    assert table.column_name(2) == "C"
    assert table.rows[1].troubles == ()


def test_a_formula_in_text_is_named_and_a_text_kept_from_excel_is_a_text():
    table = read('name,number\n=1+1,"=""00123"""\n-5,+66 2 123\n')
    assert table.rows[0].troubles == ((0, "a formula, not a value"),)
    assert table.rows[0].cells == ("", "00123")
    assert table.rows[1].cells == ("-5", "+66 2 123")


def test_an_unclosed_quotation_mark_does_not_swallow_the_rest():
    assert "Row 2: a quotation mark" in refusal('name,born\n"Ann,2010\nBob,2011\n')
    assert "Row 2 has a cell of immense length" in refusal('name,born\n"Ann' + "x,2010\n" * 40_000)


def test_our_own_apostrophe_is_taken_away():
    assert cells("name,phone\n'=A,'+66 1\n'Ann,x\n")[1:] == [("=A", "+66 1"), ("'Ann", "x")]


# --- Workbooks ------------------------------------------------------------------------------


def test_a_workbooks_values_are_read_as_the_person_sees_them():
    content = workbook(
        ["name", "born", "when", "number", "share", "yes", "time"],
        [
            "ฉัตรชัย", datetime.date(2010, 5, 6), datetime.datetime.fromisoformat("2010-05-06 07:08"), 12.0,
            0.1 + 0.2, True, datetime.time(7, 8),
        ],
        ["Пётр", 40304, None, 123456789012, 1e20, None, "  padded  "],
    )
    assert cells(content)[1:] == [
        ("ฉัตรชัย", "2010-05-06", "2010-05-06 07:08:00", "12", "0.3", "TRUE", "07:08:00"),
        ("Пётр", "40304", "", "123456789012", "1e+20", "", "padded"),
    ]
    assert read(content).sheet == "Students"


def test_dates_of_the_mac_calendar_are_right():
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["name", "born"])
    book.active.append(["Ann", datetime.date(2010, 5, 6)])
    assert cells(saved(book))[1] == ("Ann", "2010-05-06")


def test_a_formula_is_read_as_its_value_or_named():
    book = Workbook()
    for row in (["name", "points"], ["Ann", "=1+1"], ["Bob", 3], ["Cy", None]):
        book.active.append(row)
    book.active["B4"] = ArrayFormula("B4", "=SUM(B2:B3)")
    unsaved = saved(book)
    assert [row.troubles for row in read(unsaved).rows] == [
        ((1, "a formula, not a value"),), (), ((1, "a formula, not a value"),)
    ]
    computed = with_sheet_xml(
        unsaved, edit=lambda xml: xml.replace(b"<v />", b"<v>2</v>").replace(b"<v></v>", b"<v>2</v>")
    )
    assert [row.cells for row in read(computed).rows] == [("Ann", "2"), ("Bob", "3"), ("Cy", "2")]


def test_a_row_of_nothing_but_formulas_at_the_end_is_not_lost():
    assert read(workbook(["name"], ["Ann"], ["=A2"])).rows[-1].troubles == ((0, "a formula, not a value"),)


def test_a_spreadsheets_error_is_named():
    assert read(workbook(["name"], ["#REF!"])).rows[0].troubles == (
        (0, "#REF!, an error of the spreadsheet, not a value"),
    )


def test_the_first_visible_sheet_that_holds_anything_is_read():
    book = Workbook()
    book.active.title = "Cover"
    hidden = book.create_sheet("Lists")
    hidden.append(["codes"])
    hidden.sheet_state = "hidden"
    sheet = book.create_sheet("Students")
    sheet.append([None, "name"])
    sheet["B7"] = "Ann"
    sheet["F3"].number_format = "0.00"
    table = read(saved(book))
    assert (table.sheet, table.header) == ("Students", ("", "name"))
    assert table.rows == (Row(7, ("", "Ann")),)


def test_a_sheet_formatted_down_to_its_last_row_is_read_at_once():
    rows = b"".join(
        b'<row r="%d" spans="1:3" ht="15" customHeight="1"><c r="A%d" s="0"/><c r="B%d" s="0"/></row>' % (n, n, n)
        for n in range(3, 1_048_577)
    )
    content = with_sheet_xml(
        workbook(["name", "born"], ["Ann", 2010]),
        edit=lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"),
    )
    started = time.monotonic()
    assert cells(content) == [("name", "born"), ("Ann", "2010")]
    assert time.monotonic() - started < 5


def test_a_value_at_the_far_end_of_a_sheet_is_refused_in_words():
    book = Workbook()
    book.active.append(["name"])
    book.active["A1048576"] = "x"
    assert "far beyond its table" in refusal(saved(book))


def test_a_sheet_that_lies_about_its_size_is_read_whole():
    content = with_sheet_xml(
        workbook(["name", "born"], ["Ann", 1], ["Bob", 2]),
        edit=lambda xml: xml.replace(b'<dimension ref="A1:B3"', b'<dimension ref="A1"'),
    )
    assert len(cells(content)) == 3


def test_characters_no_database_takes_are_left_out():
    content = with_sheet_xml(
        workbook(["name"], ["Ann"]),
        edit=lambda xml: xml.replace(
            b'<c r="A2" t="s"><v>1</v></c>', b'<c r="A2" t="inlineStr"><is><t>An_x0000_n_xD800_</t></is></c>'
        ),
    )
    name = cells(content)[1][0]
    assert name.startswith("An")
    assert "\x00" not in name
    assert name.encode()


# --- What is refused --------------------------------------------------------------------------


def test_a_file_over_the_limit_is_refused_without_being_read():
    class Huge(io.BytesIO):
        size = 200 * 1024 * 1024

        def read(self, *args):
            raise AssertionError("it was read")

    with pytest.raises(SpreadsheetRefused, match="larger than 20 MB"):
        read_table(Huge())


def bomb(part: str = "xl/worksheets/sheet1.xml", megabytes: int = 300) -> bytes:
    out = io.BytesIO()
    content = workbook(["name"], ["Ann"])
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            if each.filename != part:
                new.writestr(each.filename, old.read(each))
        with new.open(part, "w") as body:
            for _ in range(megabytes):
                body.write(b" " * 1_000_000)
    return out.getvalue()


def test_a_bomb_in_workbooks_clothes_is_refused_unopened():
    assert "far more than its size" in refusal(bomb())
    assert "far more than its size" in refusal(bomb("xl/sharedStrings.xml"))


def test_an_archive_of_thousands_of_parts_is_refused():
    out = io.BytesIO(workbook(["name"], ["Ann"]))
    with zipfile.ZipFile(out, "a") as archive:
        for n in range(1100):
            archive.writestr(f"xl/worksheets/extra{n}.xml", b"x")
    assert "far more than its size" in refusal(out.getvalue())


def test_an_entity_bomb_is_refused():
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    ) + b"]>"
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        b'<c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row></sheetData></worksheet>'
    )
    assert "damaged" in refusal(with_sheet_xml(workbook(["name"]), entities + sheet))


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel file"),
        (pdf(), "This is a PDF"),
        (picture(), "This is a picture"),
        (picture("PNG"), "This is a picture"),
        (zipped(readme=b"hello"), "an archive"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument"),
        (b"PK\x03\x04" + bytes(range(256)), "damaged"),
        (workbook(["name"], ["Ann"])[:-300], "damaged"),
        (bytes(range(256)) * 20, "some other kind of file"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"1,2\n3,4\n", "holds no words"),
        (b"name,born,Name\nA,1,2\n", "Two columns, A and C, have the heading “Name”"),
        (b",,\n;;\n", "holds no words"),
        (saved(Workbook()), "holds no rows"),
        (workbook(["=A1", "name"], ["Ann"]), "column A is a formula"),
    ],
)
def test_what_is_no_table_is_refused_in_words_that_say_what_to_do(content, words):
    assert words in refusal(content)


def test_too_many_rows_and_columns_are_refused_and_the_last_allowed_are_not():
    limits = Limits(rows=3, columns=2)
    assert len(read("a,b\n" + "1,2\n" * 3, limits).rows) == 3
    assert "more than 3 rows" in refusal("a,b\n" + "1,2\n" * 4, limits)
    assert "more than 2 columns" in refusal("a,b,c\n1,2,3\n", limits)


def test_a_country_that_begins_like_an_archive_is_no_archive():
    assert cells("PK,name\nx,y\n")[0] == ("PK", "name")
