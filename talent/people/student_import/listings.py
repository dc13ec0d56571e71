"""The rows of a preview as a list, and the wrong ones as a file to correct."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.lists.listing import Column, Filter, Listing
from talent.people.models import RowVerdict, StudentImport, StudentImportRow
from talent.people.student_import.labels import change_in_words, wrong_in_words


def name_of(row: StudentImportRow) -> str:
    return row.fields.get("name") or " · ".join(cell for cell in row.cells if cell)[:80]


def born(row: StudentImportRow) -> str:
    return row.fields.get("birth_date", "")


def what_of(row: StudentImportRow) -> str:
    if row.verdict == RowVerdict.WRONG:
        return wrong_in_words(row.wrong)
    return "; ".join(change_in_words(field, change) for field, change in row.changes.items())


def student_address(row: StudentImportRow) -> str | None:
    return reverse("student", kwargs={"key": row.person.key}) if row.person else None


ROWS = Listing(
    name="import-rows",
    columns=[
        Column("number", _("Row"), "number", sort="number"),
        Column("student", _("Student"), name_of, link=student_address),
        Column("born", _("Date of birth"), born),
        Column("verdict", _("What it is"), "get_verdict_display"),
        Column("what", _("What would change, or what is wrong"), what_of),
    ],
    filters=[Filter("verdict", _("Show"), RowVerdict.choices, "verdict")],
    sort="number",
    size=50,
)


def wrong_rows(student_import: StudentImport) -> tuple[list[str], Iterator[list[Any]]]:
    """Header and rows of the file to correct: the rows as they were, with their number and what is wrong."""
    header = [str(_("Row")), str(_("What is wrong")), *student_import.counts["header"]]
    rows = student_import.rows.filter(verdict=RowVerdict.WRONG).order_by("number")
    return header, ([row.number, wrong_in_words(row.wrong), *row.cells] for row in rows.iterator(chunk_size=1000))
