import datetime
import hashlib
import io

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from core.files.checks import check, safe_name
from core.files.models import Upload, UploadKind
from core.files.tasks import erase_abandoned_uploads
from core.files.uploads import keep_upload, serve_upload, use
from tests.core.files.material import pdf, photograph_with_place, picture, workbook

EVIDENCE = (UploadKind.PICTURE, UploadKind.DOCUMENT)
ANY = tuple(UploadKind)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def kept(content: bytes, name: str = "file", kinds=EVIDENCE, by=None) -> Upload:
    return keep_upload(SimpleUploadedFile(name, content), kinds, by)


def refusal(content: bytes, kinds=EVIDENCE, name: str = "file.pdf") -> str:
    with pytest.raises(ValidationError) as refused:
        check(content, name, kinds)
    return refused.value.messages[0]


# --- Pictures -------------------------------------------------------------------------------


def test_a_photograph_loses_its_place_and_stands_upright():
    checked = check(photograph_with_place(), "IMG_1.JPG", EVIDENCE)
    image = Image.open(io.BytesIO(checked.content))
    assert image.size == (20, 40)
    assert not image.getexif()
    assert not {"exif", "icc_profile", "comment"} & image.info.keys()
    for trace in (b"Exif", b"Maker", b"made at home"):
        assert trace not in checked.content
    red, white = image.getpixel((10, 5)), image.getpixel((10, 35))
    assert red[0] > 200 > 60 > red[1]
    assert min(white) > 230


@pytest.mark.parametrize(
    ("content", "content_type", "mode"),
    [
        (picture("JPEG"), "image/jpeg", "RGB"),
        (picture("JPEG", mode="L"), "image/jpeg", "L"),
        (picture("JPEG", mode="CMYK"), "image/jpeg", "RGB"),
        (picture("PNG"), "image/png", "RGB"),
        (picture("PNG", mode="RGBA"), "image/png", "RGBA"),
        (picture("PNG", mode="P", transparency=0), "image/png", "RGBA"),
        (picture("PNG", mode="1"), "image/png", "L"),
        (picture("PNG", mode="I;16"), "image/png", "L"),
        (picture("WEBP"), "image/jpeg", "RGB"),
        (picture("WEBP", mode="RGBA", lossless=True), "image/png", "RGBA"),
    ],
)
def test_every_usual_picture_is_written_anew(content, content_type, mode):
    checked = check(content, "x", EVIDENCE)
    image = Image.open(io.BytesIO(checked.content))
    assert (checked.content_type, image.mode, image.size) == (content_type, mode, (40, 20))


def test_what_hides_behind_a_picture_is_gone():
    content = picture() + b"PK\x03\x04 an archive <script>alert(1)</script>"
    assert b"script" not in check(content, "x.jpg", EVIDENCE).content


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked():
    assert "more than 50 million pixels" in refusal(picture("PNG", (10_000, 6_000), "1"))


def test_a_damaged_picture_is_refused():
    assert "damaged" in refusal(picture("PNG", (300, 300))[:80])
    assert "damaged" in refusal(b"\xff\xd8\xff" + bytes(100))


# --- PDF --------------------------------------------------------------------------------------


def launches(writer):
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("calc.exe")}
    )


def launches_by_reference(writer):
    action = DictionaryObject({NameObject("/S"): writer._add_object(NameObject("/Launch"))})
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): ArrayObject([action])})


def test_a_plain_pdf_is_kept_as_it_is():
    content = pdf(3)
    checked = check(content, "Letter.PDF", EVIDENCE)
    assert (checked.content, checked.kind, checked.name) == (content, UploadKind.DOCUMENT, "Letter.PDF")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pdf(password="x"), "protected by a password"),
        (pdf(script="app.alert(1)"), "holds a program"),
        (pdf(attach=b"MZ"), "an attached file"),
        (pdf(change=launches), "a command to start something"),
        (pdf(change=launches_by_reference), "a command to start something"),
        (pdf(0), "no pages"),
        (pdf(501), "more than 500 pages"),
        (b"%PDF-1.7\n" + bytes(500), "damaged"),
        (pdf()[:200], "damaged"),
    ],
)
def test_a_pdf_that_is_locked_broken_or_active_is_refused(content, words):
    assert words in refusal(content)


# --- Kinds and names ----------------------------------------------------------------------------


def test_a_pdf_named_as_a_picture_is_taken_for_what_it_is_or_refused_in_words():
    assert check(pdf(), "scan.jpg", EVIDENCE).name == "scan.pdf"
    assert refusal(pdf(), (UploadKind.PICTURE,), "scan.jpg") == (
        "This is a PDF document; what is taken here is a picture (JPEG, PNG or WebP)."
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"MZ\x90\x00" + bytes(200), "a file of another kind (Windows Executable)"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a file of an"),
        (b"GIF89a" + bytes(50), "a file of another kind (Graphics interchange"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(50), "telephone's own format (HEIC)"),
        (b"name,born\n", "a table or a text"),
        (workbook(["name"]), "a table or a text"),
        (bytes(3) + bytes(range(200)), "a file of an"),
    ],
)
def test_other_files_are_refused_by_what_they_are(content, words):
    assert words in refusal(content)


def test_where_a_table_is_wanted_the_refusal_says_how_to_save_one():
    table = (UploadKind.SPREADSHEET,)
    assert check("имя;год\n".encode("cp1251"), "a.csv", table).content_type == "text/csv"
    assert check(workbook(["name"]), "a", table).name == "a.xlsx"
    assert "This is a PDF, not a table" in refusal(pdf(), table)
    assert "old Excel file" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), table)
    assert "an archive" in refusal(b"PK\x05\x06" + bytes(18), table)
    assert "damaged" in refusal(workbook(["name"])[:-200], table)


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Ann\\letter.pdf", "letter.pdf"),
        ("ใบรับรอง.pdf", "ใบรับรอง.pdf"),
        ("photo\u202egpj.exe", "photogpj.pdf"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        (".pdf", "file.pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("x" * 500 + ".pdf", "x" * 120 + ".pdf"),
        ("version 1.2", "version 1.pdf"),
    ],
)
def test_a_name_is_kept_as_far_as_it_is_safe(given_name, safe):
    assert safe_name(given_name, "application/pdf") == safe


@settings(deadline=None)
@given(st.sampled_from([picture(), picture("PNG"), pdf(), workbook(["a"])]),
       st.lists(st.tuples(st.integers(0, 5000), st.binary(max_size=6)), max_size=5))
def test_any_bytes_are_taken_or_refused_in_words(content, damages):
    for place, put in damages:
        at = place % (len(content) + 1)
        content = content[:at] + put + content[at + len(put):]
    try:
        check(content, "x", ANY)
    except ValidationError as refused:
        assert refused.messages[0]  # noqa: PT017


# --- Keeping and giving out -----------------------------------------------------------------------


@pytest.mark.django_db
def test_a_kept_file_is_described_and_held_for_a_day(user):
    content = pdf()
    upload = kept(content, "letter.pdf", by=user)
    upload.refresh_from_db()
    assert upload.file.read() == content
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    assert (upload.kind, upload.size, upload.by) == ("document", len(content), user)
    assert upload.held_until > timezone.now() + datetime.timedelta(hours=23)
    assert "letter" not in upload.file.name


@pytest.mark.django_db
def test_a_file_over_the_limit_is_refused_without_being_read(settings):
    settings.UPLOAD_LIMIT_MB = 1

    class Unread(SimpleUploadedFile):
        def read(self, *args):
            raise AssertionError("it was read")

    file = Unread("big.pdf", b"x" * (1024 * 1024 + 1))
    with pytest.raises(ValidationError, match="larger than 1 MB"):
        keep_upload(file, EVIDENCE, None)


@pytest.mark.django_db
def test_a_given_out_file_can_run_nothing(user):
    document = serve_upload(kept(pdf(), "ใบรับรอง.pdf"))
    assert document["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert document["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in document["Content-Security-Policy"]
    assert document["Cache-Control"] == "private, no-store"
    shown = serve_upload(kept(picture(), "face.jpg"))
    assert shown["Content-Disposition"] == 'inline; filename="face.jpg"'
    assert shown["Content-Type"] == "image/jpeg"


@pytest.mark.django_db
def test_a_file_that_the_storage_lost_is_not_found():
    upload = kept(pdf())
    upload.file.storage.delete(upload.file.name)
    with pytest.raises(Http404):
        serve_upload(upload)


@pytest.mark.django_db
def test_the_file_goes_with_its_record(django_capture_on_commit_callbacks):
    upload = kept(pdf())
    storage, name = upload.file.storage, upload.file.name
    with django_capture_on_commit_callbacks(execute=True):
        upload.delete()
        assert storage.exists(name)
    assert not storage.exists(name)


@pytest.mark.django_db
def test_abandoned_files_are_erased_after_a_day_and_used_ones_are_not(django_capture_on_commit_callbacks):
    from talent.people.models import StudentImport
    from tests.factories import make_institution

    abandoned, in_json, referred, fresh = (kept(pdf(), f"{n}.pdf") for n in range(4))
    use(in_json)
    StudentImport.objects.create(institution=make_institution(), upload=referred)
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25), tick=False):
        fresh.held_until = timezone.now() + datetime.timedelta(hours=1)
        fresh.save()
        with django_capture_on_commit_callbacks(execute=True):
            assert erase_abandoned_uploads.func() == 1
    left = set(Upload.objects.values_list("name", "held_until"))
    assert left == {("1.pdf", None), ("2.pdf", None), ("3.pdf", fresh.held_until)}
    assert not abandoned.file.storage.exists(abandoned.file.name)
    assert referred.file.storage.exists(referred.file.name)
