"""What waits for a person in selection: reviews to do, offers to answer, a panel to follow, a proposal to decide."""

from collections.abc import Iterator

from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole
from talent.nominations.models import Call, CallState, Nomination, NominationState
from talent.selection.models import Offer, OfferState, Proposal, ProposalState, Review, ReviewState
from talent.selection.review_views import reviews_of

LEFT = (ReviewState.ASSIGNED, ReviewState.STARTED)


@waits_for_me
def reviews_to_do(user: User) -> Iterator[Waiting]:
    closed = Proposal.objects.filter(call=OuterRef("nomination__call"), state=ProposalState.OPEN)
    waiting = (
        reviews_of(user).filter(~Exists(closed), state__in=LEFT)
        .values("nomination__call__title", "nomination__call__reviews_close_at", "nomination__call__zone")
        .annotate(count=Count("pk")).order_by("nomination__call__reviews_close_at")
    )
    for each in waiting:
        yield Waiting(
            title=_("Reviews to do"), detail=each["nomination__call__title"], address=reverse("my_reviews"),
            count=each["count"], due=each["nomination__call__reviews_close_at"], zone=each["nomination__call__zone"],
        )


@waits_for_me
def offers_to_answer(user: User) -> Iterator[Waiting]:
    schools = institutions_of(user, MembershipRole.COORDINATOR)
    if not schools:
        return
    waiting = (
        Offer.objects.filter(nomination__institution__in=schools, state=OfferState.OFFERED)
        .values("call__title", "call__zone").annotate(count=Count("pk"), due=Min("deadline")).order_by("due")
    )
    for each in waiting:
        yield Waiting(
            title=ngettext("An offer to answer", "Offers to answer", each["count"]), detail=each["call__title"],
            address=reverse("school_offers") + "?state=offered", count=each["count"], due=each["due"],
            zone=each["call__zone"],
        )


@waits_for_me
def calls_to_run(user: User) -> Iterator[Waiting]:
    """For organisers: calls that closed and have no review yet, panels at work, proposals, offers not sent."""
    organised = institutions_of(user, MembershipRole.ORGANISER)
    if not organised:
        return
    calls = (
        Call.objects.filter(institution__in=organised, state__in=[CallState.REVIEWING, CallState.DECIDED])
        .annotate(
            proposed=Exists(Proposal.objects.filter(call=OuterRef("pk"), state=ProposalState.OPEN)),
            left=left_in_call(),
        )
        .order_by("closes_at", "pk")
    )
    unsent = unsent_by_call(calls)
    for call in calls:
        if call.state == CallState.DECIDED:
            if unsent.get(call.pk):
                yield Waiting(
                    title=_("Offers to send"), detail=call.title, count=unsent[call.pk],
                    address=reverse("call_offers", kwargs={"key": call.key}),
                )
        elif call.proposed:
            yield Waiting(
                title=_("A proposal to decide"), detail=call.title,
                address=reverse("proposal", kwargs={"key": call.key}),
            )
        else:
            yield Waiting(
                title=_("Reviews under way") if call.left else _("Reviews are in: close them"), detail=call.title,
                address=reverse("review_progress", kwargs={"key": call.key}), due=call.reviews_close_at,
                zone=call.zone,
            )


def left_in_call() -> Exists:
    return Exists(
        Review.objects.filter(
            nomination__call=OuterRef("pk"), nomination__state=NominationState.READY, state__in=LEFT,
            panellist__left_at__isnull=True,
        )
    )


def unsent_by_call(calls) -> dict[int, int]:
    """How many selected nominees of each decided call have had no offer; one query."""
    decided = [call.pk for call in calls if call.state == CallState.DECIDED]
    waiting = Nomination.objects.filter(call__in=decided, state=NominationState.SELECTED, offers=None)
    return dict(waiting.order_by().values_list("call").annotate(count=Count("pk")))
