"""What the camp costs: prices by group of countries, scholarships, orders, one invoice paid, one to be paid."""

from decimal import Decimal

from demonstration.people import Cast
from events.payments.invoices import issue_invoice
from events.payments.models import CountryGroup, Extra, Fee, Scholarship, StatementLine, Terms
from events.payments.orders import make_order, to_order
from events.payments.statements.book import book_exact, bring_in
from events.programmes.models import Edition
from talent.institutions.models import Institution

SCHOOLS = 4


def charge(cast: Cast, edition: Edition) -> None:
    """Set terms and prices; four schools order, two by invoice, one of which a bank statement shows as paid."""
    organiser = cast.users["organiser"]
    terms = Terms.objects.create(
        edition=edition, currency="USD", issuer=edition.programme.institution,
        issuer_address="10 Ajax Bay, Vladivostok", bank_account="Account 4070 2840 0000 0000 1234, BIC FAREASTX",
        tax_name="VAT", tax_percent=Decimal(0),
        refund_steps=[{"days": 30, "percent": "100"}, {"days": 7, "percent": "50"}],
    )
    mekong = CountryGroup.objects.create(edition=edition, name="Mekong", countries=["KH", "LA", "MM", "VN"])
    Fee.objects.create(edition=edition, amount=36000)
    Fee.objects.create(edition=edition, amount=18000, group=mekong)
    Fee.objects.create(edition=edition, amount=12000, role="teacher")
    Scholarship.objects.create(edition=edition, name="Friends of the Pacific", code="PACIFIC26", percent=100, uses=10)
    Extra.objects.create(edition=edition, name="T-shirt", amount=1500, stock=200)
    schools = Institution.objects.filter(registrations__edition=edition).distinct().order_by("pk")[:SCHOOLS]
    for number, school in enumerate(schools):
        by = cast.coordinator(school)
        order = make_order(edition, school, list(to_order(edition, school)), by)
        if number < 2:
            invoice = issue_invoice(order, by)
            amount = Decimal(invoice.total).scaleb(-2)
            if number == 0:
                content = f"date,amount,currency,reference\n2026-01-15,{amount},USD,{invoice.reference}\n".encode()
                bring_in(terms.issuer, "statement.csv", content, "USD", organiser)
                book_exact(list(StatementLine.objects.select_related("order", "issuer")), organiser)
