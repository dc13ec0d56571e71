"""Zip archives in: which files one holds, under which names, and each file's bytes.

Nothing is ever written under a name from an archive. What an archive declares is looked at before anything is
unpacked, and no file is read beyond the limit, whatever it declares.
"""

import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

ZIP = "application/zip"
MOST_FILES = 2_000
MOST_UNPACKED = 1024 * 1024 * 1024
# Deflate reaches 1:1032; pictures and PDFs are packed already.
MOST_RATIO = 200
RATIO_FROM = 1024 * 1024
ENCRYPTED, UTF8 = 0x1, 0x800
# How programs write names that they do not mark as UTF-8: macOS in UTF-8 all the same, Windows in its region's own.
OTHER_NAMES = ("utf-8", "cp866", "cp874", "cp1258", "gb18030", "cp1251", "cp1252")
PASSED_OVER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


class ArchiveRefused(Exception):
    """The archive as a whole, or one file of it, cannot be taken; the text is a sentence for the person."""


@dataclass(frozen=True)
class Member:
    """One file of an archive. `names` are the names it may have, the likeliest first, each with its folders, in
    NFC; there are several where the archive does not say how it wrote them."""

    number: int
    names: tuple[str, ...]
    size: int


def members_of(file: IO[bytes]) -> list[Member]:
    """The files of the archive, folders and what systems add left out. Raises ArchiveRefused."""
    found = []
    for number, info in enumerate(look_into(file)):
        names = names_of(info)
        if not info.is_dir() and not is_passed_over(names[0]):
            found.append(Member(number, names, info.file_size))
    return found


def look_into(file: IO[bytes]) -> list[zipfile.ZipInfo]:
    """What the archive declares. Raises ArchiveRefused for what is none, or declares too much."""
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
    except Exception:  # a damaged archive makes the library raise nearly anything
        raise ArchiveRefused(_("The archive is damaged and cannot be opened. Pack the files again as .zip.")) from None
    if len(infos) > MOST_FILES:
        raise ArchiveRefused(_("The archive holds more than %(n)s files. Divide it.") % {"n": f"{MOST_FILES:,}"})
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise ArchiveRefused(_("The archive unpacks to more than %(n)s MB. Divide it.") % {"n": MOST_UNPACKED >> 20})
    return infos


def names_of(info: zipfile.ZipInfo) -> tuple[str, ...]:
    if info.flag_bits & UTF8 or info.orig_filename.isascii():
        return (tidy(info.filename),)
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return (tidy(info.filename),)
    found = []
    for encoding in OTHER_NAMES:
        try:
            found.append(tidy(raw.decode(encoding)))
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8":
            # Text in another encoding hardly ever happens to be UTF-8.
            break
    return tuple(dict.fromkeys([*found, tidy(info.filename)]))


def tidy(name: str) -> str:
    """In NFC, with / between folders, without characters that are not shown."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/"))
    return "".join(each for each in name if unicodedata.category(each)[0] != "C" or each == "\u200d")


def is_passed_over(name: str) -> bool:
    """What macOS and Windows put into archives by themselves."""
    last = name.rsplit("/", 1)[-1]
    return name.startswith("__MACOSX/") or last in PASSED_OVER or last.startswith("._")


def contents_of(file: IO[bytes], members: list[Member]) -> Iterator[tuple[Member, bytes | None, str]]:
    """Each member with its bytes, or with None and the reason why it cannot be taken; one at a time in memory."""
    with zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        for member in members:
            try:
                yield member, content_of(archive, infos[member.number]), ""
            except ArchiveRefused as refusal:
                yield member, None, str(refusal)


def content_of(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The file's bytes, no more than an upload may have. Raises ArchiveRefused with the reason."""
    limit = settings.UPLOAD_LIMIT_MB * 1024 * 1024
    if info.flag_bits & ENCRYPTED:
        raise ArchiveRefused(_("It is protected by a password. Pack it without one."))
    if ".." in tidy(info.filename).split("/") or tidy(info.filename).startswith("/"):
        raise ArchiveRefused(_("Its name leads out of the archive. Pack the file again."))
    if info.file_size > limit:
        raise ArchiveRefused(_("The file is larger than %(n)s MB.") % {"n": settings.UPLOAD_LIMIT_MB})
    if info.file_size > RATIO_FROM and info.file_size > MOST_RATIO * max(info.compress_size, 1):
        raise ArchiveRefused(_("It unpacks to far more than its size, and was not opened."))
    try:
        with archive.open(info) as packed:
            content = packed.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
        raise ArchiveRefused(_("It is damaged in the archive. Pack it again.")) from None
    except (NotImplementedError, RuntimeError):
        raise ArchiveRefused(_("It is packed in a way that is not known here. Pack it as an ordinary .zip.")) from None
    if len(content) > limit:
        raise ArchiveRefused(_("The file is larger than %(n)s MB.") % {"n": settings.UPLOAD_LIMIT_MB})
    return content
