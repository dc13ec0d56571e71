"""Rulings: who must be taken, or must not, whatever the scores; every proposal keeps them."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from talent.nominations.models import Nomination, NominationState
from talent.reviews.standing import counted_reviews
from talent.selection.models import Proposal, Ruling
from talent.selection.weigh import hold_reviews, propose_after


def rule_on(nomination: Nomination, *, take: bool, reason: str, by: User) -> Proposal | None:
    """Lay down that it must be taken (or must not), and propose anew around it where there is a proposal.

    A ruling on the same nomination is replaced. Raises Refused without a reason, for a nomination that is not
    with the panel, and where somebody must be taken whom nobody reviewed: they have no score to rank by, and
    are taken in by hand.
    """
    if not (reason := reason.strip()):
        raise Refused(_("Say why; the reason is kept with the proposal."))
    with transaction.atomic():
        call = hold_reviews(nomination.call)
        if nomination.state != NominationState.READY:
            raise Refused(_("This nomination is not with the panel."))
        if take and not counted_reviews(call, nomination):
            raise Refused(_("Nobody reviewed it: take it in by hand instead."))
        Ruling.objects.update_or_create(nomination=nomination, defaults={"take": take, "reason": reason, "by": by})
        record("ruled", nomination, by, reason=reason, take=take)
        return propose_after(call, by)


def lift_ruling(nomination: Nomination, by: User) -> Proposal | None:
    """Take the ruling on a nomination back, and propose anew without it. Raises Refused where there is none."""
    with transaction.atomic():
        call = hold_reviews(nomination.call)
        ruling = Ruling.objects.filter(nomination=nomination).first()
        if ruling is None:
            raise Refused(_("There is no ruling on this nomination."))
        ruling.delete()
        record("ruling lifted", nomination, by, take=ruling.take)
        return propose_after(call, by)
