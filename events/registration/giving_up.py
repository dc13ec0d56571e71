"""Giving up a place: by the school or by the organiser, however the person came to it."""

from django.db import transaction

from core.accounts.models import User
from events.registration.models import Registration
from events.registration.register import cancel
from talent.institutions.membership import acts_as
from talent.institutions.models import MembershipRole
from talent.offers.models import OfferState
from talent.offers.offers import take_back


def give_up(registration: Registration, by: User, reason: str) -> None:
    """Cancel the registration; an accepted offer that leads to no other registration is taken back with it.

    So the place goes to the next on the call's waiting list. The school is told unless it acts itself. Raises
    Refused for a registration that is cancelled already.
    """
    told = not acts_as(by, registration.institution_id, MembershipRole.COORDINATOR)
    with transaction.atomic():
        if leads_only_here(registration):
            # The announcement of it cancels this registration.
            take_back(registration.offer, by, reason)
            registration.refresh_from_db(fields=["state"])
        else:
            cancel(registration, by, reason, told=told)


def leads_only_here(registration: Registration) -> bool:
    offer = registration.offer
    if offer is None or offer.state != OfferState.ACCEPTED:
        return False
    live = Registration.objects.live().filter(offer=offer).values_list("pk", flat=True)
    return set(live) == {registration.pk}
