"""Paying by card or local method: a Checkout Session at Stripe, and what became of it.

What Stripe says of a session when asked counts, never what a webhook or a browser says of it: so it does not matter
how often, in what order or whether these come at all.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import stripe
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.lifecycle import Refused
from core.audit.record import record
from events.payments import money
from events.payments.ledger import Amount, owed, post
from events.payments.models import Account, Attempt, AttemptState, Order, OrderState
from events.payments.refunds import refund_what_is_too_much
from events.payments.stripe_client import client, offered

BY = "Stripe"
UNFINISHED = (AttemptState.OPEN, AttemptState.UNDER_WAY)


class Disagreement(Exception):
    """Stripe tells of another amount or currency than the payment was opened for."""


@dataclass(frozen=True)
class Told:
    """What Stripe says of a session, in our own units."""

    status: str
    paid: bool
    amount: int
    currency: str
    intent: str
    failed: bool
    charge: stripe.Charge | None


def open_checkout(order: Order) -> str:
    """The address of the page to pay at; the one that is open already, where it is for the same amount.

    The row is written first, and its key is Stripe's idempotency key: an answer that is lost is asked for again
    under it, and no second page comes of it. Raises Refused where nothing is owed or Stripe cannot be reached.
    """
    attempt = attempt_for(order)
    if attempt.url:
        return attempt.url
    try:
        session = client().v1.checkout.sessions.create(wanted_of(attempt), {"idempotency_key": attempt.key})
    except stripe.InvalidRequestError as error:
        Attempt.lifecycle.move(attempt, AttemptState.FAILED, by=BY, reason=str(error)[:500])
        raise Refused(_("Stripe does not take this payment: %(words)s") % {"words": error.user_message}) from None
    except stripe.StripeError:
        words = _("The payment page cannot be reached now. Nothing was charged; try again in a moment.")
        raise Refused(words) from None
    expires = datetime.fromtimestamp(session.expires_at, UTC)
    Attempt.objects.filter(pk=attempt.pk).update(session=session.id, url=session.url or "", expires_at=expires)
    return session.url or ""


def attempt_for(order: Order) -> Attempt:
    """The open attempt for what is owed now; one for another amount is closed first."""
    for old in order.attempts.filter(state=AttemptState.OPEN):
        close_if_stale(old)
    with transaction.atomic():
        held = hold(order.pk)
        refuse_unpayable(held)
        amount = owed(held)
        there = held.attempts.filter(state=AttemptState.OPEN).first()
        if there and there.amount == amount:
            return there
        if there:
            raise Refused(_("A payment of another amount is open. Reload the page and try again."))
        attempt = Attempt.objects.create(order=held, amount=amount)
        record("payment opened", held, BY, amount=amount, currency=held.currency)
        return attempt


def hold(pk: int) -> Order:
    """The order as it stands now, its row held until the transaction ends."""
    held = Order.objects.select_for_update(no_key=True, of=("self",))
    return held.select_related("edition__terms").get(pk=pk)


def refuse_unpayable(order: Order) -> None:
    if not offered() or not order.edition.terms.by_card:
        raise Refused(_("This edition is not paid for by card."))
    if order.state == OrderState.CANCELLED or owed(order) <= 0:
        raise Refused(_("Nothing is owed."))
    if order.attempts.filter(state=AttemptState.UNDER_WAY).exists():
        raise Refused(_("A payment is on its way already; it takes some days."))
    try:
        money.for_stripe(owed(order), order.currency)
    except money.NotAnAmount as refusal:
        raise Refused(str(refusal)) from None


def close_if_stale(attempt: Attempt) -> None:
    """Let an open attempt for another amount, or one past its time, end; paid meanwhile, it counts."""
    over = attempt.expires_at is not None and attempt.expires_at <= timezone.now()
    if attempt.amount == owed(attempt.order) and not over:
        return
    if attempt.session:
        try:
            client().v1.checkout.sessions.expire(attempt.session)
        except stripe.InvalidRequestError:
            # It is no longer open: what it came to is read below.
            pass
        except stripe.StripeError:
            raise Refused(_("The payment page cannot be reached now. Try again in a moment.")) from None
        settle(attempt)
    else:
        Attempt.lifecycle.move(attempt, AttemptState.EXPIRED, by=BY)


def wanted_of(attempt: Attempt) -> dict:
    order = attempt.order
    page = settings.SITE_URL.rstrip("/") + reverse("order_page", kwargs={"key": order.key})
    amount = money.for_stripe(attempt.amount, order.currency)
    product = {"name": order.edition.title[:250], "description": _("Order %(key)s") % {"key": order.key}}
    return {
        "mode": "payment",
        "line_items": [{"quantity": 1, "price_data": {
            "currency": order.currency.lower(), "unit_amount": amount, "product_data": product,
        }}],
        "client_reference_id": order.key,
        "metadata": {"order": order.key, "attempt": attempt.key},
        "payment_intent_data": {"metadata": {"order": order.key, "attempt": attempt.key}},
        "success_url": page + "?paid=1",
        "cancel_url": page,
    }


def settle(attempt: Attempt) -> Attempt:
    """Ask Stripe how the session stands, and write that down. May be done at any time, any number of times.

    Raises Disagreement, writing nothing, and StripeError where Stripe cannot be reached.
    """
    if not attempt.session:
        return attempt
    told = ask_stripe(attempt.session)
    with transaction.atomic():
        order = hold(attempt.order_id)
        attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
        attempt.order = order
        if (told.amount, told.currency) != (attempt.amount, order.currency):
            raise Disagreement(
                f"{told.amount} {told.currency} at Stripe, {attempt.amount} {order.currency} here"
            )
        if told.paid:
            take_payment(attempt, told)
        elif told.status == "expired" and attempt.state == AttemptState.OPEN:
            Attempt.lifecycle.move(attempt, AttemptState.EXPIRED, by=BY)
        elif told.status == "complete" and told.failed and attempt.state in UNFINISHED:
            Attempt.lifecycle.move(attempt, AttemptState.FAILED, by=BY)
        elif told.status == "complete" and not told.failed and attempt.state == AttemptState.OPEN:
            Attempt.lifecycle.move(attempt, AttemptState.UNDER_WAY, by=BY, intent=told.intent)
    return attempt


def ask_stripe(session: str) -> Told:
    found = client().v1.checkout.sessions.retrieve(
        session, {"expand": ["payment_intent.latest_charge.balance_transaction"]}
    )
    intent = found.payment_intent if isinstance(found.payment_intent, stripe.PaymentIntent) else None
    currency = (found.currency or "").upper()
    try:
        amount = money.from_stripe(found.amount_total or 0, currency)
    except money.NotAnAmount as error:
        raise Disagreement(str(error)) from None
    charge = intent.latest_charge if intent and isinstance(intent.latest_charge, stripe.Charge) else None
    return Told(
        found.status or "", found.payment_status == "paid", amount, currency, intent.id if intent else "",
        bool(intent and intent.status == "requires_payment_method"), charge,
    )


def take_payment(attempt: Attempt, told: Told) -> None:
    """Into the books, once: the payment, Stripe's fee, and back whatever is too much. The order is held."""
    charge = told.charge
    if charge is None or attempt.state == AttemptState.PAID:
        return
    Attempt.lifecycle.move(attempt, AttemptState.PAID, by=BY, intent=told.intent, charge=charge.id, url="")
    order = attempt.order
    post(f"stripe-paid:{charge.id}", order, _("paid at Stripe"), [
        Amount(Account.STRIPE, attempt.amount), Amount(Account.RECEIVABLE, -attempt.amount),
    ], BY)
    entry = charge.balance_transaction
    if isinstance(entry, stripe.BalanceTransaction) and entry.fee:
        settled = entry.currency.upper()
        fee = money.from_stripe(entry.fee, settled)
        post(f"stripe-fee:{charge.id}", order, _("Stripe's fee"), [
            Amount(Account.FEES, fee, settled), Amount(Account.STRIPE, -fee, settled),
        ], BY)
    if owed(order) < 0:
        refund_what_is_too_much(order, BY, _("paid twice"))
    from events.payments.letters import tell_paid

    tell_paid(order, attempt.amount, f"stripe-paid:{charge.id}")
