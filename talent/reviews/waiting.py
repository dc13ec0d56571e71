"""What waits for a panellist."""

from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me
from talent.nominations.models import NominationState
from talent.reviews.models import Review, ReviewState
from talent.reviews.review_views import reviews_of

# The state of a proposal, by its name: a room above keeps proposals, and one that is open closes the reviews.
PROPOSED = "open"
LEFT = (ReviewState.ASSIGNED, ReviewState.STARTED)


@waits_for_me
def reviews_to_do(user: User) -> Iterator[Waiting]:
    waiting = (
        reviews_of(user).filter(state__in=LEFT).exclude(nomination__call__proposals__state=PROPOSED)
        .values("nomination__call__title", "nomination__call__reviews_close_at", "nomination__call__zone")
        .annotate(count=Count("pk")).order_by("nomination__call__reviews_close_at")
    )
    for each in waiting:
        yield Waiting(
            title=_("Reviews to do"), detail=each["nomination__call__title"], address=reverse("my_reviews"),
            count=each["count"], due=each["nomination__call__reviews_close_at"], zone=each["nomination__call__zone"],
        )


def left_in_call() -> Exists:
    return Exists(
        Review.objects.filter(
            nomination__call=OuterRef("pk"), nomination__state=NominationState.READY, state__in=LEFT,
            panellist__left_at__isnull=True,
        )
    )
