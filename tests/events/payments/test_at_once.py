"""Money, pressed by several at once."""

import pytest

from events.payments.invoices import issue_invoice
from events.payments.ledger import Amount, owed, post
from events.payments.models import Account, Invoice, Order, Scholarship
from events.payments.orders import make_order
from events.payments.refunds import refund_what_is_too_much
from tests.concurrency import at_once
from tests.factories import make_person, make_registration

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_the_same_places_ordered_ten_times_at_once_are_ordered_once(edition, school, three, coordinator):
    at_once([lambda: make_order(edition, school, three, coordinator)] * 10)
    assert Order.objects.count() == 1


def test_a_scholarship_for_two_is_given_to_two_of_eight_at_once(edition, school, coordinator):
    Scholarship.objects.create(edition=edition, name="Mekong", code="mekong26", percent=100, uses=2)
    people = [make_registration(edition, make_person(school)) for _number in range(8)]
    at_once([lambda one=one: make_order(edition, school, [one], coordinator, code="mekong26") for one in people])
    assert sum(owed(order) == 0 for order in Order.objects.all()) == 2


def test_one_payment_booked_and_one_refund_asked_ten_times_at_once_are_done_once(edition, school, three, coordinator):
    order = make_order(edition, school, three, coordinator)
    paid = [Amount(Account.BANK, 40000), Amount(Account.RECEIVABLE, -40000)]
    at_once([lambda: post("transfer:1", order, "paid", paid, coordinator)] * 10)
    assert owed(order) == -10000
    at_once([lambda: refund_what_is_too_much(order, coordinator, "too much")] * 10)
    assert [refund.amount for refund in order.refunds.all()] == [10000]


def test_invoices_issued_at_once_have_numbers_without_a_gap(edition, school, coordinator):
    orders = [
        make_order(edition, school, [make_registration(edition, make_person(school))], coordinator) for _n in range(8)
    ]
    at_once([lambda order=order: issue_invoice(order, coordinator) for order in orders])
    assert sorted(Invoice.objects.values_list("number", flat=True)) == list(range(1, 9))
