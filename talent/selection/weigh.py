"""From closed reviews to a proposal, and what people change in it."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from talent.calls.models import Call, CallState
from talent.nominations.models import Nomination, NominationState
from talent.reviews.closing import lock_reviews
from talent.reviews.models import Review
from talent.reviews.reviewing import complete_reviews
from talent.selection.models import Proposal, ProposalState, Standing
from talent.selection.proposing import make_proposal


def close_reviews(call: Call, by: User) -> Proposal:
    """End the scoring and propose. Raises Refused when the reviews are closed already."""
    with transaction.atomic():
        call = hold_reviews(call)
        if Proposal.objects.filter(call=call, state=ProposalState.OPEN).exists():
            raise Refused(_("The reviews are closed already."))
        record("closed the reviews", call, by)
        return make_proposal(call, by)


def propose_again(call: Call, by: User) -> Proposal:
    """Discard the open proposal with its adjustments, and make another from the quotas and places of now."""
    with transaction.atomic():
        call = hold_reviews(call)
        discard_open(call, by)
        return make_proposal(call, by)


def propose_after(call: Call, by: User) -> Proposal | None:
    """A new proposal in place of the open one of a call that is held; None where there is none to replace."""
    if not Proposal.objects.filter(call=call, state=ProposalState.OPEN).exists():
        return None
    discard_open(call, by)
    return make_proposal(call, by)


def reopen_reviews(call: Call, by: User) -> None:
    """Discard the open proposal and let the panel score again."""
    with transaction.atomic():
        call = hold_reviews(call)
        discard_open(call, by)
        complete_reviews(call)
        record("opened the reviews again", call, by)


def hold_reviews(call: Call) -> Call:
    """The call in review, locked after all of its reviews: whoever is saving a score is waited for."""
    lock_reviews(Review.objects.filter(nomination__call=call))
    call = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    if call.state != CallState.REVIEWING:
        raise Refused(_("The call is not in review."))
    return call


def discard_open(call: Call, by: User) -> None:
    proposal = Proposal.objects.filter(call=call, state=ProposalState.OPEN).first()
    if proposal is None:
        raise Refused(_("There is no proposal now."))
    Proposal.lifecycle.move(proposal, ProposalState.DISCARDED, by=by)


def adjust(standing: Standing, *, selected: bool, waits: bool, reason: str, by: User) -> Standing:
    """Take a nomination in or out by hand; `waits`: out, but on the waiting list. The reason is kept.

    Quotas may be broken so: the page has shown it. Places are counted when the panel decides.
    """
    if not (reason := reason.strip()):
        raise Refused(_("Say why; the reason is kept with the proposal."))
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update().get(pk=standing.proposal_id)
        if proposal.state != ProposalState.OPEN:
            raise Refused(_("This proposal is not open any more."))
        standing = Standing.objects.select_for_update(of=("self",)).select_related("nomination").get(pk=standing.pk)
        before = "in" if standing.selected else "out"
        standing.selected, standing.waits = selected, waits
        standing.adjusted_by, standing.adjusted_reason = by, reason
        standing.save(update_fields=["selected", "waits", "adjusted_by", "adjusted_reason"])
        record(
            "adjusted", proposal, by, reason=reason, nomination=standing.nomination.key, before=before,
            after="in" if selected else "out", waits=waits,
        )
    return standing


def undo_adjustment(standing: Standing, by: User) -> Standing:
    """Put one nomination back to what was computed."""
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update().get(pk=standing.proposal_id)
        if proposal.state != ProposalState.OPEN:
            raise Refused(_("This proposal is not open any more."))
        standing = Standing.objects.select_for_update(of=("self",)).select_related("nomination").get(pk=standing.pk)
        barred = {each["key"] for each in proposal.rulings if not each["take"]}
        standing.selected = standing.proposed
        standing.waits = standing.reviews > 0 and standing.nomination.key not in barred
        standing.adjusted_by, standing.adjusted_reason = None, ""
        standing.save(update_fields=["selected", "waits", "adjusted_by", "adjusted_reason"])
        record("adjustment undone", proposal, by, nomination=standing.nomination.key)
    return standing


def out_of_date(proposal: Proposal) -> tuple[int, int]:
    """How many nominations became ready since the proposal, and how many of it are no longer ready."""
    there = set(proposal.standings.values_list("nomination_id", flat=True))
    ready = set(
        Nomination.objects.filter(call=proposal.call_id, state=NominationState.READY).values_list("pk", flat=True)
    )
    return len(ready - there), len(there - ready)
