"""To whom in an institution a call's mails go, and the addresses in them."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from core.accounts.models import User
from talent.calls.nominators import WITHOUT_COORDINATORS
from talent.institutions.models import Membership, MembershipRole


def whole_address(name: str, **kwargs: str) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(name, kwargs=kwargs)


def those_who_submit(institutions: Iterable[int]) -> dict[int, list[User]]:
    """Who submits for each institution: its coordinators, or where there are none its organisers; one query."""
    found: dict[int, list[User]] = defaultdict(list)
    submits = Q(role=MembershipRole.COORDINATOR) | Q(
        role=MembershipRole.ORGANISER, institution__kind__in=WITHOUT_COORDINATORS
    )
    for membership in (
        Membership.objects.active().filter(submits, institution__in=set(institutions), user__is_active=True)
        .select_related("user").order_by("pk")
    ):
        found[membership.institution_id].append(membership.user)
    return found
