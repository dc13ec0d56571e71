from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation
from django_tasks import task

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.files.staged_import import release_stuck
from talent.people.coming_of_age import follow_those_who_come_of_age
from talent.people.consent_reminders import remind_of_consents
from talent.people.models import ImportState, StudentImport
from talent.people.rollover.roll import forget_turns
from talent.people.school_change.asking import expire_due
from talent.people.student_import.clearing import clear_out
from talent.people.student_import.staging import read_file
from talent.people.student_import.storing import store


def claimed(key: str, state: str) -> StudentImport | None:
    """The import, if it still is in the state in which the task was queued."""
    return StudentImport.objects.filter(key=key, state=state).select_related("institution", "upload", "by").first()


def language_of(user: User | None) -> str:
    return user.language if user else settings.LANGUAGE_CODE


@task(queue_name="heavy")
def read_student_file(key: str) -> str:
    """Read an import's file into its preview, in the language of who brought it in."""
    student_import = claimed(key, ImportState.READING)
    if student_import is None:
        return "not waiting to be read"
    with translation.override(language_of(student_import.by)):
        try:
            return str(read_file(student_import, student_import.by or "task worker").state)
        except Refused as refusal:
            # Abandoned while it was being read.
            return str(refusal)


@task(queue_name="heavy")
def store_students(key: str, by: int) -> str:
    """Store a confirmed import."""
    student_import = claimed(key, ImportState.STORING)
    if student_import is None:
        return "not waiting to be stored"
    user = User.objects.filter(pk=by).first()
    with translation.override(language_of(user)):
        return str(store(student_import, user or "task worker").state)


@task
def tidy_student_imports() -> dict[str, int]:
    """Release imports whose worker died; erase the files, rows and turns of the year that are no longer needed."""
    now = timezone.now()
    waiting = Q(state__in=[ImportState.READING, ImportState.STORING], updated_at__lt=now - timedelta(minutes=30))
    return {
        "released": release_stuck(StudentImport.objects.filter(waiting)), "erased": clear_out(now),
        "turns forgotten": forget_turns(now),
    }


@task
def expire_school_changes() -> int:
    """Changes of school that nobody answered in time; gives how many."""
    return expire_due()


@task
def remind_of_open_consents() -> int:
    """Before an answer about consent is due."""
    return remind_of_consents(timezone.now())


@task
def follow_coming_of_age() -> dict[str, int]:
    """Students who come of age answer their open consents from that day."""
    return follow_those_who_come_of_age()
