from decimal import Decimal

import pytest

from events.payments.models import Fee, Terms
from script.stripe_standin.server import Server, StandIn
from tests.factories import make_coordinator, make_edition, make_institution, make_person, make_registration
from tests.stripe_site import KEY, SECRET, Site, serving


@pytest.fixture
def stripe_site(settings):
    for server in serving(Server(StandIn(KEY))):
        settings.STRIPE_KEY, settings.STRIPE_BASE, settings.STRIPE_WEBHOOK_SECRET = KEY, server.base, SECRET
        yield Site(server)


@pytest.fixture
def edition(db):
    """An edition that costs 100.00 SGD, and gives all back until thirty days before, half until a week before."""
    edition = make_edition()
    Terms.objects.create(
        edition=edition, currency="SGD", issuer=edition.programme.institution, bank_account="BCEL 010-12-00-123",
        tax_name="GST", tax_percent=Decimal(9),
        refund_steps=[{"days": 30, "percent": "100"}, {"days": 7, "percent": "50"}],
    )
    Fee.objects.create(edition=edition, amount=10000)
    return edition


@pytest.fixture
def school(db):
    return make_institution()


@pytest.fixture
def coordinator(school):
    return make_coordinator(school)


@pytest.fixture
def three(edition, school):
    """Three students of the school, registered."""
    return [make_registration(edition, make_person(school)) for _number in range(3)]
