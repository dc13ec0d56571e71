"""What is left of imports: erased when nobody needs it any more."""

from datetime import datetime, timedelta

from django.db.models import Q

from talent.people.models import ImportState, StudentImport

# A preview holds minors' data that the school has not decided to store.
UNDECIDED_FOR = timedelta(days=7)
STORED_FOR = timedelta(days=30)


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
