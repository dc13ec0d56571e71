"""When a school may nominate: a call's opening and closing, its grace, and an extension for one school.

A moment is when the request came in, by the server's clock; zones only matter for how it is typed and shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.lifecycle import Refused
from talent.calls.models import Call, CallState, Extension
from talent.institutions.models import Institution


@dataclass(frozen=True)
class Window:
    """`closes_at` is what the school is shown; for `grace` after it a draft it has may still be submitted."""

    opens_at: datetime
    closes_at: datetime
    grace: timedelta = timedelta()
    reason: str = ""

    def takes_drafts(self, moment: datetime) -> bool:
        return self.opens_at <= moment < self.closes_at

    def takes_submissions(self, moment: datetime) -> bool:
        return self.opens_at <= moment < self.ends_at

    def is_in_grace(self, moment: datetime) -> bool:
        return self.closes_at <= moment < self.ends_at

    @property
    def ends_at(self) -> datetime:
        return self.closes_at + self.grace

    @property
    def extended(self) -> bool:
        return bool(self.reason)


def window_of(call: Call, extension: Extension | None = None) -> Window:
    """The call's window for a school with the extension (or none); an extension never shortens."""
    if extension is None or extension.closes_at <= call.closes_at:
        return Window(call.opens_at, call.closes_at, call.grace)
    return Window(call.opens_at, extension.closes_at, call.grace, extension.reason)


def window_for(call: Call, institution: Institution | int) -> Window:
    """One query."""
    return window_of(call, Extension.objects.filter(call=call, institution=institution).first())


def windows_for(
    calls: Iterable[Call], institutions: Iterable[Institution]
) -> dict[tuple[int, int], Window]:
    """For each (institution, call), by their primary keys: one query for all."""
    calls, institutions = list(calls), list(institutions)
    extended = {
        (each.institution_id, each.call_id): each
        for each in Extension.objects.filter(call__in=calls, institution__in=institutions)
    }
    return {
        (institution.pk, call.pk): window_of(call, extended.get((institution.pk, call.pk)))
        for institution in institutions for call in calls
    }


def last_closing(call: Call) -> datetime:
    """When the last school's window ends: grace and extensions counted."""
    latest = call.extensions.order_by("-closes_at").values_list("closes_at", flat=True).first()
    return max(call.closes_at, latest or call.closes_at) + call.grace


def refuse_new_drafts(call: Call, window: Window, moment: datetime) -> None:
    """Raises Refused unless the school may begin a nomination, or take one back to a draft, at the moment."""
    refuse_unless(call, window, moment, window.takes_drafts(moment))


def refuse_submission(call: Call, window: Window, moment: datetime) -> None:
    """Raises Refused unless a draft of the school may be submitted at the moment, grace included."""
    refuse_unless(call, window, moment, window.takes_submissions(moment))


def refuse_unless(call: Call, window: Window, moment: datetime, taken: bool) -> None:
    if call.state == CallState.PUBLISHED and moment < window.opens_at:
        raise Refused(_("The call “%(call)s” is not open yet.") % {"call": call})
    if call.state != CallState.PUBLISHED or not taken:
        raise Refused(_("The call “%(call)s” has closed; it takes no more nominations.") % {"call": call})


def hold_as_it_is(call: Call) -> Call:
    """The call as stored now, which nobody can change until the transaction ends; others may hold it as well.

    So schools submit beside one another, while closing the call, or changing what it asks, waits for them (and
    they for it). Django has no shared lock; on SQLite a transaction that writes is alone anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM talent_call WHERE id = %s FOR SHARE", [call.pk])
    return Call.objects.select_related("institution").get(pk=call.pk)


def is_open_for(call: Call, window: Window, moment: datetime | None = None) -> bool:
    """Whether the school may still submit, or begin, something."""
    return call.state == CallState.PUBLISHED and window.takes_submissions(moment or timezone.now())
