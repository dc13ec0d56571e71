"""Whom an edition expects: for whom it opens what is not public."""

from django.db.models import Q

from core.accounts.models import User
from events.programmes.models import Edition
from events.registration.models import Registration
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole


def expected_at(user: User, edition: Edition) -> bool:
    """Whether the person is confirmed for the edition, or coordinates a school whose people are; one query."""
    if not user.is_authenticated:
        return False
    schools = institutions_of(user, MembershipRole.COORDINATOR)
    own = Q(person__user=user) | Q(institution__in=schools)
    return Registration.objects.coming().filter(own, edition=edition).exists()
