"""Reading a file into its preview. Nothing of it reaches the store here."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.zones import zone_or_utc
from core.audit.lifecycle import OvertakenByOther
from core.audit.record import Actor
from core.files.spreadsheets import SpreadsheetRefused, Table, read_table
from core.keys import new_key
from talent.institutions.models import Institution, MemberCountry
from talent.people.models import Guardian, ImportState, Person, PersonRole, RowVerdict, StudentImport, StudentImportRow
from talent.people.student_import.columns import Columns, recognise
from talent.people.student_import.dates import DateOrder, order_of
from talent.people.student_import.judge import (
    STUDENT_FIELDS,
    FileRow,
    Judged,
    KnownGuardian,
    KnownPerson,
    School,
    judge,
)
from talent.people.student_import.labels import label_of

ROWS_AT_ONCE = 1000


def read_file(student_import: StudentImport, by: Actor) -> StudentImport:
    """Read the import's file and keep the preview of each row: from `reading` to `preview`, or to `refused`
    with the sentence that says why."""
    try:
        with student_import.upload.file.open("rb") as file:
            table = read_table(file, encoding=student_import.encoding)
        columns = recognise(table.header)
        refuse_columns(columns)
    except SpreadsheetRefused as refusal:
        return StudentImport.lifecycle.move(student_import, ImportState.REFUSED, by=by, problem=str(refusal))
    except FileNotFoundError:
        return StudentImport.lifecycle.move(
            student_import, ImportState.REFUSED, by=by, problem=_("The file is gone. Bring it in again.")
        )
    rows = file_rows(table, columns)
    order = birth_date_order(rows, student_import.institution)
    StudentImport.objects.filter(pk=student_import.pk).update(total=len(rows), progress=0)
    judged = judge(rows, known_people(student_import.institution), school_of(student_import.institution), order)
    keep_preview(student_import, table, judged)
    return StudentImport.lifecycle.move(
        student_import, ImportState.PREVIEW, by=by, problem="", encoding=student_import.encoding or table.encoding,
        progress=len(rows), counts=described(table, columns, order, judged),
    )


def refuse_columns(columns: Columns) -> None:
    """Without names and dates of birth there are no students; with two columns for one thing it is not clear which."""
    if columns.twice:
        first, second = columns.twice[0]
        raise SpreadsheetRefused(
            _("The columns “%(a)s” and “%(b)s” say the same thing. Take one away.") % {"a": first, "b": second}
        )
    if columns.missing:
        raise SpreadsheetRefused(
            _("There is no column for: %(fields)s. Use the headings of the template.")
            % {"fields": ", ".join(label_of(name) for name in columns.missing)}
        )


def file_rows(table: Table, columns: Columns) -> list[FileRow]:
    said = {f"guardian{place}_relationship": words for place, words in columns.relationships.items()}
    rows = []
    for row in table.rows:
        texts = {name: row.cells[index] for name, index in columns.fields.items()}
        for name, words in said.items():
            # "Mother's name" says the relationship, where there is a mother in the row.
            if texts.get(name.replace("relationship", "name")):
                texts.setdefault(name, words)
        troubles = tuple((name_at(columns, table, index), reason) for index, reason in row.troubles)
        rows.append(FileRow(row.number, texts, troubles))
    return rows


def name_at(columns: Columns, table: Table, index: int) -> str:
    """The field that a column holds, or the heading, or the letter, of a column that holds none."""
    return next((name for name, at in columns.fields.items() if at == index), table.column_name(index))


def birth_date_order(rows: Iterable[FileRow], school: Institution) -> DateOrder:
    return order_of([(row.number, row.texts.get("birth_date", "")) for row in rows], str(school.country))


def school_of(institution: Institution) -> School:
    return School(
        country=str(institution.country),
        language=institution.language,
        members=frozenset(
            str(code) for code in MemberCountry.objects.filter(active=True).values_list("code", flat=True)
        ) | {str(institution.country)},
        today=timezone.now().astimezone(zone_or_utc(institution.zone)).date(),
    )


def known_people(institution: Institution) -> list[KnownPerson]:
    """Everybody of the school as the rule sees them; two queries."""
    guardians: dict[int, list[KnownGuardian]] = {}
    for guardian in Guardian.objects.current().filter(person__institution=institution).order_by("pk"):
        guardians.setdefault(guardian.person_id, []).append(known_guardian(guardian))
    return [
        KnownPerson(
            pk=pk, is_student=role == PersonRole.STUDENT, left_on=left_on.isoformat() if left_on else "",
            values=as_texts(dict(zip(STUDENT_FIELDS, values, strict=True))), guardians=tuple(guardians.get(pk, ())),
        )
        for pk, role, left_on, *values in Person.objects.at(institution).values_list(
            "pk", "role", "left_on", *STUDENT_FIELDS
        )
    ]


def known_guardian(guardian: Guardian) -> KnownGuardian:
    return KnownGuardian(
        guardian.pk, guardian.name, guardian.relationship, guardian.email, guardian.phone, guardian.language
    )


def as_texts(values: dict[str, Any]) -> dict[str, Any]:
    born, country = values["birth_date"], values["country"]
    return {**values, "birth_date": born.isoformat() if born else None, "country": str(country)}


def keep_preview(student_import: StudentImport, table: Table, judged: Sequence[Judged]) -> None:
    """Keep the rows, some at a time, each lot with the progress that a waiting person sees."""
    StudentImportRow.objects.filter(student_import=student_import).delete()
    for start in range(0, len(judged), ROWS_AT_ONCE):
        lot = zip(table.rows[start:start + ROWS_AT_ONCE], judged[start:start + ROWS_AT_ONCE], strict=True)
        with transaction.atomic():
            StudentImportRow.objects.bulk_create(
                StudentImportRow(
                    student_import=student_import, number=each.number, verdict=each.verdict, cells=list(row.cells),
                    fields=stored_fields(each), changes=each.changes, wrong=each.wrong, person_id=each.person,
                )
                for row, each in lot
            )
            seen = StudentImport.objects.filter(pk=student_import.pk, state=ImportState.READING)
            if not seen.update(progress=min(start + ROWS_AT_ONCE, len(judged))):
                raise OvertakenByOther(_("The import was abandoned."))


def stored_fields(judged: Judged) -> dict[str, Any]:
    """A new student is given the key now, by which the row will find them."""
    return {**judged.fields, "key": new_key()} if judged.verdict == RowVerdict.NEW else judged.fields


def described(table: Table, columns: Columns, order: DateOrder, judged: Sequence[Judged]) -> dict[str, Any]:
    """What the preview says about the file as a whole."""
    return {
        **count(judged),
        "header": list(table.header),
        "passed_over": list(columns.passed_over),
        "notices": list(order.notices),
        "date_orders": order.orders,
        "sheet": table.sheet,
    }


def count(judged: Iterable[Judged]) -> dict[str, int]:
    found = Counter(each.verdict for each in judged)
    return {verdict: found.get(verdict, 0) for verdict in RowVerdict.values}
