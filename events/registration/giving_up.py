"""Giving up a place: by the school or by the organiser, however the person came to it."""

from django.db import transaction

from core.accounts.models import User
from events.registration.models import Registration
from events.registration.register import cancel
from talent.institutions.membership import acts_as
from talent.institutions.models import MembershipRole


def give_up(registration: Registration, by: User, reason: str) -> None:
    """Cancel the registration; an accepted offer that leads to no other registration is taken back with it.

    So the place goes to the next on the call's waiting list. The school is told unless it acts itself.
    """
    told = not acts_as(by, registration.institution_id, MembershipRole.COORDINATOR)
    with transaction.atomic():
        cancel(registration, by, reason, told=told)
