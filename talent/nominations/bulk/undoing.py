"""Taking a stored import back, while what it made are still drafts that nobody has touched."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.files.staged_import import ImportState, RowVerdict
from talent.institutions.models import Institution
from talent.nominations.bulk.filenames import some
from talent.nominations.bulk.models import BroughtFile, NominationImport, NominationImportRow
from talent.nominations.bulk.storing import Given, keep_answers
from talent.nominations.models import Nomination, NominationState
from talent.nominations.withdraw import discard, withdraw

UNDO_FOR = timedelta(days=7)


def may_undo(brought: NominationImport, now: datetime | None = None) -> bool:
    """Whether it is recent enough; whether something was built on it shows when it is tried."""
    if brought.state != ImportState.STORED:
        return False
    return (now or timezone.now()) - datetime.fromisoformat(brought.counts["stored_at"]) < UNDO_FOR


def undo(brought: NominationImport, by: User) -> NominationImport:
    """Discard the drafts that the import made and give the others their former answers.

    Raises Refused, naming nominees, when one was submitted or changed since; then nothing is taken back.
    """
    if not may_undo(brought):
        raise Refused(_("An import can be taken back for seven days after it was stored."))
    with transaction.atomic():
        Institution.objects.select_for_update(no_key=True).get(pk=brought.institution_id)
        stored = brought.rows.filter(verdict__in=[RowVerdict.NEW, RowVerdict.CHANGED])
        rows = list(stored.select_related("person").order_by("pk"))
        held = {
            each.pk: each
            for each in Nomination.objects.select_for_update(of=("self",))
            .filter(pk__in=[row.nomination_id for row in rows])
        }
        refuse_touched(rows, held)
        moved = NominationImport.lifecycle.move(brought, ImportState.UNDONE, by=by)
        for row in rows:
            take_back(brought, row, held[row.nomination_id or 0], by)
        brought.files.update(replaced=None)
    return moved


def refuse_touched(rows: list[NominationImportRow], held: dict[int, Nomination]) -> None:
    touched = [
        str(row.person or "–") for row in rows
        if (now := held.get(row.nomination_id or 0)) is None
        or now.state != NominationState.DRAFT or now.version != row.version
    ]
    if touched:
        raise Refused(
            _("Changed or submitted since: %(names)s. Nothing was taken back.") % {"names": some(sorted(touched))}
        )


def take_back(brought: NominationImport, row: NominationImportRow, draft: Nomination, by: User) -> None:
    if row.verdict == RowVerdict.NEW:
        row.nomination = None
        row.save(update_fields=["nomination"])
        if draft.submitted_at:
            withdraw(draft, by, _("An import was taken back."))
        else:
            discard(draft, by)
        return
    keep_answers(draft, former_answers(brought, row))
    record("import taken back", draft, by, **{"import": brought.key})


def former_answers(brought: NominationImport, row: NominationImportRow) -> Given:
    files = {
        file.question_id: file for file in BroughtFile.objects.filter(nomination_import=brought, person=row.person_id)
        .select_related("replaced", "upload")
    }
    given: Given = {}
    for question in brought.call.questions.filter(key__in=row.changes):
        file = files.get(question.pk)
        given[question] = file.replaced if file else row.changes[question.key][0]
    return given
