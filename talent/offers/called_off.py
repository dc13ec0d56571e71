"""What a call's offers were to lead to is not held: every offer ends, and nobody moves up."""

from django.db import transaction

from core.audit.record import Actor
from talent.calls.models import CALL_LIFECYCLE, Call, CallState
from talent.nominations.recorded import keep_in_record
from talent.offers import letters
from talent.offers.models import Offer, OfferState
from talent.offers.offers import hold_call, loaded
from talent.offers.signals import OfferTakenBack, offer_taken_back

LIVE = (OfferState.OFFERED, OfferState.ACCEPTED)


def call_off(call: Call, by: Actor, reason: str) -> int:
    """End every offer of a decided call, answered or not; returns how many.

    The call is archived first, so that no place that becomes free goes to the waiting list. Whoever has not
    answered yet is told; who had accepted hears it from what it led to. A call that is not decided stays as it is.
    Each offer ends in a transaction of its own, and doing it again goes on where it stopped.
    """
    with transaction.atomic():
        held = hold_call(call)
        if held.state == CallState.DECIDED:
            CALL_LIFECYCLE.move(held, CallState.ARCHIVED, by=by, reason=reason)
    if held.state != CallState.ARCHIVED:
        return 0
    ended = 0
    for offer in Offer.objects.filter(call=call, state__in=LIVE).order_by("pk"):
        ended += end_called_off(offer, by, reason)
    return ended


def end_called_off(offer: Offer, by: Actor, reason: str) -> bool:
    with transaction.atomic():
        hold_call(offer.call)
        offer = loaded(offer)
        if offer.state not in LIVE:
            return False
        accepted = offer.state == OfferState.ACCEPTED
        Offer.lifecycle.move(offer, OfferState.WITHDRAWN, by=by, reason=reason)
        keep_in_record([offer.nomination])
        if accepted:
            offer_taken_back.send(sender=Offer, taken_back=OfferTakenBack(offer=offer, by=by, reason=reason))
        else:
            letters.tell_of_end(offer, reason)
    return True
