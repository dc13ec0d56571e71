"""What offers do when something they depend on changes."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from core.audit.lifecycle import Refused
from core.audit.record import Actor
from talent.calls.models import CallState
from talent.nominations.models import Nomination, NominationState
from talent.nominations.signals import nomination_withdrawn
from talent.offers.models import Offer, OfferState
from talent.offers.offers import hold_call, take_back, withdraw_offer
from talent.offers.promotion import LIVE, promote
from talent.people.models import ConsentRequest, ConsentStanding
from talent.people.signals import ConsentChanged, consent_changed


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
    """Consent refused after selection ends an open offer; given late, it lets who waits come in.

    What a refusal means for an accepted offer is for registration to decide.
    """
    nomination = Nomination.objects.select_related("call").filter(consent=changed.request).first()
    if nomination is None or changed.before == changed.after:
        return
    if nomination.state == NominationState.SELECTED and changed.after == ConsentStanding.REFUSED:
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
