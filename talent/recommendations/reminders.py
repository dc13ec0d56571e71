"""Reminding recommenders before the deadline: only who was asked and has not answered."""

from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.functions import Coalesce

from core.schedule.reminding import days_left_to_remind
from talent.calls.models import CallState
from talent.nominations.models import CONSIDERED
from talent.recommendations import letters
from talent.recommendations.models import Recommendation

# Who was asked a moment ago is not reminded in the next.
AFTER_ASKING = timedelta(days=1)


def remind_recommenders(moment: datetime) -> int:
    """Write the reminders that are due; how many were written. Each recommender once for each number of days left."""
    written = 0
    waiting = (
        Recommendation.objects.outstanding()
        .filter(
            nomination__state__in=CONSIDERED, misdirected=False, given_at=None, asked_at__lte=moment - AFTER_ASKING,
            nomination__call__state__in=[CallState.PUBLISHED, CallState.REVIEWING],
        )
        .annotate(due=Coalesce(F("nomination__call__recommendations_close_at"), F("nomination__call__closes_at")))
        .filter(due__gt=moment, due__lte=moment + timedelta(days=7))
        .select_related("nomination__call__institution", "nomination__nominee", "nomination__institution")
        .defer("text")
    )
    for each in waiting.iterator(chunk_size=500):
        due = each.nomination.call.recommendations_due
        if days := days_left_to_remind(due, moment):
            written += letters.remind(each, due, days)
    return written
