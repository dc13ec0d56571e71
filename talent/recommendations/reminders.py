"""Reminding recommenders before the deadline: only who was asked and has not answered."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from core.schedule.reminding import days_left_to_remind
from talent.calls.models import CallState
from talent.nominations.models import CONSIDERED
from talent.recommendations import letters
from talent.recommendations.deadline import dues_of
from talent.recommendations.models import Recommendation

# Who was asked a moment ago is not reminded in the next.
AFTER_ASKING = timedelta(days=1)
AT_ONCE = 500


def remind_recommenders(moment: datetime) -> int:
    """Write the reminders that are due; how many were written. Each recommender once for each number of days left."""
    written = 0
    waiting = (
        Recommendation.objects.outstanding()
        .filter(
            nomination__state__in=CONSIDERED, misdirected=False, given_at=None, asked_at__lte=moment - AFTER_ASKING,
            nomination__call__state__in=[CallState.PUBLISHED, CallState.REVIEWING],
        )
        .select_related("nomination__call__institution", "nomination__nominee", "nomination__institution")
        .defer("text", "handed_in").order_by("pk")
    )
    for lot in batched(waiting.iterator(chunk_size=AT_ONCE), AT_ONCE):
        dues = dues_of(each.nomination for each in lot)
        for each in lot:
            due = dues[each.nomination_id]
            if days := days_left_to_remind(due, moment):
                written += letters.remind(each, due, days)
    return written


def batched(each: Iterable[Recommendation], size: int) -> Iterator[list[Recommendation]]:
    waiting = iter(each)
    while lot := list(islice(waiting, size)):
        yield lot
