"""What payments put on an edition's pages."""

from django.http import HttpRequest
from django.utils import timezone

from events.payments import money
from events.payments.models import Terms
from events.programmes.home import Section, stands_on_edition_home, stands_on_public_page
from events.programmes.models import Edition


@stands_on_edition_home
def money_of_edition(request: HttpRequest, edition: Edition) -> Section | None:
    if not request.user.has_perm("payments.run", edition):
        return None
    terms = Terms.objects.filter(edition=edition).first()
    return Section("events/payments/home_section.html", {
        "terms": terms, "statements": terms is not None and request.user.has_perm("payments.statements", edition),
    }, order=40)


@stands_on_public_page
def prices_of_edition(request: HttpRequest, edition: Edition) -> Section | None:
    terms = Terms.objects.filter(edition=edition).first()
    if terms is None:
        return None
    fees = [fee for fee in edition.fees.select_related("group") if fee.until is None or fee.until > timezone.now()]
    rows = [(fee, money.shown(fee.amount, terms.currency)) for fee in fees]
    return Section("events/payments/public_section.html", {"terms": terms, "rows": rows}, order=20)
