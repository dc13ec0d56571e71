"""Keeping uploaded files, and giving them out again."""

import contextlib
import hashlib
from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import ProtectedError
from django.http import FileResponse, Http404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.files.checks import check
from core.files.models import Upload, UploadKind

HELD_FOR = timedelta(days=1)
# Given out, a file can run nothing, load nothing and be framed by nobody, whatever a browser takes it for.
SANDBOX = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


def keep_upload(file: UploadedFile, kinds: Collection[UploadKind], by: User | None) -> Upload:
    """Check the file and keep it, held for a day until a record refers to it.

    `kinds` are those taken here; the kind is read from the content. `by` is None for somebody without an
    account. Raises ValidationError with a sentence for the person.
    """
    refuse_too_large(file)
    file.seek(0)
    checked = check(file.read(), file.name or "", kinds)
    upload = Upload(
        kind=checked.kind,
        content_type=checked.content_type,
        name=checked.name,
        size=len(checked.content),
        sha256=hashlib.sha256(checked.content).hexdigest(),
        by=by,
        held_until=timezone.now() + HELD_FOR,
    )
    upload.file.save(checked.name, ContentFile(checked.content), save=False)
    upload.save()
    return upload


def refuse_too_large(file: UploadedFile) -> None:
    """By the size that was counted while it came in; nothing has been read into memory yet."""
    if (file.size or 0) > settings.UPLOAD_LIMIT_MB * 1024 * 1024:
        raise ValidationError(
            _("The file is larger than %(n)s MB.") % {"n": settings.UPLOAD_LIMIT_MB}, code="size"
        )


def let_go(upload: Upload | None) -> None:
    """Erase a file that a record referred to, unless another record still does."""
    if upload is not None:
        with contextlib.suppress(ProtectedError):
            upload.delete()


def use(upload: Upload) -> None:
    """Keep the upload beyond its day: for a use that the database cannot see (a key in a JSON field)."""
    upload.held_until = None
    upload.save(update_fields=["held_until", "updated_at"])


def serve_upload(upload: Upload, *, name: str = "") -> FileResponse:
    """The file for a person who may have it; the view that calls this has asked for the permission.

    `name` stands in place of the file's own, which may tell what this reader should not know. Pictures are shown,
    everything else is saved. Raises Http404 if the storage has lost it.
    """
    try:
        content = upload.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, content_type=upload.content_type)
    shown = upload.kind == UploadKind.PICTURE
    response["Content-Disposition"] = content_disposition_header(not shown, name or upload.name) or ""
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
