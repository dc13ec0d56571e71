"""Whether a panel's scores can still change."""

from django.db.models import QuerySet

from talent.calls.models import Call, CallState
from talent.reviews.models import Review

# The state of a proposal, by its name: a room above keeps proposals, and making one closes the reviews.
DISCARDED = "discarded"


def reviews_are_closed(call: Call) -> bool:
    """Whether scores can no longer change: a proposal was made from them, or the call is not in review."""
    if call.state != CallState.REVIEWING:
        return True
    return call.proposals.exclude(state=DISCARDED).exists()


def lock_reviews(reviews: QuerySet[Review]) -> None:
    """Lock these reviews, and nothing that they refer to, by their numbers: so nobody waits in a circle."""
    list(reviews.select_for_update(of=("self",)).order_by("pk").only("pk"))
