"""What waits for a panellist, and for an organiser whose panel is too small."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me
from talent.calls.models import CallState
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole
from talent.nominations.models import Nomination, NominationState
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


@waits_for_me
def nominations_without_reviewers(user: User) -> Iterator[Waiting]:
    """For an organiser: nominations that have too few reviewers, because nobody free of conflicts is left."""
    organised = institutions_of(user, MembershipRole.ORGANISER)
    if not organised:
        return
    live = Q(reviews__state=ReviewState.SUBMITTED) | Q(reviews__state__in=LEFT, reviews__panellist__left_at=None)
    lacking = (
        Nomination.objects.ready()
        .filter(
            call__institution__in=organised, call__state=CallState.REVIEWING,
            call__reviewers_per_nomination__isnull=False,
        )
        .exclude(call__proposals__state=PROPOSED)
        .annotate(live=Count("reviews", filter=live))
        .filter(live__lt=F("call__reviewers_per_nomination"))
        .values_list("call__key", "call__title")
    )
    for (key, title), count in sorted(Counter(lacking).items()):
        yield Waiting(
            _("Too few reviewers: %(call)s") % {"call": title}, reverse("assignment", kwargs={"key": key}),
            _("Add somebody to the panel, or see who is kept from what."), count=count,
        )


def left_in_call() -> Exists:
    return Exists(
        Review.objects.filter(
            nomination__call=OuterRef("pk"), nomination__state=NominationState.READY, state__in=LEFT,
            panellist__left_at__isnull=True,
        )
    )
