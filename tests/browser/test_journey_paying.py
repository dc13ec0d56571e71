"""A school orders and pays: a declined card first, then one that is charged; the organiser reads the books."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from events.payments.models import Fee, Order, Scholarship, Terms
from events.payments.reconcile import differences
from script.stripe_standin.server import Server, StandIn
from tests.factories import (
    make_coordinator,
    make_edition,
    make_institution,
    make_organiser,
    make_person,
    make_registration,
)
from tests.stripe_site import KEY, SECRET, serving

pytestmark = pytest.mark.browser


@pytest.fixture
def stripe_base(settings):
    for server in serving(Server(StandIn(KEY))):
        settings.STRIPE_KEY, settings.STRIPE_BASE, settings.STRIPE_WEBHOOK_SECRET = KEY, server.base, SECRET
        yield server.base


def test_a_school_orders_pays_and_the_books_balance(open_page, look, stripe_base, run_tasks):
    edition = make_edition(title="ASEAN Science Camp")
    organiser = make_organiser(edition.programme.institution)
    Terms.objects.create(
        edition=edition, currency="THB", issuer=edition.programme.institution, bank_account="Bangkok Bank 123-4",
        tax_name="VAT", tax_percent=Decimal(7),
    )
    Fee.objects.create(edition=edition, amount=450000)
    Scholarship.objects.create(edition=edition, name="Mekong scholarship", code="MEKONG26", percent=100, uses=1)
    school = make_institution("ໂຮງຮຽນ ວຽງຈັນ", latin_name="Vientiane School")
    for name in ("Bounmy Sisavath", "Noy Keola", "Somchit Vong"):
        make_registration(edition, make_person(school, name=name))

    page = open_page(make_coordinator(school), also=stripe_base)
    page.goto("/")
    page.get_by_role("link", name=re.compile("Places to order")).click()
    look(page, "order-places")
    page.get_by_label("Code of a scholarship").fill("mekong")
    page.get_by_role("button", name=re.compile("^Order")).click()
    expect(page.get_by_text("No scholarship of this edition has this code")).to_be_visible()
    page.get_by_label("Code of a scholarship").fill("mekong26")
    page.get_by_role("button", name=re.compile("^Order")).click()
    expect(page.get_by_text("Mekong scholarship")).to_be_visible()
    look(page, "order")
    page.get_by_role("button", name="Pay THB 9,000.00").click()
    page.wait_for_url(re.compile("/pay/cs_test_"))
    page.get_by_label("Pay with").select_option("4000000000000002")
    page.get_by_role("button", name=re.compile("^Pay")).click()
    expect(page.get_by_role("alert")).to_contain_text("declined")
    page.get_by_label("Pay with").select_option("4242424242424242")
    page.get_by_role("button", name=re.compile("^Pay")).click()
    page.wait_for_url(re.compile("/orders/"))
    expect(page.locator(".state").first).to_have_text("paid")
    assert not differences()
    run_tasks()

    books = open_page(organiser)
    books.goto(reverse("edition_orders", kwargs={"key": edition.key}))
    expect(books.get_by_role("link", name="ໂຮງຮຽນ ວຽງຈັນ")).to_be_visible()
    look(books, "orders-of-edition")
    books.get_by_role("link", name="Ledger").click()
    look(books, "ledger")
    books.goto(reverse("edition_prices", kwargs={"key": edition.key}))
    look(books, "prices")
    books.goto(reverse("edition_statements", kwargs={"key": edition.key}))
    look(books, "bank-statements")
    assert Order.objects.get().state == "paid"
