"""Consent on paper: whom the school asks with a printed form."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from talent.institutions.countries import ages_of_majority
from talent.institutions.models import Institution
from talent.people.consent_mail import Asked, who_is_asked
from talent.people.majority import grown_by
from talent.people.models import ConsentRequest, ConsentStanding, Guardian


def waiting_for_paper(institutions: list[Institution]) -> QuerySet[ConsentRequest]:
    """Open requests at these schools that wait for an answer and that nobody can give by email."""
    today = timezone.now().date()
    by_email = Guardian.objects.current().filter(person=OuterRef("person")).exclude(email="")
    grown = grown_by(today)
    return ConsentRequest.objects.filter(
        (grown & Q(person__email="")) | (~grown & ~Exists(by_email)),
        person__institution__in=institutions, closed_at__isnull=True, standing=ConsentStanding.WAITING,
    )


def forms_to_print(requests: QuerySet[ConsentRequest], most: int = 200) -> list[Asked]:
    """Those without email of these requests who are asked on paper."""
    found: list[Asked] = []
    rows = requests.select_related("person__institution", "organiser").prefetch_related(
        "items__host", "person__guardians"
    )
    ages = ages_of_majority()
    for request in rows.order_by("person__sort_key", "pk")[:most]:
        found += [asked for asked in who_is_asked(request, ages=ages) if not asked.email]
    return found
