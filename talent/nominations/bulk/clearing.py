"""What is left of imports: erased with their files when nobody needs them any more."""

from datetime import datetime, timedelta

from django.db.models import Q

from core.files.staged_import import ImportState
from core.files.uploads import let_go
from talent.nominations.bulk.models import NominationImport

UNDECIDED_FOR = timedelta(days=14)
STORED_FOR = timedelta(days=30)


def clear_out(now: datetime) -> int:
    """Erase imports with rows and files; files that a nomination refers to stay with it. How many were erased."""
    done = [ImportState.STORED, ImportState.UNDONE]
    old = NominationImport.objects.filter(
        Q(state__in=done, updated_at__lt=now - STORED_FOR)
        | (~Q(state__in=[*done, ImportState.STORING]) & Q(updated_at__lt=now - UNDECIDED_FOR))
    ).select_related("upload", "archive")
    erased = 0
    for brought in old:
        files = brought.files.select_related("upload", "replaced")
        uploads = {each for file in files for each in (file.upload, file.replaced) if each}
        uploads |= {each for each in (brought.upload, brought.archive) if each}
        brought.delete()
        for upload in uploads:
            let_go(upload)
        erased += 1
    return erased
