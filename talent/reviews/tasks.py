"""Periodic work of reviews."""

from django.db import transaction
from django_tasks import task

from talent.calls.models import Call, CallState
from talent.reviews import reviewing
from talent.reviews.closing import lock_reviews
from talent.reviews.declaring import set_aside_barred
from talent.reviews.models import Review


@task(queue_name="heavy")
def give_reviews(pk: int) -> str:
    """Find the reviewers of a call that has come into review, and tell them."""
    with transaction.atomic():
        call = Call.objects.select_for_update(no_key=True).get(pk=pk)
        if call.state != CallState.REVIEWING:
            return "no longer in review"
        reviewing.give(call)
    return "given"


@task
def complete_all_reviews() -> int:
    """Every ready nomination is with its reviewers: also where a call came into review by another way.

    What a conflict forbids since, for somebody who joined an institution of another country, is set aside first.
    """
    made = 0
    for call in Call.objects.filter(state=CallState.REVIEWING):
        if not reviewing.reviews_are_closed(call):
            with transaction.atomic():
                lock_reviews(Review.objects.filter(nomination__call=call))
                set_aside_barred(call, "scheduler")
        made += reviewing.complete_reviews(call)
    return made
