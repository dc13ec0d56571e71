"""Periodic work of selection."""

from django_tasks import task

from talent.nominations.models import Call, CallState
from talent.selection import offers, reviewing


@task
def expire_due_offers() -> int:
    """Offers past their deadline end, and the next on the waiting list come in."""
    return offers.expire_due() + offers.fill_free_places()


@task
def remind_of_offers() -> int:
    return offers.remind_due()


@task
def complete_all_reviews() -> int:
    """Every ready nomination is with every panellist: also where a call came into review by another way."""
    return sum(reviewing.complete_reviews(call) for call in Call.objects.filter(state=CallState.REVIEWING))
