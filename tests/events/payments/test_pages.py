"""The pages about money, as an organiser and a school press them."""

import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from core.mail.models import Message
from core.waiting.register import waiting_for
from events.payments.dunning import remind_due
from events.payments.ledger import owed
from events.payments.models import CountryGroup, Extra, Fee, Invoice, Order, OrderState, Scholarship, Terms
from events.payments.orders import make_order
from tests.factories import make_edition, make_organiser, make_person, make_registration, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(edition, signed_in):
    return signed_in(make_organiser(edition.programme.institution))


@pytest.fixture
def payer(coordinator, signed_in):
    return signed_in(coordinator)


def address(name, **kwargs):
    return reverse(name, kwargs=kwargs)


def text(answer) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def test_an_organiser_sets_terms_and_prices_step_by_step(signed_in):
    edition = make_edition()
    client = signed_in(make_organiser(edition.programme.institution))
    issuer = edition.programme.institution
    terms = {"currency": "KWD", "issuer": issuer.pk, "by_invoice": "on", "due_days": "30", "tax_percent": "0"}
    refused = client.post(address("payment_terms", key=edition.key), {**terms, "refund_steps": "soon: all"})
    assert "Line 1" in text(refused)
    assert "bank account" in text(refused)
    client.post(address("payment_terms", key=edition.key), {
        **terms, "bank_account": "NBK 1", "refund_steps": "30: 100\n7: 50,5",
    })
    assert Terms.objects.get().refund_steps == [{"days": 30, "percent": "100"}, {"days": 7, "percent": "50.5"}]
    new = address("new_price_part", key=edition.key, kind="price")
    assert "zero" in text(client.post(new, {"role": "", "amount": "1.005"}))
    client.post(new, {"role": "student", "amount": "1.010", "until": "2027-01-01T12:00"})
    fee = Fee.objects.get()
    assert (fee.amount, fee.role) == (1010, "student")
    client.post(address("new_price_part", key=edition.key, kind="group"), {"name": "Mekong", "countries": ["LA", "KH"]})
    assert CountryGroup.objects.get().countries == ["LA", "KH"]
    short = {"name": "S", "code": "abc", "percent": "100", "uses": "1"}
    assert "six characters" in text(client.post(address("new_price_part", key=edition.key, kind="scholarship"), short))
    client.post(address("new_price_part", key=edition.key, kind="scholarship"), {**short, "code": "MEKONG26"})
    shirt = {"name": "Shirt", "amount": "5", "stock": "9"}
    client.post(address("new_price_part", key=edition.key, kind="extra"), shirt)
    page = text(client.get(address("edition_prices", key=edition.key)))
    assert all(word in page for word in ("KWD 1.010", "Mekong", "MEKONG26", "Shirt"))
    client.post(address("remove_price_part", key=edition.key, kind="price", part=fee.key))
    assert not Fee.objects.exists()


def test_a_school_orders_its_places_and_sees_them_at_home(payer, edition, school, three, coordinator):
    assert any(each.address == address("new_order", key=edition.key) for each in waiting_for(coordinator))
    page = payer.get(address("new_order", key=edition.key))
    assert text(page).count("SGD 100.00") == 3
    answer = payer.post(address("new_order", key=edition.key), {
        "registration": [three[0].key, three[1].key], "address": "Vientiane",
    }, follow=True)
    order = Order.objects.get()
    assert answer.redirect_chain[-1][0] == address("order_page", key=order.key)
    assert "SGD 200.00" in text(answer)
    assert order.key in text(payer.get(address("my_orders")))
    assert any("To pay" in each.title for each in waiting_for(coordinator))


def test_a_wrong_code_keeps_what_was_ticked_and_typed_and_is_not_tried_for_ever(payer, edition, three):
    new = address("new_order", key=edition.key)
    typed = {"registration": [three[0].key], "address": "Vientiane", "code": "guess-1"}
    page = BeautifulSoup(payer.post(new, typed).content, "html.parser")
    assert "No scholarship" in page.get_text()
    assert [box["value"] for box in page.select("input[name=registration][checked]")] == [three[0].key]
    assert "Vientiane" in page.select_one("textarea[name=address]").get_text()
    answers = [payer.post(new, {**typed, "code": f"guess-{n}"}).status_code for n in range(25)]
    assert 429 in answers


def test_an_invoice_is_issued_mailed_read_as_pdf_and_reminded_of(payer, edition, school, three, coordinator):
    order = make_order(edition, school, three, coordinator)
    payer.post(address("invoice_order", key=order.key))
    invoice = Invoice.objects.get()
    assert invoice.reference in Message.objects.get(about=order.key).body
    sheet = payer.get(address("invoice_sheet", key=invoice.key))
    words = PdfReader(io.BytesIO(sheet.content)).pages[0].extract_text()
    assert "BCEL 010-12-00-123" in words
    assert invoice.reference[:4] in words
    late = timezone.now() + timedelta(days=32)
    assert [remind_due(late), remind_due(late), remind_due(late + timedelta(days=7))] == [1, 0, 1]
    assert [remind_due(late + timedelta(days=7 * n)) for n in (2, 3, 4)] == [1, 0, 0]


def test_an_organiser_credits_a_line_and_reads_the_ledger(organiser, edition, school, three, coordinator):
    order = make_order(edition, school, three, coordinator)
    line = order.lines.first()
    refused = organiser.post(address("credit_line", key=line.key), {"amount": "100.01", "reason": "x"})
    assert "not so much" in text(refused)
    organiser.post(address("credit_line", key=line.key), {"amount": "100", "reason": "goodwill"})
    assert owed(order) == 20000
    assert "goodwill" in text(organiser.get(address("order_page", key=order.key)))
    ledger = text(organiser.get(address("edition_ledger", key=edition.key)))
    assert "income" in ledger
    exported = organiser.get(address("edition_ledger", key=edition.key) + "?export=csv")
    rows = b"".join(exported.streaming_content).decode().splitlines()
    assert len(rows) == 1 + order.ledger.count()


def test_a_transfer_back_is_marked_as_made(organiser, edition, school, three, coordinator):
    from events.payments.ledger import Amount, post
    from events.payments.models import Account

    order = make_order(edition, school, three, coordinator)
    post("cash", order, "by hand", [Amount(Account.BANK, 31000), Amount(Account.RECEIVABLE, -31000)], coordinator)
    organiser.post(address("refund_order", key=order.key))
    organiser.post(address("refund_order", key=order.key))
    refund = order.refunds.get()
    assert refund.amount == 1000
    organiser.post(address("refund_paid_out", key=refund.key))
    assert owed(order) == 0
    order.refresh_from_db()
    assert order.state == OrderState.PAID


def test_the_public_page_says_what_it_costs(client, edition):
    Fee.objects.create(edition=edition, amount=8000, until=timezone.now() + timedelta(days=1))
    Fee.objects.create(edition=edition, amount=1, until=timezone.now() - timedelta(days=1))
    page = text(client.get(address("edition_page", slug=edition.slug)))
    assert "SGD 100.00" in page
    assert "SGD 80.00" in page
    assert "SGD 0.01" not in page
    assert "GST included" in page


def test_pages_take_no_more_queries_for_more_places(
    payer, organiser, edition, school, coordinator, three, django_assert_max_num_queries
):
    for _number in range(3):
        more = [make_registration(edition, make_person(school)) for _n in range(5)]
        make_order(edition, school, more, coordinator)
        Extra.objects.create(edition=edition, name="X", amount=1)
        Scholarship.objects.create(edition=edition, name="S", code=f"code-{_number}", percent=1)
    order = Order.objects.first()
    for client, page in (
        (payer, address("new_order", key=edition.key)), (payer, address("order_page", key=order.key)),
        (payer, address("my_orders")), (organiser, address("edition_orders", key=edition.key)),
        (organiser, address("edition_ledger", key=edition.key)),
        (organiser, address("edition_prices", key=edition.key)),
        (organiser, address("edition_statements", key=edition.key)),
    ):
        with django_assert_max_num_queries(32):
            assert client.get(page).status_code == 200


def test_bank_statements_are_for_those_who_keep_the_account_they_came_into(edition, signed_in):
    """Somebody may run one edition; the account has what came in for all of its institution's."""
    helper = make_user()
    edition.team.create(user=helper, role="organiser")
    client = signed_in(helper)
    home = client.get(address("edition_home", key=edition.key)).content.decode()
    assert address("edition_orders", key=edition.key) in home
    assert address("edition_statements", key=edition.key) not in home
    assert client.get(address("edition_statements", key=edition.key)).status_code == 403
    assert client.post(address("book_exact_lines", key=edition.key)).status_code == 403
    assert client.get(address("edition_orders", key=edition.key)).status_code == 200
