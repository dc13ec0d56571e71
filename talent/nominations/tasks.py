"""Background work of nominations: tables read and stored, schools and ministries reminded, forwarding settled."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation
from django_tasks import task

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.files.staged_import import ImportState, release_stuck
from talent.calls.models import Call
from talent.nominations.bulk.clearing import clear_out
from talent.nominations.bulk.models import NominationImport
from talent.nominations.bulk.staging import read_import
from talent.nominations.bulk.storing import store
from talent.nominations.duplicates.finding import find_duplicates
from talent.nominations.school_reminders import remind_schools
from talent.nominations.settling import remind_ministries, settle_due


@task
def remind_schools_of_lacks() -> int:
    return remind_schools(timezone.now())


@task
def remind_ministries_of_ranking() -> int:
    return remind_ministries(timezone.now())


@task
def settle_forwarding() -> int:
    return settle_due(timezone.now())


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
