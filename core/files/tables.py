"""What a table is, once read: a header and rows of text."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from openpyxl.utils import get_column_letter


class SpreadsheetRefused(Exception):
    """The file as a whole cannot be read as a table; its text is a sentence for the person."""


@dataclass(frozen=True)
class Limits:
    """How much of a table is taken. `megabytes` is of the file as uploaded."""

    rows: int = 20_000
    columns: int = 200
    megabytes: int | None = None

    @property
    def bytes(self) -> int:
        return (settings.UPLOAD_LIMIT_MB if self.megabytes is None else self.megabytes) * 1024 * 1024


@dataclass(frozen=True)
class RawRow:
    """One row before the header is known. `number` is the row's number in a spreadsheet program, from 1."""

    number: int
    cells: list[str]
    troubles: Mapping[int, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not self.troubles and not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Row:
    """One row under the header: `cells` are as many as the header's columns.

    `troubles` are pairs of column and reason, the column as an index into the header, or, beyond it, for a
    value that stands under no heading.
    """

    number: int
    cells: tuple[str, ...]
    troubles: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Table:
    """A table read. `sheet` names the XLSX sheet it stood on; `encoding` is of a text file, as detected or told."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    format: str
    encoding: str = ""
    separator: str = ""
    sheet: str = ""

    def column_name(self, index: int) -> str:
        """The heading, or the column's letter where there is none."""
        if index < len(self.header) and self.header[index]:
            return self.header[index]
        return get_column_letter(index + 1)
