"""From an order to the books, with Stripe's own SDK against the stand-in."""

import json
import time
from datetime import timedelta

import pytest
import stripe
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from core.audit.lifecycle import Refused
from core.mail.models import Message
from events.payments import checkout, crediting, refunds
from events.payments.ledger import Amount, Unbalanced, balance, balances, owed, post, unbalanced
from events.payments.models import (
    Account,
    Attempt,
    AttemptState,
    Extra,
    Fee,
    LedgerEntry,
    Order,
    OrderState,
    Refund,
    RefundState,
    Scholarship,
    StripeEvent,
)
from events.payments.orders import make_order, to_order
from events.payments.reconcile import differences
from events.payments.stripe_events import NotFromStripe, receive
from events.payments.tasks import look_after_stripe
from events.registration.register import cancel
from script.stripe_standin.webhooks import signature
from tests.factories import make_person, make_registration
from tests.stripe_site import SECRET
from tests.worker import run_ready_tasks

GOOD, DECLINED = "4242424242424242", "4000000000000002"
pytestmark = pytest.mark.django_db


@pytest.fixture
def order(edition, school, three, coordinator):
    return make_order(edition, school, three, coordinator)


def press(site, order, card=GOOD) -> Attempt:
    """Open the payment page and press Pay there; the attempt as it stands before anybody asked Stripe."""
    checkout.open_checkout(order)
    attempt = order.attempts.get(state=AttemptState.OPEN)
    site.arrange("pay", session=attempt.session, method=card)
    return attempt


def told(site, kind="checkout.session.completed") -> bytes:
    """The latest event of a kind, as the webhook carries it."""
    return json.dumps(site.client.v1.events.list({"type": kind}).data[0].to_dict()).encode()


def send(body: bytes, secret: str = SECRET, moment: int | None = None) -> StripeEvent:
    return receive(body, signature(secret, body, int(time.time()) if moment is None else moment))


def test_an_order_fixes_its_prices_and_is_owed(edition, order, three):
    assert owed(order) == 30000
    assert balances(edition) == {("receivable", "SGD"): 30000, ("income", "SGD"): -27522, ("tax", "SGD"): -2478}
    Fee.objects.update(amount=99999)
    assert owed(order) == 30000
    assert [line.gross for line in order.lines.all()] == [10000] * 3
    assert not to_order(edition, order.school).exists()


def test_nobody_is_ordered_twice(edition, school, order, three, coordinator):
    with pytest.raises(Refused, match="another order"):
        make_order(edition, school, three[:1], coordinator)
    assert Order.objects.count() == 1


def test_whoever_has_no_price_is_named(edition, school, three, coordinator):
    edition.fees.update(role="leader")
    with pytest.raises(Refused, match=str(three[0].person)):
        make_order(edition, school, three, coordinator)


def test_a_scholarship_is_used_no_more_often_than_it_may_be(edition, school, three, coordinator):
    Scholarship.objects.create(edition=edition, name="Mekong", code="mekong", percent=100, uses=2)
    order = make_order(edition, school, three, coordinator, code=" MEKONG ")
    assert owed(order) == 10000
    more = make_registration(edition, make_person(school))
    with pytest.raises(Refused, match="used"):
        make_order(edition, school, [more], coordinator, code="mekong")
    with pytest.raises(Refused, match="code"):
        make_order(edition, school, [more], coordinator, code="volga")


def test_an_order_that_comes_to_nothing_is_paid(edition, school, three, coordinator):
    edition.fees.update(amount=0)
    assert make_order(edition, school, three, coordinator).state == OrderState.PAID


def test_an_extra_that_has_run_out_is_not_sold(edition, school, three, coordinator):
    shirt = Extra.objects.create(edition=edition, name="T-shirt", amount=1500, stock=2)
    assert owed(make_order(edition, school, three[:1], coordinator, extras={shirt: 2})) == 13000
    with pytest.raises(Refused, match="T-shirt"):
        make_order(edition, school, three[1:], coordinator, extras={shirt: 1})
    assert Order.objects.count() == 1


def test_a_school_pays_by_checkout_and_the_books_agree_with_stripes(stripe_site, edition, order):
    attempt = press(stripe_site, order)
    send(told(stripe_site))
    run_ready_tasks()
    order.refresh_from_db()
    attempt.refresh_from_db()
    assert (order.state, attempt.state, owed(order)) == (OrderState.PAID, AttemptState.PAID, 0)
    at_stripe = stripe_site.client.v1.balance.retrieve().pending[0].amount
    assert balance(order, Account.STRIPE) == at_stripe == 30000 - balance(order, Account.FEES)
    assert not differences()
    call_command("reconcile")
    paid = Message.objects.get(about=order.key)
    assert "300.00" in paid.body


def test_a_webhook_twice_and_late_and_one_lost_change_nothing_more(stripe_site, edition, order):
    press(stripe_site, order)
    body = told(stripe_site)
    first = send(body)
    assert send(body).pk == first.pk
    run_ready_tasks()
    entries = LedgerEntry.objects.count()
    send(told(stripe_site, "payment_intent.succeeded"))
    run_ready_tasks()
    assert LedgerEntry.objects.count() == entries
    assert {event.outcome for event in StripeEvent.objects.all()} == {"paid", "nothing to do"}


def test_a_payment_whose_webhook_was_lost_is_found_by_itself(stripe_site, order):
    press(stripe_site, order)
    Attempt.objects.update(updated_at=timezone.now() - timedelta(hours=1))
    look_after_stripe.call()
    order.refresh_from_db()
    assert order.state == OrderState.PAID


@pytest.mark.parametrize("old", [False, True])
def test_a_webhook_with_a_wrong_signature_or_an_old_one_is_not_taken(stripe_site, order, old):
    press(stripe_site, order)
    with pytest.raises(NotFromStripe):
        send(told(stripe_site), SECRET if old else "whsec_other", int(time.time()) - 3600 if old else None)
    assert not StripeEvent.objects.exists()


def test_a_webhook_for_an_order_that_does_not_exist_is_kept_and_does_nothing(stripe_site, order):
    stripe_site.arrange("pay", session=stripe_site.session().id, method=GOOD)
    event = send(told(stripe_site))
    run_ready_tasks()
    event.refresh_from_db()
    assert (event.outcome, event.order) == ("no such order", None)
    assert [difference.name.split(":")[0] for difference in differences()] == ["stripe-paid"]
    with pytest.raises(CommandError):
        call_command("reconcile")


@pytest.mark.parametrize(("amount", "currency"), [(29999, "sgd"), (30000, "usd")])
def test_another_amount_or_currency_than_was_asked_for_is_not_booked(stripe_site, order, amount, currency):
    other = stripe_site.session(amount, currency)
    Attempt.objects.create(order=order, amount=30000, session=other.id)
    stripe_site.arrange("pay", session=other.id, method=GOOD)
    event = send(told(stripe_site))
    run_ready_tasks()
    event.refresh_from_db()
    assert event.outcome.startswith("disagrees")
    assert event.order == order
    assert owed(order) == 30000


def test_a_declined_card_is_paid_on_the_second_try(stripe_site, order):
    press(stripe_site, order, DECLINED)
    url = checkout.open_checkout(order)
    attempt = order.attempts.get()
    assert url == attempt.url
    stripe_site.arrange("pay", session=attempt.session, method=GOOD)
    checkout.settle(attempt)
    order.refresh_from_db()
    assert order.state == OrderState.PAID


def test_an_answer_that_was_lost_opens_no_second_page(stripe_site, order):
    stripe_site.arrange("mishap", kind="answer lost", times=3)
    with pytest.raises(Refused, match="cannot be reached"):
        checkout.open_checkout(order)
    assert checkout.open_checkout(order)
    assert len(stripe_site.client.v1.checkout.sessions.list().data) == 1


def test_a_page_for_another_amount_is_closed_before_the_next_opens(stripe_site, edition, school, order, three):
    checkout.open_checkout(order)
    first = order.attempts.get()
    cancel(three[0], "school", "ill")
    checkout.open_checkout(order)
    assert stripe_site.client.v1.checkout.sessions.retrieve(first.session).status == "expired"
    assert order.attempts.get(state=AttemptState.OPEN).amount == 20000


def test_paid_just_before_its_page_was_closed_it_counts(stripe_site, order, three):
    attempt = press(stripe_site, order)
    cancel(three[0], "school", "ill")
    with pytest.raises(Refused, match="Nothing is owed"):
        checkout.open_checkout(order)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.PAID
    # What the place given up unpaid was credited with goes back to the card.
    run_ready_tasks()
    assert order.refunds.get().amount == 10000
    assert owed(order) == 0
    assert not differences()


def test_a_place_given_up_is_given_back_by_the_editions_rule(stripe_site, edition, order, three):
    checkout.settle(press(stripe_site, order))
    edition.starts_at = timezone.now() + timedelta(days=10)
    edition.ends_at = edition.starts_at + timedelta(days=5)
    edition.save()
    cancel(three[0], "school", "ill")
    run_ready_tasks()
    refund = Refund.objects.get()
    assert (refund.amount, refund.state) == (5000, RefundState.DONE)
    assert owed(order) == 0
    charge = stripe_site.client.v1.charges.retrieve(refund.attempt.charge)
    assert charge.amount_refunded == 5000
    assert not differences()


def test_a_refund_is_sent_once_however_often_it_is_sent(stripe_site, order, three):
    checkout.settle(press(stripe_site, order))
    cancel(three[0], "school", "ill")
    refund = Refund.objects.get()
    stripe_site.arrange("mishap", kind="answer lost", times=3)
    run_ready_tasks()
    refund.refresh_from_db()
    assert refund.state == RefundState.ASKED
    Refund.objects.update(updated_at=timezone.now() - timedelta(hours=1))
    look_after_stripe.call()
    run_ready_tasks()
    refund.refresh_from_db()
    assert refund.state == RefundState.DONE
    assert len(stripe_site.client.v1.refunds.list().data) == 1
    assert not refunds.refund_what_is_too_much(order, "school", "again")
    assert not differences()


def test_a_refund_made_at_stripe_comes_into_our_books(stripe_site, order):
    attempt = checkout.settle(press(stripe_site, order))
    stripe_site.client.v1.refunds.create({"payment_intent": attempt.intent, "amount": 1000})
    assert len(differences()) == 1
    send(told(stripe_site, "refund.created"))
    run_ready_tasks()
    assert not differences()
    order.refresh_from_db()
    assert (order.state, owed(order)) == (OrderState.OPEN, 1000)


def test_a_payment_that_takes_days_is_under_way_and_then_paid_or_failed(stripe_site, order):
    checkout.open_checkout(order)
    attempt = order.attempts.get()
    session = stripe_site.session(30000, "sgd", payment_method_types=["sepa_debit"])
    Attempt.objects.filter(pk=attempt.pk).update(session=session.id)
    attempt.refresh_from_db()
    stripe_site.arrange("pay", session=session.id, method="later")
    assert checkout.settle(attempt).state == AttemptState.UNDER_WAY
    with pytest.raises(Refused, match="on its way"):
        checkout.open_checkout(order)
    attempt.refresh_from_db()
    stripe_site.arrange("settle", payment_intent=attempt.intent, good=False)
    assert checkout.settle(attempt).state == AttemptState.FAILED
    assert checkout.open_checkout(order)


def test_the_ledger_is_never_changed_and_never_out_of_balance(order):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LedgerEntry.objects.update(amount=0)
    with pytest.raises(Unbalanced):
        post("x", order, "x", [Amount(Account.BANK, 5)], "test")
    assert post(f"order:{order.key}", order, "again", [], "test") is None
    assert not unbalanced()


def test_a_line_credited_in_parts_ends_with_exactly_its_tax(edition, order):
    line = order.lines.first()
    for part in (3333, 3333, 3334):
        crediting.credit(order, line, part, "organiser", "goodwill")
        line.refresh_from_db()
    assert balances(edition)["tax", "SGD"] == -826 * 2
    with pytest.raises(Refused):
        crediting.credit(order, line, 1, "organiser", "too much")


def test_stripe_out_of_reach_is_said_and_nothing_is_lost(settings, order):
    settings.STRIPE_KEY, settings.STRIPE_BASE = "sk_test_standin", "http://127.0.0.1:9"
    with pytest.raises(Refused, match="cannot be reached"):
        checkout.open_checkout(order)
    assert order.attempts.get().state == AttemptState.OPEN
    with pytest.raises(stripe.APIConnectionError):
        checkout.ask_stripe("cs_test_1")


def test_an_extra_taken_back_is_there_again_as_many_as_were_ordered(edition, school, three, coordinator):
    shirt = Extra.objects.create(edition=edition, name="T-shirt", amount=1500, stock=3)
    order = make_order(edition, school, three[:1], coordinator, extras={shirt: 3})
    crediting.credit(order, order.lines.get(extra=shirt), 4500, "organiser", "sold out")
    shirt.refresh_from_db()
    assert shirt.ordered == 0
