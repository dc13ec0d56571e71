"""Offers: sending, answering, expiring, taking back. What becomes free goes to the waiting list.

Whoever may free a place or give one takes the call's lock first, then touches offers: so two who decline in
the same second are served one after the other, and places are never counted twice. Accepting frees nothing and
takes only its own consent's and offer's lock.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import NotAllowed, OvertakenByOther, Refused
from core.audit.record import Actor
from talent.calls.models import Call, CallState
from talent.nominations.models import Nomination
from talent.nominations.recorded import keep_in_record
from talent.offers import letters
from talent.offers.models import Offer, OfferState
from talent.offers.promotion import awaiting_offers, free_places, make_offer, promote
from talent.offers.signals import OfferAccepted, OfferTakenBack, offer_accepted, offer_taken_back
from talent.people.models import ConsentRequest, ConsentStanding
from talent.people.record.details import Outcome

log = logging.getLogger(__name__)


def hold_call(call: Call) -> Call:
    return Call.objects.select_for_update(no_key=True, of=("self",)).select_related("institution").get(pk=call.pk)


def send_offers(call: Call, deadline: datetime, by: User) -> list[Offer]:
    """Offer a place to every selected nominee who has had no offer. Raises Refused where that cannot be.

    Sent twice, the second finds nobody. Never offers more than there are places (the highest ranked come
    first); whoever's consent does not stand now gets no offer.
    """
    if deadline <= timezone.now():
        raise Refused(_("The deadline has passed already."))
    with transaction.atomic():
        call = hold_call(call)
        if call.state != CallState.DECIDED:
            raise Refused(_("Offers are sent when the call is decided."))
        waiting = awaiting_offers(call)
        if not waiting:
            raise Refused(_("Nobody is selected who has not had an offer."))
        free = free_places(call, without_offers=False)
        if not free:
            raise Refused(_("No place is free: every place is offered or accepted."))
        return [make_offer(nomination, call, deadline, by) for nomination in waiting[:free]]


def accept(offer: Offer, by: User, moment: datetime | None = None) -> Offer:
    """Accept for the nominee; what follows from it is written in the same transaction.

    Raises Refused when the offer was answered or ended before, when consent does not stand, or when a
    receiver of `offer_accepted` refuses (then nothing has happened).
    """
    moment = moment or timezone.now()
    with transaction.atomic():
        # The consent before the offer: who refuses it at this moment holds it, and then wants the offer.
        ConsentRequest.objects.select_for_update(no_key=True).filter(nomination=offer.nomination_id).first()
        offer = loaded(offer)
        refuse_answered(offer)
        if offer.deadline <= moment:
            raise Refused(_("The offer had to be answered earlier; it is no longer held."))
        consent = offer.nomination.consent
        if consent and consent.standing != ConsentStanding.GIVEN:
            raise Refused(_("The guardian's consent is missing, so the offer cannot be accepted now."))
        try:
            Offer.lifecycle.move(offer, OfferState.ACCEPTED, by=by, answered_at=moment)
        except OvertakenByOther:
            refuse_answered(loaded(offer))
            raise
        keep_in_record([offer.nomination], Outcome.ACCEPTED)
        offer_accepted.send(sender=Offer, accepted=OfferAccepted(offer=offer, by=by))
        letters.tell_of_acceptance(offer)
    return offer


def decline(offer: Offer, by: Actor, reason: str = "", moment: datetime | None = None) -> Offer:
    """Decline for the nominee; the place goes to the next on the waiting list at once."""
    return end(offer, OfferState.DECLINED, by, reason, answered_at=moment or timezone.now())


def withdraw_offer(offer: Offer, by: Actor, reason: str) -> Offer:
    """Withdraw an offer that nobody has answered; the place goes to the next."""
    return end(offer, OfferState.WITHDRAWN, by, reason)


def end(offer: Offer, state: str, by: Actor, reason: str, **changes) -> Offer:
    with transaction.atomic():
        call = hold_call(offer.call)
        offer = loaded(offer)
        refuse_answered(offer)
        Offer.lifecycle.move(offer, state, by=by, reason=reason, **changes)
        keep_in_record([offer.nomination], Outcome.DECLINED if state == OfferState.DECLINED else None)
        letters.tell_of_end(offer, reason)
        promote(call)
    return offer


def take_back(offer: Offer, by: Actor, reason: str) -> Offer:
    """Take back an offer, answered or not; what came of an accepted one is cancelled, the place goes to the next."""
    if not (reason := reason.strip()):
        raise Refused(_("Say why; the school reads it."))
    with transaction.atomic():
        call = hold_call(offer.call)
        offer = loaded(offer)
        accepted = offer.state == OfferState.ACCEPTED
        if not accepted:
            refuse_answered(offer)
        Offer.lifecycle.move(offer, OfferState.WITHDRAWN, by=by, reason=reason)
        keep_in_record([offer.nomination])
        if accepted:
            offer_taken_back.send(sender=Offer, taken_back=OfferTakenBack(offer=offer, by=by, reason=reason))
        letters.tell_of_end(offer, reason)
        promote(call)
    return offer


def offer_again(nomination: Nomination, deadline: datetime, by: User) -> Offer:
    """Offer anew to a selected nominee whose offer ended, while a place is free: for what was declined by mistake."""
    if deadline <= timezone.now():
        raise Refused(_("The deadline has passed already."))
    with transaction.atomic():
        call = hold_call(nomination.call)
        nomination = (
            Nomination.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("nominee__institution", "institution", "consent").filter(pk=nomination.pk).first()
        )
        if nomination is None or nomination.state != Nomination.State.SELECTED:
            raise Refused(_("Only a selected nominee can be offered a place."))
        if Offer.objects.filter(nomination=nomination, state__in=[OfferState.OFFERED, OfferState.ACCEPTED]).exists():
            raise Refused(_("This nominee has an offer already."))
        if nomination.consent and nomination.consent.standing != ConsentStanding.GIVEN:
            raise Refused(_("The guardian's consent is missing."))
        if free_places(call) < 1:
            raise Refused(_("No place is free: whoever came next from the waiting list has it."))
        nomination.call = call
        keep_in_record([nomination])
        return make_offer(nomination, call, deadline, by)


def expire(offer: Offer, moment: datetime) -> bool:
    """End an offer that is due and let the next have the place; False if it was answered meanwhile."""
    with transaction.atomic():
        call = hold_call(offer.call)
        offer = loaded(offer)
        if offer.state != OfferState.OFFERED or offer.deadline > moment:
            return False
        try:
            Offer.lifecycle.move(offer, OfferState.EXPIRED, by="scheduler")
        except (NotAllowed, OvertakenByOther):
            return False
        letters.tell_of_end(offer, "")
        promote(call)
    return True


def expire_due(moment: datetime | None = None) -> int:
    """Expire every offer whose deadline has passed, each in a transaction of its own; returns how many.

    One that fails is logged and hinders no other.
    """
    moment = moment or timezone.now()
    due = Offer.objects.filter(state=OfferState.OFFERED, deadline__lte=moment).order_by("deadline", "pk")
    expired = 0
    for offer in due.select_related("call"):
        try:
            expired += expire(offer, moment)
        except Exception:
            log.exception("Offer %s could not be expired.", offer.key)
    return expired


def fill_free_places() -> int:
    """Promote wherever a place is free and somebody waits: also where a promotion had to pass somebody over."""
    calls = Call.objects.filter(
        state=CallState.DECIDED, nominations__state=Nomination.State.WAITING_LIST, nominations__erased_at=None
    ).distinct()
    filled = 0
    for call in calls:
        if free_places(call):
            with transaction.atomic():
                filled += len(promote(hold_call(call)))
    return filled


def remind_due(moment: datetime | None = None) -> int:
    """Remind schools of offers that end within two days (short offers: after half their time), once each."""
    moment = moment or timezone.now()
    ending = Offer.objects.filter(
        state=OfferState.OFFERED, reminded_at__isnull=True, deadline__gt=moment,
        deadline__lte=moment + timedelta(days=2),
    )
    reminded = 0
    for offer in ending.select_related("call__institution", "nomination__nominee", "nomination__institution"):
        if moment < offer.created_at + (offer.deadline - offer.created_at) / 2:
            continue
        with transaction.atomic():
            if Offer.objects.filter(pk=offer.pk, state=OfferState.OFFERED, reminded_at__isnull=True).update(
                reminded_at=moment
            ):
                letters.remind_of_offer(offer)
                reminded += 1
    return reminded


def loaded(offer: Offer) -> Offer:
    """The offer as stored now, with all that its letters name."""
    return Offer.objects.select_related(
        "call__institution", "nomination__nominee__institution", "nomination__institution", "nomination__consent"
    ).get(pk=offer.pk)


def refuse_answered(offer: Offer) -> None:
    sentences = {
        OfferState.ACCEPTED: _("This offer has been accepted already."),
        OfferState.DECLINED: _("This offer has been declined already."),
        OfferState.EXPIRED: _("This offer was not answered in time and is no longer held."),
        OfferState.WITHDRAWN: _("This offer has been withdrawn."),
    }
    if offer.state in sentences:
        raise Refused(sentences[OfferState(offer.state)])
