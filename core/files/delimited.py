"""Text with separators (CSV, TSV and their kin): which encoding, which separator, which rows."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.files.tables import RawRow, SpreadsheetRefused

# What a person may choose when the detected encoding was wrong.
ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("cp1251", gettext_lazy("Windows-1251 (Cyrillic)")),
    ("cp1252", gettext_lazy("Windows-1252 (Western European)")),
    ("cp1258", gettext_lazy("Windows-1258 (Vietnamese)")),
    ("cp874", gettext_lazy("Windows-874, TIS-620 (Thai)")),
    ("gb18030", gettext_lazy("GB 18030 (Chinese)")),
)
# Looked for in a file that is not Unicode; Windows-1258 looks like 1252, so it is only taken when told.
LEGACY = ["cp1251", "cp1252", "cp874", "gb18030"]
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATORS = (",", ";", "\t", "|")
SAMPLE_BYTES = 64 * 1024
SAMPLE_ROWS = 200
# Control characters that no table has.
GARBAGE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
EXCEL_SEPARATOR = re.compile(r"\Asep=(.)\r?\n?", re.IGNORECASE)
EXCEL_TEXT = re.compile(r'\A="((?:[^"]|"")*)"\Z')
WORDS = {
    "cp1251": re.compile(r"\A(?:[А-ЯЁ]?[а-яё]+|[А-ЯЁ]+)\Z"),
    # A consonant, perhaps with a vowel before it, then what stands above, below and after it.
    "cp874": re.compile(r"\A(?:[เ-ไ]?[ก-ฮ]์?[ัิ-ฺํ]?[่-๋]?์?[ะาำๅๆฯ]?)+\Z"),
}


@dataclass(frozen=True)
class Delimited:
    rows: Iterator[RawRow]
    encoding: str
    separator: str


def read_delimited(content: bytes, encoding: str = "") -> Delimited:
    """The rows of a text file. An `encoding` given is obeyed, unless a byte-order mark says otherwise."""
    marked = next((name for mark, name in MARKS if content.startswith(mark)), "")
    encoding = marked or told(encoding, content) or detect_encoding(content)
    content = content.rstrip(b"\x1a")
    if not encoding.startswith(("utf-16", "utf-32")) and GARBAGE.search(content.decode("latin-1")):
        raise no_table()
    try:
        text = content.decode(encoding)
    except (UnicodeError, LookupError):
        raise SpreadsheetRefused(
            _("The text cannot be read as %(encoding)s. Save it as “CSV UTF-8”, or choose its encoding.")
            % {"encoding": encoding}
        ) from None
    if GARBAGE.search(text):
        raise no_table()
    separator = ""
    if hint := EXCEL_SEPARATOR.match(text):
        separator, text = hint[1], text[hint.end():]
    if separator not in SEPARATORS:
        separator = detect_separator(text)
    return Delimited(rows_of(text, separator), encoding.removesuffix("-sig"), separator)


def no_table() -> SpreadsheetRefused:
    return SpreadsheetRefused(_("This is not a table but some other kind of file. Save the table as .xlsx or .csv."))


def told(encoding: str, content: bytes) -> str:
    if encoding == "utf-16":
        return utf16_without_mark(content) or "utf-16-le"
    return encoding if encoding in dict(ENCODINGS) else ""


def detect_encoding(content: bytes) -> str:
    """UTF-16 shows by its zero bytes, UTF-8 proves itself; among the rest the text that reads like one wins."""
    if found := utf16_without_mark(content):
        return found
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return detect_legacy(content)
    return "utf-8"


def utf16_without_mark(content: bytes) -> str:
    """Separators and line ends are ASCII: in UTF-16 each leaves a zero byte, always on the same side."""
    sample = content[:SAMPLE_BYTES]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 1 or max(even, odd) < len(sample) / 100 or min(even, odd) * 10 > max(even, odd):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def detect_legacy(content: bytes) -> str:
    lines = [line for line in content.splitlines(keepends=True) if not line.isascii()]
    sample = b"".join(lines)[:SAMPLE_BYTES]
    for encoding, word in WORDS.items():
        if reads_as_words(sample, encoding, word):
            return encoding
    best = from_bytes(sample, cp_isolation=LEGACY, enable_fallback=False).best()
    return best.encoding if best else "cp1252"


def reads_as_words(sample: bytes, encoding: str, word: re.Pattern[str]) -> bool:
    """Whether nearly all that is not ASCII reads as the words of a script.

    Decides what the frequency of letters, which needs more text than a list of names has, leaves open: Chinese
    bytes read as Cyrillic give symbols and mixed case, Western accents give mixed alphabets.
    """
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    found = [part for part in re.findall(r"[^\s\x00-\x40\x5b-\x60\x7b-\x7f]+", text) if not part.isascii()]
    found = [part for part in found if part.strip("№«»–—“”„’…")]
    return bool(found) and sum(1 for part in found if word.match(part)) >= 0.9 * len(found)


def detect_separator(text: str) -> str:
    """The separator that divides the first rows into the same number of columns, and into most of them."""
    best, best_score = ",", 0.0
    for separator in SEPARATORS:
        widths: Counter[int] = Counter()
        try:
            for row in islice(reader(text, separator, strict=False), SAMPLE_ROWS):
                if row:
                    widths[len(row)] += 1
        except csv.Error:
            continue
        width, times = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(1, 0))
        agreement = times / max(sum(widths.values()), 1)
        score = agreement * (width - 1) ** 0.5 if width > 1 else 0.0
        if score > best_score:
            best, best_score = separator, score
    return best


def reader(text: str, separator: str, *, strict: bool) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=strict)


def rows_of(text: str, separator: str) -> Iterator[RawRow]:
    """Rows as a spreadsheet program counts them: a line break inside quotation marks begins no new row."""
    rows = reader(text, separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise SpreadsheetRefused(unreadable(number, error)) from None
        yield computed(number, cells)


def unreadable(number: int, error: csv.Error) -> str:
    if "field larger" in str(error):
        return _("Row %(n)s has a cell of immense length; is a quotation mark not closed?") % {"n": number}
    return _("Row %(n)s: a quotation mark is not closed, or one inside a text is not doubled.") % {"n": number}


def computed(number: int, cells: list[str]) -> RawRow:
    """Excel's ="00123" is a text kept from becoming a number; anything else after = is a formula."""
    troubles = {}
    for index, cell in enumerate(cells):
        if cell.startswith("="):
            if kept := EXCEL_TEXT.match(cell):
                cells[index] = kept[1].replace('""', '"')
            else:
                cells[index] = ""
                troubles[index] = _("a formula, not a value")
    return RawRow(number, cells, troubles)
