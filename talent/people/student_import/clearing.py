"""What is left of imports: freed when their worker died, erased when nobody needs it any more."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.audit.lifecycle import Refused
from talent.people.models import ImportState, StudentImport

# A preview holds minors' data that the school has not decided to store.
UNDECIDED_FOR = timedelta(days=7)
STORED_FOR = timedelta(days=30)
INTERRUPTED = {ImportState.READING: ImportState.REFUSED, ImportState.STORING: ImportState.PREVIEW}


def release_stuck(imports: QuerySet[StudentImport]) -> int:
    """Bring imports whose work was interrupted back to where a person can try again. Nothing of them was stored."""
    released = 0
    for student_import in imports:
        try:
            StudentImport.lifecycle.move(
                student_import, INTERRUPTED[ImportState(student_import.state)], by="scheduler",
                problem=_("The work was interrupted, and nothing was stored. Try again."),
            )
        except Refused:
            # It ended at this very moment.
            continue
        released += 1
    return released


def clear_out(now: datetime) -> int:
    """Erase imports with their rows and files. That they happened stays in the audit trail, in numbers only."""
    done = [ImportState.STORED, ImportState.UNDONE]
    old = StudentImport.objects.filter(
        Q(state__in=done, updated_at__lt=now - STORED_FOR)
        | (~Q(state__in=[*done, ImportState.STORING]) & Q(updated_at__lt=now - UNDECIDED_FOR))
    ).select_related("upload")
    erased = 0
    for student_import in old:
        upload = student_import.upload
        student_import.delete()
        if not StudentImport.objects.filter(upload=upload).exists():
            upload.delete()
        erased += 1
    return erased
