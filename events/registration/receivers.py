"""What other rooms' announcements mean for registrations."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy

from events.copying.copy import Part, copies
from events.programmes.models import Edition, EditionState
from events.programmes.signals import edition_changed
from events.registration import consents
from events.registration.copied import copy_open_places
from events.registration.models import Registration, RegistrationState
from events.registration.recorded import keep_edition_in_record
from events.registration.register import cancel, register
from talent.offers.signals import OfferAccepted, OfferTakenBack, offer_accepted, offer_taken_back
from talent.people.models import ConsentStanding
from talent.people.signals import ConsentChanged, consent_changed

copies(Part("places", gettext_lazy("Numbers of open places"), copy_open_places, order=30))

# What a talent record says of an edition.
SHOWN_IN_RECORDS = {"title", "starts_at", "ends_at", "zone", "venue", "city", "host"}


@receiver(offer_accepted, dispatch_uid="register_for_accepted_offer")
def register_for_offer(sender: Any, accepted: OfferAccepted, **kwargs: Any) -> None:
    """Whoever accepts is registered for every edition that uses the call, in the acceptance's transaction."""
    offer = accepted.offer
    over = [EditionState.ARCHIVED, EditionState.CANCELLED]
    editions = Edition.objects.filter(calls=offer.call_id).exclude(state__in=over).order_by("pk")
    nomination = offer.nomination
    for edition in editions:
        registration = register(
            edition, nomination.nominee, by=accepted.by, institution=nomination.institution, offer=offer,
            consent=nomination.consent,
        )
        if registration.offer_id is None and getattr(registration, "place", None) is None:
            registration.offer = offer
            registration.save(update_fields=["offer", "updated_at"])


@receiver(offer_taken_back, dispatch_uid="cancel_for_offer_taken_back")
def cancel_for_offer(sender: Any, taken_back: OfferTakenBack, **kwargs: Any) -> None:
    """What came of the offer is cancelled; that it was taken back tells selection's own letter, with the reason."""
    registrations = Registration.objects.live().filter(offer=taken_back.offer)
    for registration in registrations.select_related("edition", "person", "institution", "consent"):
        cancel(registration, taken_back.by, taken_back.reason, told=False)


@receiver(consent_changed, dispatch_uid="follow_consent")
def follow_consent(sender: Any, changed: ConsentChanged, **kwargs: Any) -> None:
    """Confirmed only while consent is given: in the same transaction as the answer."""
    if changed.before == changed.after:
        return
    registrations = Registration.objects.live().filter(consent=changed.request)
    for registration in registrations.select_related("edition", "person", "institution"):
        given = changed.after == ConsentStanding.GIVEN
        if given != (registration.state == RegistrationState.CONFIRMED):
            consents.settle(registration, changed.after, "guardian's answer")


@receiver(edition_changed, sender=Edition, dispatch_uid="keep_edition_in_record")
def keep_in_records(sender: Any, edition: Edition, changed: list[str], **kwargs: Any) -> None:
    if SHOWN_IN_RECORDS & set(changed):
        keep_edition_in_record(edition)
