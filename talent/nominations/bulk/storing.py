"""Confirming a preview: a draft for each good row, with its answers and files, in one transaction or not at all."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.files.models import Upload
from core.files.staged_import import ImportState, RowVerdict
from core.files.tables import Row, Table
from talent.calls.models import Question
from talent.institutions.models import Institution
from talent.nominations.bulk.columns import PARTS, recognise
from talent.nominations.bulk.judge import ONLY_FILES, Judged
from talent.nominations.bulk.models import BroughtFile, FileVerdict, NominationImport, NominationImportRow
from talent.nominations.bulk.staging import file_rows, judge_all, read_import
from talent.nominations.drafts import draft_for, refuse_to_draft, write_answers
from talent.nominations.models import Nomination, NominationState

logger = logging.getLogger("luminary.nomination_import")
Given = dict[Question, str | Upload | None]


class ChangedSince(Refused):
    """The school's drafts, or the call, changed since the preview was made."""


def confirm(brought: NominationImport, by: User) -> NominationImport:
    """Claim the preview for storing, once: pressed twice, the second press is refused. Store it afterwards by
    `store`, at once or in the background."""
    return NominationImport.lifecycle.move(brought, ImportState.STORING, by=by, problem="")


def store(brought: NominationImport, by: User) -> NominationImport:
    """Store every good row of a claimed import: from `storing` to `stored`.

    The rows are judged again as the school and its drafts are now. If anything comes out differently nothing is
    stored: the import is read anew, and its preview shows what it would do now.
    """
    try:
        return store_all(brought, by)
    except ChangedSince as change:
        not_stored(brought, by, "")
        NominationImport.lifecycle.move(brought, ImportState.READING, by=by)
        return read_import(brought, by, problem=str(change))
    except Refused as refusal:
        return not_stored(brought, by, str(refusal))
    except Exception:
        logger.exception("import of nominations %s could not be stored", brought.key)
        words = _("Something went wrong on our side, and nothing was stored. Try again in a minute.")
        return not_stored(brought, by, words)


def not_stored(brought: NominationImport, by: User, words: str) -> NominationImport:
    brought.state = ImportState.STORING
    return NominationImport.lifecycle.move(brought, ImportState.PREVIEW, by=by, problem=words)


def store_all(brought: NominationImport, by: User) -> NominationImport:
    with transaction.atomic():
        # Two imports of one school, and a submission of its drafts, wait for one another.
        Institution.objects.select_for_update(no_key=True).get(pk=brought.institution_id)
        refuse_to_draft(brought.call, brought.institution)
        questions = list(brought.call.questions.all())
        rows = list(brought.rows.exclude(verdict=RowVerdict.WRONG).select_related("person__institution").order_by("pk"))
        files = list(
            brought.files.filter(verdict=FileVerdict.TAKEN).select_related("upload", "question").order_by("pk")
        )
        refuse_changed(brought, questions, rows, files)
        write(brought, [row for row in rows if row.verdict != RowVerdict.SAME], files, questions, by)
        return NominationImport.lifecycle.move(
            brought, ImportState.STORED, by=by,
            counts={**brought.counts, "stored_at": timezone.now().isoformat()},
            detail={name: brought.counts.get(name, 0) for name in RowVerdict.values},
        )


def refuse_changed(
    brought: NominationImport, questions: Sequence[Question], rows: Sequence[NominationImportRow],
    files: Sequence[BroughtFile],
) -> None:
    """Raise ChangedSince if a good row would now do something else than the preview showed."""
    header = tuple(brought.counts["header"])
    typed = tuple(Row(row.number, tuple(row.cells)) for row in rows if row.number != ONLY_FILES)
    columns = recognise(header, brought.call, questions)
    judged, _matches = judge_all(
        brought, questions, file_rows(Table(header, typed, format=""), columns) if header else [], files
    )
    before = {row.person_id: (row.verdict, row.changes, row.answers, row.added) for row in rows}
    now = {each.person: as_kept(each) for each in judged}
    if before != now:
        raise ChangedSince(
            _("Nothing was stored: since the preview was made, your school's nominations changed in a way that"
              " touches what you brought. The preview now shows how it would be.")
        )


def as_kept(judged: Judged) -> tuple[str, dict, dict, dict]:
    return (str(judged.verdict), judged.changes, judged.answers, judged.added)


def write(
    brought: NominationImport, rows: Sequence[NominationImportRow], files: Sequence[BroughtFile],
    questions: Sequence[Question], by: User,
) -> None:
    """Make or change each row's draft. Raises Refused where somebody else was quicker."""
    by_key = {question.key: question for question in questions}
    evidence: dict[int | None, list[BroughtFile]] = {}
    for file in files:
        evidence.setdefault(file.person_id, []).append(file)
    before = {
        each.nominee_id: each
        for each in brought.call.nominations.select_for_update(of=("self",))
        .filter(nominee__in=[row.person_id for row in rows])
    }
    for row in rows:
        mine = evidence.get(row.person_id, [])
        given: Given = {by_key[key]: text for key, text in row.answers.items()}
        given |= {file.question: file.upload for file in mine if file.question}
        draft = draft_of(row, brought, before, by)
        remember_replaced(draft, mine)
        keep_answers(draft, given)
        add_parts(draft, row.added, by)
        record("brought in by a file", draft, by, **{"import": brought.key})
        row.nomination, row.version = draft, draft.version
    NominationImportRow.objects.bulk_update(rows, ["nomination", "version"], batch_size=500)


def draft_of(
    row: NominationImportRow, brought: NominationImport, before: Mapping[int, Nomination], by: User
) -> Nomination:
    if row.person is None:
        raise ChangedSince(_("A student of this table is gone. Nothing was stored."))
    there = before.get(row.person.pk)
    if there and there.state == NominationState.DRAFT and there.institution_id == brought.institution_id:
        return there
    return draft_for(brought.call, brought.institution, row.person, by, there)


def keep_answers(draft: Nomination, given: Given) -> None:
    if write_answers(draft, given):
        Nomination.objects.filter(pk=draft.pk).update(version=F("version") + 1, updated_at=timezone.now())
        draft.refresh_from_db(fields=["version"])


def remember_replaced(draft: Nomination, files: Sequence[BroughtFile]) -> None:
    """Keep hold of a file that another takes the place of, so that the import can be taken back."""
    stored = {answer.question_id: answer.upload_id for answer in draft.answers.all()}
    for file in files:
        old = stored.get(file.question_id)
        if old and old != file.upload_id:
            BroughtFile.objects.filter(pk=file.pk).update(replaced=old)


def add_parts(draft: Nomination, added: Mapping[str, Any], by: User) -> None:
    for part in PARTS:
        if part.name in added:
            part.store(draft, added[part.name], by)
