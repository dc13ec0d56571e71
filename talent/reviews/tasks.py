"""Periodic work of reviews."""

from django_tasks import task

from talent.calls.models import Call, CallState
from talent.reviews import reviewing


@task
def complete_all_reviews() -> int:
    """Every ready nomination is with every panellist: also where a call came into review by another way."""
    return sum(reviewing.complete_reviews(call) for call in Call.objects.filter(state=CallState.REVIEWING))
