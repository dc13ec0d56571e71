from io import BytesIO

import pytest
from pypdf import PdfReader

from core.documents.typeset import fonts, pdf_response, typeset


@pytest.fixture
def sheet(tmp_path, settings):
    """A template folder with one document that shows its title."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    source = '#let v = json(bytes(sys.inputs.values))\n#set document(title: v.title)\n#set text(font: v.font)\n#v.title'
    (tmp_path / "templates" / "shown.typ").write_text(source)
    return "shown.typ"


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_what_somebody_typed_is_shown_and_never_run(sheet):
    assert "#panic() *x* $y$" in text_of(typeset(sheet, {"title": "#panic() *x* $y$", "font": "Noto Sans"}))


@pytest.mark.parametrize(
    ("font", "letters"),
    [("Noto Sans", "Nguyễn Ерёма"), ("Noto Sans Khmer", "សុខ"), ("Noto Sans Lao", "ລາວ"), ("Noto Sans Myanmar", "မြန်"),
     ("Noto Sans Tamil", "தமிழ்"), ("Noto Sans Thai", "ไทย")],
)
def test_each_script_of_the_member_countries_has_its_font(sheet, font, letters):
    assert font in fonts().families()
    embedded = {
        str(each.get_object()["/BaseFont"])
        for page in PdfReader(BytesIO(typeset(sheet, {"title": letters, "font": font}))).pages
        for each in page["/Resources"]["/Font"].values()
    }
    assert all(font.replace(" ", "") in name for name in embedded), embedded


def test_a_document_is_saved_and_kept_by_no_cache():
    answer = pdf_response(b"%PDF-", "ບັນທຶກ.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
