"""Our books beside Stripe's: each difference by name."""

from collections.abc import Iterator
from dataclasses import dataclass

import stripe

from events.payments import money
from events.payments.ledger import owed_by_order, unbalanced
from events.payments.models import Account, Invoice, InvoiceSeries, LedgerEntry, Order, OrderState
from events.payments.stripe_client import client

KINDS = {"charge": "stripe-paid", "payment": "stripe-paid", "refund": "refund", "payment_refund": "refund"}


@dataclass(frozen=True)
class Difference:
    """What differs, about which act, in words for the person who mends it."""

    name: str
    words: str

    def __str__(self) -> str:
        return f"{self.name}: {self.words}"


def differences() -> list[Difference]:
    """Everything that does not agree: within our books, and between them and Stripe's."""
    return [*within_our_books(), *beside_stripe()]


def within_our_books() -> Iterator[Difference]:
    for name in unbalanced():
        yield Difference(name, "does not sum to nothing")
    dues = owed_by_order()
    for order in Order.objects.exclude(state=OrderState.CANCELLED).iterator():
        due = dues.get(order.pk, 0)
        if (due > 0) != (order.state == OrderState.OPEN):
            yield Difference(f"order {order.key}", f"is {order.state}, but {due} {order.currency} is owed")
    for series in InvoiceSeries.objects.select_related("issuer"):
        numbers = set(Invoice.objects.filter(issuer=series.issuer).values_list("number", flat=True))
        if gaps := sorted(set(range(1, series.last + 1)) - numbers):
            yield Difference(f"invoices of {series.issuer}", f"numbers lacking: {gaps[:10]}")


def at_stripe() -> dict[str, tuple[int, int, str]]:
    """By our names for them: each amount, its fee and currency, as Stripe's balance has them."""
    found = {}
    for entry in client().v1.balance_transactions.list({"limit": 100}).auto_paging_iter():
        if entry.type in KINDS:
            currency = entry.currency.upper()
            source = entry.source.id if isinstance(entry.source, stripe.StripeObject) else entry.source
            found[f"{KINDS[entry.type]}:{source}"] = (
                money.from_stripe(entry.amount, currency), money.from_stripe(entry.fee, currency), currency
            )
    return found


def in_our_books() -> dict[str, tuple[int, str]]:
    rows = LedgerEntry.objects.filter(account=Account.STRIPE).values_list("posting__once", "amount", "currency")
    return {once: (amount, currency) for once, amount, currency in rows.iterator()}


def beside_stripe() -> Iterator[Difference]:
    theirs, ours = at_stripe(), in_our_books()
    for name, (amount, fee, currency) in sorted(theirs.items()):
        if name not in ours:
            yield Difference(name, f"{amount} {currency} at Stripe is not in our books")
            continue
        if ours[name] != (amount, currency):
            yield Difference(name, f"{amount} {currency} at Stripe, {ours[name][0]} {ours[name][1]} in our books")
        fee_name = name.replace("stripe-paid:", "stripe-fee:")
        booked = -ours.get(fee_name, (0, currency))[0] if fee_name != name else fee
        if booked != fee:
            yield Difference(fee_name, f"a fee of {fee} {currency} at Stripe, {booked} in our books")
    for name in sorted(set(ours) - set(theirs)):
        if not name.startswith("stripe-fee:"):
            yield Difference(name, f"{ours[name][0]} {ours[name][1]} in our books is not at Stripe")
