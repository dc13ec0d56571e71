"""Housekeeping that no room owns."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

KEPT_DAYS = 14


@task
def tidy_up() -> int:
    """Throw away expired sessions and the results of tasks that ended two weeks ago; gives how many."""
    now = timezone.now()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    results, _ = DBTaskResult.objects.finished().filter(finished_at__lt=now - timedelta(days=KEPT_DAYS)).delete()
    return sessions + results
