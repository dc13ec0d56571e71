"""Zip archives: what is taken out, and every way in which a file or the whole is not."""

import io
import struct
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from core.files.archives import MOST_FILES, ArchiveRefused, contents_of, members_of
from core.files.models import UploadKind
from core.files.uploads import keep_upload


def packed(files: dict[str, bytes], **how) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content, **how)
    return out


def taken(file: io.BytesIO) -> dict[str, str]:
    """What became of each member: its content, or the reason."""
    return {
        member.names[0]: reason or (content or b"").decode()
        for member, content, reason in contents_of(file, members_of(file))
    }


def test_files_come_out_without_folders_and_what_systems_add():
    names = ["class/1042 letter.pdf", "__MACOSX/._1042 letter.pdf", ".DS_Store", "class/Thumbs.db", "class/"]
    assert taken(packed(dict.fromkeys(names, b"x"))) == {"class/1042 letter.pdf": "x"}


def test_what_is_no_archive_says_so():
    with pytest.raises(ArchiveRefused, match="damaged"):
        members_of(io.BytesIO(b"PK\x03\x04 and nothing more"))


def test_too_many_files_are_refused_before_any_is_opened():
    with pytest.raises(ArchiveRefused, match="more than"):
        members_of(packed({f"{n}.txt": b"" for n in range(MOST_FILES + 1)}))


def test_a_bomb_is_not_opened(settings):
    settings.UPLOAD_LIMIT_MB = 20
    bomb = taken(packed({"1042 letter.pdf": b"\0" * (15 << 20), "1043 letter.pdf": b"fine"}))
    assert "far more than its size" in bomb["1042 letter.pdf"]
    assert bomb["1043 letter.pdf"] == "fine"


def test_a_file_that_lies_about_its_size_is_read_no_further_than_the_limit(settings):
    settings.UPLOAD_LIMIT_MB = 1
    file = packed({"letter.pdf": b"abc" * (1 << 20)})
    content = file.getvalue()
    # The size in the central directory: 24 bytes after its signature.
    at = content.rindex(b"PK\x01\x02") + 24
    lying = content[:at] + struct.pack("<I", 1000) + content[at + 4 :]
    (answer,) = taken(io.BytesIO(lying)).values()
    assert "damaged" in answer or len(answer) <= 1000


def test_a_file_over_the_limit_is_named_with_the_limit(settings):
    settings.UPLOAD_LIMIT_MB = 0
    assert "larger than 0 MB" in taken(packed({"letter.pdf": b"abc"}))["letter.pdf"]


def test_a_password_is_said_so():
    content = bytearray(packed({"letter.pdf": b"abc"}).getvalue())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert "password" in taken(io.BytesIO(bytes(content)))["letter.pdf"]


def test_a_name_that_leads_out_is_not_taken():
    answers = taken(packed({"../../etc/letter.pdf": b"x", "/letter.pdf": b"x", "a\\..\\letter.pdf": b"x"}))
    assert all("leads out" in answer for answer in answers.values())
    assert len(answers) == 3


def test_a_damaged_file_does_not_take_the_others_with_it():
    content = bytearray(packed({"bad.pdf": b"abc" * 100, "good.pdf": b"fine"}).getvalue())
    at = content.index(b"bad.pdf") + len(b"bad.pdf")
    content[at : at + 4] = b"\xff\xff\xff\xff"
    answers = taken(io.BytesIO(bytes(content)))
    assert "damaged" in answers["bad.pdf"]
    assert answers["good.pdf"] == "fine"


@pytest.mark.parametrize(
    ("encoding", "name"), [("cp866", "Анна справка.pdf"), ("cp874", "สมชาย จดหมาย.pdf"), ("utf-8", "Hương thư.pdf")]
)
def test_names_in_a_regions_own_encoding_are_offered_in_the_right_one(encoding, name):
    raw = name.encode(encoding)
    file = packed({"x" * len(raw): b"x"})
    content = file.getvalue().replace(b"x" * len(raw), raw)
    (member,) = members_of(io.BytesIO(content))
    assert name in member.names


def test_only_an_archive_is_taken_for_one(db):
    assert keep_upload(SimpleUploadedFile("a.zip", packed({"a": b"x"}).getvalue()), [UploadKind.ARCHIVE], None)
    with pytest.raises(ValidationError, match="zip archive"):
        keep_upload(SimpleUploadedFile("a.zip", b"%PDF-1.4"), [UploadKind.ARCHIVE], None)
    with pytest.raises(ValidationError):
        keep_upload(SimpleUploadedFile("a.xlsx", packed({"a": b"x"}).getvalue()), [UploadKind.SPREADSHEET], None)
