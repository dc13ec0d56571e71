from collections.abc import Iterable

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me
from events.registration.models import Registration, RegistrationState
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole

SHOWN = 10


@waits_for_me
def registrations_without_consent(user: User) -> Iterable[Waiting]:
    """A school's registrations that lack a consent, counted by edition."""
    schools = institutions_of(user, MembershipRole.COORDINATOR)
    if not schools:
        return
    lacking = Registration.objects.filter(
        institution__in=schools, state=RegistrationState.WAITING_CONSENT, edition__ends_at__gt=timezone.now()
    )
    rows = lacking.values(
        "edition__key", "edition__title", "edition__starts_at", "edition__zone"
    ).annotate(count=Count("pk")).order_by("edition__starts_at")
    for row in rows[:SHOWN]:
        yield Waiting(
            title=_("Consents lack for %(edition)s") % {"edition": row["edition__title"]},
            detail=_("Without them these registrations are not confirmed. Remind the families, or scan what was "
                     "signed on paper."),
            address=f"{reverse('my_registrations')}?edition={row['edition__key']}&state=waiting_consent",
            due=row["edition__starts_at"],
            zone=row["edition__zone"],
            count=row["count"],
        )
