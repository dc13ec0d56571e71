"""Real files made for the tests, as people's programs make them."""

import io
import zipfile

from openpyxl import Workbook
from PIL import Image, ImageCms
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def workbook(*rows, title: str = "Students") -> bytes:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_sheet_xml(content: bytes, xml: bytes | None = None, edit=None) -> bytes:
    """The workbook with its first sheet's XML replaced, or edited by a function."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            body = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                body = xml if xml is not None else edit(body)
            new.writestr(part.filename, body)
    return out.getvalue()


def picture(format: str = "JPEG", size=(40, 20), mode: str = "RGB", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, format, **options)
    return out.getvalue()


def photograph_with_place() -> bytes:
    """A photograph as a telephone makes it: lying on its side, with the place where it was taken."""
    image = Image.new("RGB", (40, 20), "white")
    image.paste((255, 0, 0), (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Maker"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (13.0, 45.0, 0.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"made at home", icc_profile=profile, quality=95)
    return out.getvalue()


def pdf(pages: int = 1, *, script: str = "", password: str = "", attach: bytes = b"", change=None) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if script:
        action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(DictionaryObject(action))
    if attach:
        writer.add_attachment("hidden.exe", attach)
    if change:
        change(writer)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
