from django.utils import timezone
from django_tasks import task

from talent.recommendations.reminders import remind_recommenders


@task
def remind_all_recommenders() -> int:
    return remind_recommenders(timezone.now())
