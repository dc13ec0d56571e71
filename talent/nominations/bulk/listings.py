"""The rows of a preview and the files of its archive as lists, and the wrong rows as a file to correct."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.files.staged_import import RowVerdict
from core.lists.listing import Column, Filter, Listing
from talent.calls.models import Question
from talent.nominations.bulk.models import BroughtFile, FileVerdict, NominationImport, NominationImportRow

LONGEST_SHOWN = 60


def whom(row: NominationImportRow) -> str:
    return str(row.person) if row.person else " · ".join(cell for cell in row.cells if cell)[:80]


def row_number(row: NominationImportRow) -> str:
    return str(row.number) if row.number else str(_("files only"))


def address_of(row: NominationImportRow) -> str | None:
    return reverse("nomination", kwargs={"key": row.nomination.key}) if row.nomination else None


def rows_listing(questions: list[Question]) -> Listing:
    labels = {question.key: question.label for question in questions}

    def what(row: NominationImportRow) -> str:
        if row.verdict == RowVerdict.WRONG:
            return wrong_in_words(row)
        changes = (f"{labels.get(key, key)}: {shown(change)}" for key, change in row.changes.items())
        return "; ".join(changes)

    return Listing(
        name="nominations",
        columns=[
            Column("number", gettext_lazy("Row"), row_number, sort="number"),
            Column("nominee", gettext_lazy("Nominee"), whom, link=address_of),
            Column("verdict", gettext_lazy("What it is"), "get_verdict_display", state=True,
                   machine=lambda row: row.verdict),
            Column("what", gettext_lazy("What would be stored, or what is wrong"), what),
        ],
        filters=[Filter("verdict", gettext_lazy("Show"), RowVerdict.choices, "verdict")],
        sort="number",
        formats=(),
    )


def shown(change: list[str]) -> str:
    old, new = (text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…" for text in change)
    return f"{old} → {new}" if old else new


def wrong_in_words(row: NominationImportRow) -> str:
    return "; ".join(f"{heading}: {reason}" for heading, reason in row.wrong)


def wrong_rows(brought: NominationImport) -> tuple[list[str], list[list[Any]]]:
    """Header and rows of the file to correct: the rows as they were, with their number and what is wrong."""
    header = [_("Row"), _("What is wrong"), *brought.counts["header"]]
    rows = brought.rows.filter(verdict=RowVerdict.WRONG).order_by("number")
    return header, [[row.number, wrong_in_words(row), *row.cells] for row in rows]


FILES = Listing(
    name="files",
    columns=[
        Column("name", gettext_lazy("File"), str),
        Column("verdict", gettext_lazy("What becomes of it"), "get_verdict_display", state=True,
               machine=lambda file: file.verdict),
        Column("person", gettext_lazy("Nominee"), lambda file: str(file.person or "–")),
        Column("question", gettext_lazy("Question"), lambda file: str(file.question or "–")),
        Column("reason", gettext_lazy("Why not"), "reason"),
    ],
    filters=[Filter("verdict", gettext_lazy("Show"), FileVerdict.choices, "verdict")],
    sort="pk",
    empty=gettext_lazy("No archive was brought."),
    empty_next=gettext_lazy("Bring one beside the table, or add one to the preview."),
)


def files_of(brought: NominationImport):
    return BroughtFile.objects.filter(nomination_import=brought).select_related("person", "question")
