"""Writing down who did what."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from core.accounts.models import User
from core.audit.models import Entry, Reading

Actor = User | str


def record(act: str, subject: models.Model, by: Actor, *, reason: str = "", **detail: Any) -> Entry:
    """Keep an audit entry of `act` on `subject`.

    `by` is the signed-in user, or words for somebody without an account ("guardian by signed link",
    "scheduler"). `detail` must be JSON values and never holds protected data itself.
    """
    return Entry.objects.create(
        act=act,
        kind=ContentType.objects.get_for_model(subject),
        record_id=subject.pk,
        label=str(subject)[:200],
        by=by if isinstance(by, User) else None,
        by_whom="" if isinstance(by, User) else by,
        reason=reason,
        detail=detail,
    )


def record_reading(what: str, subject: models.Model, by: User) -> Reading:
    """Log that `by` read the protected `what` of `subject`."""
    return Reading.objects.create(
        what=what, kind=ContentType.objects.get_for_model(subject), record_id=subject.pk, by=by
    )
