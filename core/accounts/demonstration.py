"""The accounts that a demonstration's sign-in page offers, one for every role.

The demonstration's loader calls `offer_account` for each; nothing here works on a site that is not a demonstration.
"""

from django.conf import settings
from django.db.models import QuerySet

from core.accounts.models import DemonstrationAccount, User

PASSWORD = "invented people only"  # noqa: S105 (shown on the sign-in page, and only in a demonstration)


def offer_account(user: User, role: str) -> DemonstrationAccount:
    """List the account on the sign-in page with its role in words, after those listed before."""
    return DemonstrationAccount.objects.create(user=user, role=role, order=DemonstrationAccount.objects.count())


def offered_accounts() -> QuerySet[DemonstrationAccount]:
    """The listed accounts in order; none outside a demonstration."""
    if not settings.DEMONSTRATION:
        return DemonstrationAccount.objects.none()
    return DemonstrationAccount.objects.select_related("user").filter(user__is_active=True)
