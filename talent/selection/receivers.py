"""What selection does when something it depends on changes."""

from allauth.account.signals import email_confirmed, user_logged_in
from django.dispatch import receiver
from django.utils.translation import gettext as _

from core.audit.lifecycle import Refused
from core.audit.record import Actor
from talent.nominations.models import Call, CallState, Nomination, NominationState
from talent.nominations.signals import nominating_ended, nominating_resumed, nomination_withdrawn
from talent.people.models import ConsentRequest, ConsentStanding
from talent.people.signals import ConsentChanged, consent_changed
from talent.selection.models import Offer, OfferState, Proposal, ProposalState
from talent.selection.offers import hold_call, take_back, withdraw_offer
from talent.selection.panel import join_as_invited
from talent.selection.promotion import LIVE, promote
from talent.selection.reviewing import begin_with_panel, complete_reviews


@receiver(email_confirmed)
def seat_the_confirmed(sender, request, email_address, **kwargs) -> None:
    """Who was invited to a panel by this address takes the seat as soon as the address is theirs."""
    join_as_invited(email_address.user)


@receiver(user_logged_in)
def seat_the_signed_in(sender, request, user, **kwargs) -> None:
    join_as_invited(user)


@receiver(nominating_ended, sender=Call)
def begin_reviewing(sender, call: Call, **kwargs) -> None:
    begin_with_panel(call)


@receiver(nominating_resumed, sender=Call)
def keep_proposal(sender, call: Call, **kwargs) -> None:
    """A call with a proposal takes no nominations again before the proposal is discarded."""
    if Proposal.objects.filter(call=call, state=ProposalState.OPEN).exists():
        raise Refused(_("There is a proposal already. Open the reviews again first; that discards it."))


@receiver(nomination_withdrawn, sender=Nomination)
def free_the_place(sender, nomination: Nomination, by: Actor, reason: str, **kwargs) -> None:
    """A withdrawn nominee's offer ends, an accepted one is taken back; the place goes to the next."""
    if nomination.call.state != CallState.DECIDED:
        return
    live = Offer.objects.filter(nomination=nomination, state__in=LIVE).select_related("call").first()
    if live:
        take_back(live, by, reason)
    else:
        promote(hold_call(nomination.call))


@receiver(consent_changed, sender=ConsentRequest)
def follow_consent(sender, changed: ConsentChanged, **kwargs) -> None:
    """A nomination that becomes ready late gets its reviews; consent refused after selection ends an open offer.

    What a refusal means for an accepted offer is for registration to decide. Connected after the receiver
    of `nominations`, which moves the nomination.
    """
    nomination = Nomination.objects.select_related("call").filter(consent=changed.request).first()
    if nomination is None or changed.before == changed.after:
        return
    if nomination.state == NominationState.READY:
        complete_reviews(nomination.call)
    elif nomination.state == NominationState.SELECTED and changed.after == ConsentStanding.REFUSED:
        end_open_offer(nomination)
    elif nomination.state == NominationState.WAITING_LIST and changed.after == ConsentStanding.GIVEN:
        promote(hold_call(nomination.call))


def end_open_offer(nomination: Nomination) -> None:
    offer = Offer.objects.filter(nomination=nomination, state__in=LIVE).select_related("call").first()
    if offer is None:
        promote(hold_call(nomination.call))
    elif offer.state == OfferState.OFFERED:
        try:
            withdraw_offer(offer, "consent", _("A consent that the call requires was refused."))
        except Refused:
            # Answered in this very second: registration hears of the same refusal.
            return
