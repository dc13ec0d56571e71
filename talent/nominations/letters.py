"""To whom a school's mails go, and the addresses in them."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from core.accounts.models import User
from talent.institutions.models import Membership, MembershipRole


def whole_address(name: str, **kwargs: str) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(name, kwargs=kwargs)


def coordinators_of(institutions: Iterable[int]) -> dict[int, list[User]]:
    """Each institution's coordinators; one query."""
    found: dict[int, list[User]] = defaultdict(list)
    for membership in (
        Membership.objects.active()
        .filter(institution__in=set(institutions), role=MembershipRole.COORDINATOR, user__is_active=True)
        .select_related("user").order_by("pk")
    ):
        found[membership.institution_id].append(membership.user)
    return found
