from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from core.schedule.reminding import days_left_to_remind
from talent.corrections import letters
from talent.corrections.models import CorrectionRequest


@task
def remind_of_corrections() -> int:
    return remind_of_open(timezone.now())


def remind_of_open(moment: datetime) -> int:
    """Remind whoever is to make a correction two days and one day before it is due, each once; how many mails."""
    written = 0
    soon = CorrectionRequest.objects.open().filter(
        due_at__gt=moment, due_at__lte=moment + timedelta(days=2), created_at__lte=moment - timedelta(days=1)
    )
    for each in soon.select_related("nomination__call", "nomination__nominee", "nomination__institution",
                                    "recommendation"):
        if days := days_left_to_remind(each.due_at, moment):
            written += letters.remind(each, days)
    return written
