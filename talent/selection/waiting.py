"""What waits for an organiser in selection: a panel to follow, a proposal to decide, offers to send."""

from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me
from talent.calls.models import Call, CallState
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole
from talent.nominations.models import Nomination, NominationState
from talent.reviews.waiting import left_in_call
from talent.selection.models import Proposal, ProposalState


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


def unsent_by_call(calls) -> dict[int, int]:
    """How many selected nominees of each decided call have had no offer; one query."""
    decided = [call.pk for call in calls if call.state == CallState.DECIDED]
    waiting = Nomination.objects.filter(call__in=decided, state=NominationState.SELECTED, offers=None)
    return dict(waiting.order_by().values_list("call").annotate(count=Count("pk")))
