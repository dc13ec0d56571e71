"""Telling a school what became of its people's registrations."""

from typing import Any

from core.accounts.models import User
from core.mail.queue import queue_message
from events.registration.models import Registration
from talent.institutions.models import Institution, MembershipRole


def coordinators_of(institution: Institution) -> list[User]:
    """Who reads the school's mail: its coordinators, or its organisers where it has none."""
    for role in (MembershipRole.COORDINATOR, MembershipRole.ORGANISER):
        found = User.objects.filter(
            memberships__institution=institution, memberships__role=role, memberships__ended_at__isnull=True,
            is_active=True,
        )
        if people := list(found.distinct().order_by("pk")):
            return people
    return []


def tell_school(registration: Registration, what: str, **words: Any) -> None:
    """Queue the mail `what` ("confirmed", "consent_lost", "cancelled", "registered") to each coordinator.

    Belongs to the caller's transaction.
    """
    for coordinator in coordinators_of(registration.institution):
        queue_message(
            f"events/registration/mail/{what}",
            to=coordinator.email, to_name=coordinator.name, language=coordinator.language, about=registration.key,
            context={"registration": registration, "person": registration.person, "edition": registration.edition,
                     **words},
        )
