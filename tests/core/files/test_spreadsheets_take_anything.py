"""Whatever the bytes, reading gives a table or a sentence."""

import datetime
import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.files.spreadsheets import SpreadsheetRefused, read_table
from tests.core.files.material import with_sheet_xml, workbook

RUSSIAN = "имя;дата рождения;класс\nИванов Пётр;12.03.2010;9\n"
VALID = [
    workbook(["name", "born"], ["Ann", 2010], ["=1+1", datetime.date(2010, 1, 1)]),
    RUSSIAN.encode("cp1251"),
    RUSSIAN.encode("utf-16"),
    "ชื่อ,วันเกิด\nสมชาย ใจดี,2010-01-02\n".encode(),
    b'a,b\n"x\ny",2\n',
]
DAMAGE = st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=4), st.integers(0, 4)), min_size=1, max_size=6)


def damaged(content: bytes, damages) -> bytes:
    for place, put, removed in damages:
        at = place % (len(content) + 1)
        content = content[:at] + put + content[at + removed:]
    return content


def only_refuses(content: bytes) -> None:
    try:
        table = read_table(io.BytesIO(content))
    except SpreadsheetRefused as refused:
        assert str(refused)  # noqa: PT017
        return
    for row in table.rows:
        assert len(row.cells) == len(table.header)
        "".join(row.cells).encode()
        assert not any(character < " " and character not in "\t\r\n" for cell in row.cells for character in cell)


@given(st.binary(max_size=3000))
def test_any_bytes_give_a_table_or_a_sentence(content):
    only_refuses(content)


@given(st.text(max_size=500), st.sampled_from(["utf-8", "utf-16", "utf-16-be"]))
def test_any_text_gives_a_table_or_a_sentence(text, encoding):
    only_refuses(text.encode(encoding, "surrogatepass"))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(VALID), DAMAGE)
def test_a_damaged_file_gives_a_table_or_a_sentence(content, damages):
    only_refuses(damaged(content, damages))


@settings(deadline=None)
@given(DAMAGE)
def test_a_workbook_with_damaged_xml_gives_a_table_or_a_sentence(damages):
    only_refuses(with_sheet_xml(VALID[0], edit=lambda xml: damaged(xml, damages)))
