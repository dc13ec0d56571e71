"""Background work of nominations: tables read and stored, schools and ministries reminded, forwarding settled."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.files.staged_import import ImportState, release_stuck
from core.mail.queue import queue_message
from talent.calls.closing import windows_for
from talent.calls.models import Call
from talent.institutions.models import Institution, InstitutionState, Membership, MembershipRole
from talent.nominations.bulk.clearing import clear_out
from talent.nominations.bulk.models import NominationImport
from talent.nominations.bulk.staging import read_import
from talent.nominations.bulk.storing import store
from talent.nominations.duplicates.finding import find_duplicates
from talent.nominations.models import NOT_HANDED_IN, Nomination
from talent.nominations.settling import remind_ministries, settle_due

BEFORE_CLOSING = timedelta(days=3)


@task
def remind_of_drafts() -> int:
    return remind_schools(timezone.now())


@task
def remind_ministries_of_ranking() -> int:
    return remind_ministries(timezone.now())


@task
def settle_forwarding() -> int:
    return settle_due(timezone.now())


def remind_schools(moment: datetime) -> int:
    """Mail each coordinator of a school whose drafts a call closing within three days would leave behind.

    Once for each call, school, person and closing moment of this school: a call that was extended, for all or for
    this one, is reminded of again. Gives how many mails were written.
    """
    calls = list(Call.objects.closing_between(moment, moment + BEFORE_CLOSING))
    rows = list(
        Nomination.objects.filter(
            call__in=calls, state__in=NOT_HANDED_IN, institution__state=InstitutionState.VERIFIED
        )
        .order_by("call", "institution").values("call", "institution").annotate(n=Count("pk"))
    )
    by_key = {call.pk: call for call in calls}
    windows = windows_for(calls, Institution.objects.filter(pk__in=[row["institution"] for row in rows]))
    written = 0
    for row in rows:
        closes_at = windows[row["institution"], row["call"]].closes_at
        if not moment < closes_at <= moment + BEFORE_CLOSING:
            continue
        coordinators = (
            Membership.objects.active()
            .filter(institution=row["institution"], role=MembershipRole.COORDINATOR, user__is_active=True)
            .select_related("user", "institution")
        )
        for membership in coordinators:
            written += remind(by_key[row["call"]], membership, row["n"], closes_at)
    return written


def remind(call: Call, membership: Membership, drafts: int, closes_at: datetime) -> int:
    school, user = membership.institution, membership.user
    address = reverse("school_call", kwargs={"key": call.key, "school": school.key})
    message = queue_message(
        "talent/nominations/mail/drafts_closing",
        to=user.email,
        to_name=user.name,
        language=user.language,
        once=f"drafts-closing:{call.key}:{school.key}:{user.key}:{closes_at:%Y%m%d%H%M}",
        about=call.key,
        context={
            "call": call, "school": school, "drafts": drafts, "closes_at": closes_at,
            "address": settings.SITE_URL.rstrip("/") + address,
        },
    )
    return 1 if message else 0


def claimed(key: str, state: str) -> NominationImport | None:
    """The import, if it still is in the state in which the task was queued."""
    return (
        NominationImport.objects.filter(key=key, state=state)
        .select_related("call__institution", "institution", "upload", "archive", "by").first()
    )


@task(queue_name="heavy")
def read_nominations(key: str) -> str:
    """Read a table and an archive into their preview, in the language of who brought them."""
    brought = claimed(key, ImportState.READING)
    if brought is None:
        return "not waiting to be read"
    with translation.override(brought.by.language if brought.by else settings.LANGUAGE_CODE):
        try:
            return str(read_import(brought, brought.by or "task worker").state)
        except Refused as refusal:
            # Abandoned while it was being read.
            return str(refusal)


@task(queue_name="heavy")
def store_nominations(key: str, by: int) -> str:
    """Store a confirmed import."""
    brought = claimed(key, ImportState.STORING)
    user = User.objects.filter(pk=by).first()
    if brought is None or user is None:
        return "not waiting to be stored"
    with translation.override(user.language):
        return str(store(brought, user).state)


@task(queue_name="heavy")
def find_duplicates_of(key: str) -> int:
    """Look through a call's nominations for people nominated twice."""
    call = Call.objects.filter(key=key).first()
    return find_duplicates(call) if call else 0


@task(queue_name="heavy")
def find_recent_duplicates() -> int:
    """Once more where somebody submitted lately: a worker that died takes its search with it."""
    lately = timezone.now() - timedelta(hours=3)
    calls = Call.objects.filter(nominations__submitted_at__gte=lately).distinct()
    return sum(find_duplicates(call) for call in calls)


@task
def tidy_nomination_imports() -> dict[str, int]:
    """Release imports whose worker died, and erase what is no longer needed."""
    now = timezone.now()
    waiting = [ImportState.READING, ImportState.STORING]
    stuck = NominationImport.objects.filter(state__in=waiting, updated_at__lt=now - timedelta(minutes=30))
    return {"released": release_stuck(stuck), "erased": clear_out(now)}
