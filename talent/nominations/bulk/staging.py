"""Reading a table and an archive into their preview. No nomination is touched here."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from core.audit.lifecycle import OvertakenByOther
from core.audit.record import Actor
from core.files.archives import ArchiveRefused, contents_of, members_of
from core.files.spreadsheets import Limits, SpreadsheetRefused, Table, read_table
from core.files.staged_import import ImportState, RowVerdict
from core.files.uploads import keep_upload, let_go
from talent.calls.answer_form import EVIDENCE
from talent.calls.models import Question
from talent.nominations.bulk.columns import Columns, header_of, recognise
from talent.nominations.bulk.filenames import Match, Named
from talent.nominations.bulk.judge import ONLY_FILES, FileRow, Judged, judge
from talent.nominations.bulk.loading import asked_by, students_of
from talent.nominations.bulk.models import BroughtFile, FileVerdict, NominationImport, NominationImportRow

MOST_ROWS = 2_000
AT_ONCE = 500
NO_TABLE = Table((), (), format="")


def read_import(brought: NominationImport, by: Actor, problem: str = "") -> NominationImport:
    """Read the table and the archive and keep the preview: from `reading` to `preview`, or to `refused` with the
    sentence that says why. `problem` is shown with the preview."""
    questions = list(brought.call.questions.all())
    try:
        table = table_of(brought)
        columns = recognise(table.header, brought.call, questions)
        if table.header:
            refuse_columns(columns, header_of(brought.call, questions))
        unpack(brought)
    except (SpreadsheetRefused, ArchiveRefused) as refusal:
        return NominationImport.lifecycle.move(brought, ImportState.REFUSED, by=by, problem=str(refusal))
    except FileNotFoundError:
        return NominationImport.lifecycle.move(
            brought, ImportState.REFUSED, by=by, problem=_("The file is gone. Bring it in again.")
        )
    rows = file_rows(table, columns)
    files = list(brought.files.select_related("upload").order_by("pk"))
    judged, matches = judge_all(brought, questions, rows, files)
    keep_preview(brought, table, judged)
    keep_matches(files, matches, judged, questions)
    return NominationImport.lifecycle.move(
        brought, ImportState.PREVIEW, by=by, problem=problem, encoding=brought.encoding or table.encoding,
        progress=brought.total, counts=described(table, columns, judged, brought),
    )


def table_of(brought: NominationImport) -> Table:
    if brought.upload is None:
        return NO_TABLE
    with brought.upload.file.open("rb") as file:
        return read_table(file, Limits(rows=MOST_ROWS), encoding=brought.encoding)


def refuse_columns(columns: Columns, header: Sequence[str]) -> None:
    if columns.twice:
        first, second = columns.twice[0]
        raise SpreadsheetRefused(
            _("The columns “%(a)s” and “%(b)s” say the same thing. Take one away.") % {"a": first, "b": second}
        )
    if not columns.student:
        raise SpreadsheetRefused(
            _("There is no column for the student. Use the headings of this call's template: %(headings)s.")
            % {"headings": ", ".join(header)[:300]}
        )


def file_rows(table: Table, columns: Columns) -> list[FileRow]:
    rows = []
    for row in table.rows:
        added: dict[str, dict[str, str]] = {}
        for (part, name), index in columns.added.items():
            added.setdefault(part, {})[name] = row.cells[index]
        rows.append(FileRow(
            row.number,
            {name: row.cells[index] for name, index in columns.student.items()},
            {key: row.cells[index] for key, index in columns.questions.items()},
            added,
            tuple((table.column_name(index), reason) for index, reason in row.troubles),
        ))
    return rows


def unpack(brought: NominationImport) -> None:
    """Keep each file of the archive that may be kept, and the reason for each that may not; then let the archive go.

    Raises ArchiveRefused for an archive that cannot be opened at all.
    """
    archive = brought.archive
    if archive is None:
        return
    with archive.file.open("rb") as file:
        members = members_of(file)
        NominationImport.objects.filter(pk=brought.pk).update(total=len(members), progress=0)
        brought.total = len(members)
        for done, (member, content, fault) in enumerate(contents_of(file, members), start=1):
            keep_file(brought, list(member.names), content, fault)
            if done % 10 == 0:
                tell_progress(brought, done)
    brought.archive = None
    NominationImport.objects.filter(pk=brought.pk).update(archive=None)
    let_go(archive)


def keep_file(brought: NominationImport, names: list[str], content: bytes | None, fault: str) -> None:
    upload = None
    with transaction.atomic():
        if content is not None:
            last = names[0].rsplit("/", 1)[-1]
            try:
                upload = keep_upload(SimpleUploadedFile(last or "file", content), EVIDENCE, brought.by)
            except ValidationError as error:
                fault = " ".join(error.messages)
        if upload is not None:
            upload.held_until = None
            upload.save(update_fields=["held_until", "updated_at"])
        BroughtFile.objects.create(nomination_import=brought, names=names, upload=upload, fault=fault)


def tell_progress(brought: NominationImport, done: int) -> None:
    if not NominationImport.objects.filter(pk=brought.pk, state=ImportState.READING).update(progress=done):
        raise OvertakenByOther(_("The import was abandoned."))


def judge_all(
    brought: NominationImport, questions: Sequence[Question], rows: Sequence[FileRow], files: Sequence[BroughtFile]
) -> tuple[list[Judged], list[Match]]:
    """The rule over what was brought; a file that could not be kept takes no part in it."""
    kept = [Named(each.pk, tuple(each.names), each.upload.sha256) for each in files if each.upload]
    call, school = brought.call, brought.institution
    return judge(rows, kept, students_of(call, school), asked_by(call, school, questions))


def keep_preview(brought: NominationImport, table: Table, judged: Sequence[Judged]) -> None:
    cells = {row.number: list(row.cells) for row in table.rows}
    with transaction.atomic():
        brought.rows.all().delete()
        NominationImportRow.objects.bulk_create(
            (
                NominationImportRow(
                    nomination_import=brought, number=each.number, verdict=each.verdict, person_id=each.person,
                    cells=cells.get(each.number, []), answers=each.answers, added=each.added, changes=each.changes,
                    wrong=each.wrong,
                )
                for each in judged
            ),
            batch_size=AT_ONCE,
        )


def keep_matches(
    files: Iterable[BroughtFile], matches: Iterable[Match], judged: Iterable[Judged], questions: Sequence[Question]
) -> None:
    """Write down where each file goes, or why nowhere."""
    found = {match.index: match for match in matches}
    wrong = {each.person for each in judged if each.verdict == RowVerdict.WRONG}
    by_key = {question.key: question for question in questions}
    changed = []
    for file in files:
        match = found.get(file.pk)
        file.person_id = match.person if match else None
        file.question = by_key.get(match.question) if match else None
        file.reason = match.reason if match else file.fault
        taken = match is not None and match.taken
        file.verdict = (
            FileVerdict.WRONG if not taken else FileVerdict.HELD if file.person_id in wrong else FileVerdict.TAKEN
        )
        changed.append(file)
    BroughtFile.objects.bulk_update(changed, ["person", "question", "reason", "verdict"], batch_size=AT_ONCE)


def described(
    table: Table, columns: Columns, judged: Sequence[Judged], brought: NominationImport
) -> dict[str, Any]:
    """What the preview says about what was brought as a whole."""
    return {
        **count(each.verdict for each in judged), "header": list(table.header),
        "passed_over": list(columns.passed_over), "files": files_counted(brought),
        "only_files": sum(each.number == ONLY_FILES for each in judged),
    }


def files_counted(brought: NominationImport) -> dict[str, int]:
    verdicts = Counter(brought.files.order_by().values_list("verdict", flat=True))
    return {verdict: verdicts.get(verdict, 0) for verdict in FileVerdict.values}


def count(verdicts: Iterable[str]) -> dict[str, int]:
    found = Counter(verdicts)
    return {verdict: found.get(verdict, 0) for verdict in RowVerdict.values}
