"""What `selection` announces to the floors above it."""

from dataclasses import dataclass

from django.dispatch import Signal

from core.audit.record import Actor
from talent.offers.models import Offer


@dataclass(frozen=True)
class OfferAccepted:
    """A nominee's offer was accepted. What it becomes (a registration) is written in the same transaction."""

    offer: Offer
    by: Actor


@dataclass(frozen=True)
class OfferTakenBack:
    """An accepted offer was withdrawn: the place is free again and what came of it is cancelled."""

    offer: Offer
    by: Actor
    reason: str


# Sent with `accepted: OfferAccepted` or `taken_back: OfferTakenBack` inside the transaction. A receiver that
# raises `core.audit.lifecycle.Refused` rolls the answer back, and its sentence reaches the person.
offer_accepted = Signal()
offer_taken_back = Signal()
