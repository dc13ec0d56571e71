"""What a file is, by its content, and whether it is one we take.

`check(content, name, kinds)` takes bytes and gives `Checked`, or raises ValidationError with a sentence. A
picture is opened and written anew: what comes out holds the pixels and nothing else.
"""

import io
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

import puremagic
from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from core.files.archives import ZIP, ArchiveRefused, look_into
from core.files.delimited import utf16_without_mark
from core.files.export import XLSX
from core.files.models import UploadKind
from core.files.spreadsheets import refuse_other_formats
from core.files.tables import SpreadsheetRefused
from core.files.workbooks import weigh

MOST_PIXELS = 50_000_000
MOST_PDF_PAGES = 500
MOST_PDF_OBJECTS = 200_000
PICTURE_FORMATS = ["JPEG", "PNG", "WEBP"]
# Actions of a PDF that do something outside it, and contents that bring something along.
FORBIDDEN_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/Rendition", "/RichMediaExecute"}
FORBIDDEN_TYPES = {"/EmbeddedFile", "/RichMedia"}
FORBIDDEN_KEYS = {"/JS", "/JavaScript", "/XFA", "/EF", "/EmbeddedFiles"}
# Letters that are not shown, and those that turn the reading direction to disguise an ending.
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
UNSAFE = re.compile(r'[<>:"|?*]+')
LONGEST_NAME = 120
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
ENDINGS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "application/pdf": (".pdf",),
    XLSX: (".xlsx",),
    ZIP: (".zip",),
    "text/csv": (".csv", ".tsv", ".txt"),
}


@dataclass(frozen=True)
class Checked:
    """A file that passed: what it is, what to store, and a name that is safe to show and to save under."""

    kind: UploadKind
    content_type: str
    content: bytes
    name: str


def check(content: bytes, name: str, kinds: Collection[UploadKind]) -> Checked:
    """The file as it may be kept, if it is of one of `kinds`; else ValidationError says what it is instead."""
    if not content:
        raise ValidationError(_("The file is empty."), code="empty")
    if UploadKind.ARCHIVE in kinds and content.startswith(ZIP_STARTS):
        return Checked(UploadKind.ARCHIVE, ZIP, content, check_archive(content, name))
    found = kind_of(content)
    if found is None or found not in kinds:
        if UploadKind.SPREADSHEET in kinds:
            explain_no_table(content)
        raise ValidationError(
            _("This is %(found)s; what is taken here is %(wanted)s.")
            % {"found": described(content, found), "wanted": in_words(kinds)},
            code="kind",
        )
    if found == UploadKind.PICTURE:
        content_type, content = clean_picture(content)
    elif found == UploadKind.DOCUMENT:
        content_type = "application/pdf"
        check_pdf(content)
    else:
        content_type = XLSX if content.startswith(b"PK") else "text/csv"
        if content_type == XLSX:
            check_workbook(content)
    return Checked(found, content_type, content, safe_name(name, content_type))


def kind_of(content: bytes) -> UploadKind | None:
    """By signature. What has none and reads as text may be a spreadsheet's CSV."""
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    ):
        return UploadKind.PICTURE
    if b"%PDF-" in content[:1024]:
        return UploadKind.DOCUMENT
    if content.startswith(b"PK\x03\x04"):
        return UploadKind.SPREADSHEET if b"xl/" in content else None
    unicode_text = content.startswith((b"\xff\xfe", b"\xfe\xff")) or bool(utf16_without_mark(content))
    binary = any(byte < 9 or 13 < byte < 32 for byte in content[:4096]) and not unicode_text
    markup = re.match(rb"\s*<", content)
    return None if binary or markup or signature(content) else UploadKind.SPREADSHEET


def signature(content: bytes) -> str:
    """The name of the format that the first bytes are known for, '' if they are known for none."""
    try:
        matches = puremagic.magic_string(content[:4096])
    except Exception:  # it raises for what it does not know, and here and there for what it stumbles over
        return ""
    # One or two bytes are no evidence: half of all texts begin with some format's first letter.
    return next((match.name for match in matches if len(match.byte_match or b"") >= 4 and match.name), "")


def described(content: bytes, kind: UploadKind | None) -> str:
    if kind == UploadKind.DOCUMENT:
        return _("a PDF document")
    if kind == UploadKind.PICTURE:
        return _("a picture")
    if kind == UploadKind.SPREADSHEET:
        return _("a table or a text")
    if content[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc", b"ftypavif"}:
        return _("a picture in a telephone's own format (HEIC)")
    named = signature(content)
    return _("a file of another kind (%(name)s)") % {"name": named[:60]} if named else _("a file of an unknown kind")


def in_words(kinds: Collection[UploadKind]) -> str:
    words = {
        UploadKind.DOCUMENT: _("a PDF"),
        UploadKind.PICTURE: _("a picture (JPEG, PNG or WebP)"),
        UploadKind.SPREADSHEET: _("a table (XLSX or CSV)"),
        UploadKind.ARCHIVE: _("a zip archive"),
    }
    return get_text_list([words[kind] for kind in UploadKind if kind in kinds], _("or"))


def clean_picture(content: bytes) -> tuple[str, bytes]:
    """Content type and bytes of the picture written anew: upright, in sRGB, one frame, without any metadata."""
    try:
        picture = Image.open(io.BytesIO(content), formats=PICTURE_FORMATS)
        refuse_too_many_pixels(picture)
        picture.load()
        clean = bare(picture)
        out = io.BytesIO()
        if clean.mode == "RGBA" or picture.format == "PNG":
            clean.save(out, "PNG", optimize=False)
            return "image/png", out.getvalue()
        clean.save(out, "JPEG", quality=90)
        return "image/jpeg", out.getvalue()
    except ValidationError:
        raise
    except Exception:  # a damaged picture makes the library raise nearly anything
        raise ValidationError(_("The picture is damaged and cannot be opened."), code="damaged") from None


def refuse_too_many_pixels(picture: Image.Image) -> None:
    """Before anything is unpacked: a few kilobytes may declare gigabytes of pixels."""
    if picture.width * picture.height > MOST_PIXELS:
        raise ValidationError(
            _("The picture has more than %(n)s million pixels. Save it smaller.") % {"n": MOST_PIXELS // 1_000_000},
            code="pixels",
        )


def bare(picture: Image.Image) -> Image.Image:
    """The pixels turned as the camera meant, in sRGB or grey, with nothing attached."""
    upright = ImageOps.exif_transpose(picture)
    seen_through = "transparency" in upright.info or upright.mode in {"RGBA", "LA", "PA", "RGBa", "La"}
    profile = upright.info.get("icc_profile")
    if upright.mode.startswith("I") or upright.mode == "F":
        # Sixteen bits of grey: the upper eight are what can be seen.
        upright = upright.point(lambda value: value / 256).convert("L") if upright.mode != "F" else upright.convert("L")
    elif profile and upright.mode in {"RGB", "CMYK"}:
        upright = in_srgb(upright, profile)
    mode = "RGBA" if seen_through else "L" if upright.mode in {"1", "L"} else "RGB"
    clean = upright.convert(mode) if upright.mode != mode else upright.copy()
    clean.info = {}
    return clean


def in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """A telephone's wide colours as what every screen shows; a broken profile is passed over."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return converted or picture


def check_pdf(content: bytes) -> None:
    """Refuse a PDF that cannot be read, is locked, or would do more than be read."""
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise ValidationError(_("The PDF is protected by a password. Save a copy without one."), code="encrypted")
        pages = len(reader.pages)
        active = does_more_than_show(reader)
    except ValidationError:
        raise
    except Exception:  # a damaged document makes the library raise nearly anything
        raise ValidationError(_("The PDF is damaged and cannot be opened."), code="damaged") from None
    if not pages:
        raise ValidationError(_("The PDF has no pages."), code="empty")
    if pages > MOST_PDF_PAGES:
        raise ValidationError(_("The PDF has more than %(n)s pages.") % {"n": MOST_PDF_PAGES}, code="pages")
    if active:
        raise ValidationError(
            _("The PDF holds a program, an attached file or a command to start something. Print it to a new PDF."),
            code="active",
        )


def does_more_than_show(reader: PdfReader) -> bool:
    """Looks at every object of the file, not only at those that a viewer would come upon first."""
    numbers = {(generation, number) for generation, held in reader.xref.items() for number in held}
    numbers |= {(0, number) for number in reader.xref_objStm}
    if len(numbers) > MOST_PDF_OBJECTS:
        raise ValidationError(_("The PDF is too intricate to be checked. Print it to a new PDF."), code="objects")
    if is_active(reader.trailer, 0):
        return True
    for generation, number in numbers:
        try:
            thing = reader.get_object(IndirectObject(number, generation, reader))
        except Exception:  # noqa: S112  # an object that cannot be read cannot be run
            continue
        if is_active(thing, 0):
            return True
    return False


def is_active(thing: object, depth: int) -> bool:
    """Whether a dictionary, or one written inside it, is an action that acts. References are looked at elsewhere."""
    if depth > 50:
        return True
    if isinstance(thing, DictionaryObject):
        if (
            FORBIDDEN_KEYS & thing.keys()
            or resolved(thing, "/S") in FORBIDDEN_ACTIONS
            or resolved(thing, "/Type") in FORBIDDEN_TYPES
        ):
            return True
        return any(is_active(thing.raw_get(key), depth + 1) for key in thing)
    if isinstance(thing, list):
        return any(is_active(value, depth + 1) for value in list.__iter__(thing))
    return False


def resolved(thing: DictionaryObject, key: str) -> object:
    value = thing.raw_get(key) if key in thing else None
    value = value.get_object() if isinstance(value, IndirectObject) else value
    return value if isinstance(value, str) else None


def check_archive(content: bytes, name: str) -> str:
    """The archive's safe name. What its files are is seen when they are taken out, each by itself."""
    try:
        look_into(io.BytesIO(content))
    except ArchiveRefused as refusal:
        raise ValidationError(str(refusal), code="archive") from None
    return safe_name(name, ZIP)


def check_workbook(content: bytes) -> None:
    """Whether it is one and unpacks to no more than it should. Its table is read where it is used."""
    try:
        weigh(io.BytesIO(content))
    except SpreadsheetRefused as refusal:
        raise ValidationError(str(refusal), code="table") from None


def explain_no_table(content: bytes) -> None:
    """Where a table is wanted, say what to do with what came instead, if that is known."""
    try:
        refuse_other_formats(content[:4096])
        if content.startswith(b"PK"):
            weigh(io.BytesIO(content))
    except SpreadsheetRefused as refusal:
        raise ValidationError(str(refusal), code="kind") from None


def safe_name(name: str, content_type: str) -> str:
    """The name the person gave, in their script, without path or unseen characters, with the ending of what it is."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/"))
    name = UNSEEN.sub("", PurePosixPath(name).name)
    name = UNSAFE.sub("_", name).strip(" .")
    endings = ENDINGS[content_type]
    stem, dot, ending = name.rpartition(".")
    known = f".{ending}".lower() in endings
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,5}", ending):
        stem = "" if f".{name}".lower() in endings else name
    return f"{stem[:LONGEST_NAME].strip(' .') or _('file')}{f'.{ending}' if dot and known else endings[0]}"
