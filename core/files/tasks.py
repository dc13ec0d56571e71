from django.db.models import ProtectedError
from django.utils import timezone
from django_tasks import task

from core.files.models import Upload


@task
def erase_abandoned_uploads() -> int:
    """Erase files that were uploaded into forms never sent in, a day after."""
    erased = 0
    for upload in Upload.objects.abandoned(timezone.now()).iterator():
        try:
            upload.delete()
        except ProtectedError:
            # Its form was sent in at this very moment.
            continue
        erased += 1
    Upload.objects.filter(held_until__lte=timezone.now()).referred_to().update(held_until=None)
    return erased
