"""The books of an edition: what is posted balances, is posted once, and is never changed.

| act | debit | credit |
| --- | --- | --- |
| an order is made | owed | income, tax |
| money comes | at Stripe, or in the bank | owed |
| Stripe takes its fee | fees | at Stripe |
| something is credited | income, tax | owed |
| money is given back | owed | at Stripe, or in the bank |
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from core.accounts.models import User
from core.audit.record import Actor
from events.payments.models import Account, LedgerEntry, Order, OrderState, Posting
from events.programmes.models import Edition


class Unbalanced(Exception):
    """Entries that do not sum to nothing: a fault of ours, never of somebody's input."""


@dataclass(frozen=True)
class Amount:
    """So much on an account; debits are positive. `currency` where it is not the order's."""

    account: Account
    amount: int
    currency: str = ""


def post(once: str, order: Order, what: str, amounts: Sequence[Amount], by: Actor) -> Posting | None:
    """Post an act of an order, and let the order's state follow what is owed; None if it was posted before.

    `once` names the act for ever ("stripe-paid:ch_…"). Runs in the caller's transaction.
    """
    entries = [each for each in amounts if each.amount]
    sums: Counter[str] = Counter()
    for each in entries:
        sums[each.currency or order.currency] += each.amount
    if any(sums.values()):
        raise Unbalanced(f"{once}: {dict(sums)}")
    with transaction.atomic():
        held = Order.objects.select_for_update(no_key=True, of=("self",)).get(pk=order.pk)
        try:
            with transaction.atomic():
                posting = Posting.objects.create(
                    once=once, edition_id=held.edition_id, what=what[:200], by=by if isinstance(by, User) else None
                )
        except IntegrityError:
            if Posting.objects.filter(once=once).exists():
                return None
            raise
        LedgerEntry.objects.bulk_create(
            LedgerEntry(
                posting=posting, edition_id=held.edition_id, order=held, account=each.account, amount=each.amount,
                currency=each.currency or held.currency,
            )
            for each in entries
        )
        follow_balance(held, by)
        order.state = held.state
    return posting


def follow_balance(order: Order, by: Actor) -> None:
    """Paid while nothing is owed, to be paid while something is. A cancelled order stays so."""
    due = owed(order)
    if due <= 0 and order.state == OrderState.OPEN:
        Order.lifecycle.move(order, OrderState.PAID, by=by)
    elif due > 0 and order.state == OrderState.PAID:
        Order.lifecycle.move(order, OrderState.OPEN, by=by)


def owed(order: Order) -> int:
    """What the payer still owes; negative where too much was paid."""
    return balance(order, Account.RECEIVABLE)


def owed_by_order(orders: Iterable[int] | None = None) -> dict[int, int]:
    """What is owed for each of these orders (None: all), by their numbers; one query. Without entries, left out."""
    rows = LedgerEntry.objects.filter(account=Account.RECEIVABLE, currency=F("order__currency"))
    if orders is not None:
        rows = rows.filter(order__in=set(orders))
    return dict(rows.order_by().values_list("order").annotate(total=Sum("amount")))


def balance(order: Order, account: Account) -> int:
    rows = LedgerEntry.objects.filter(order=order, account=account, currency=order.currency)
    return rows.aggregate(total=Sum("amount"))["total"] or 0


def balances(edition: Edition) -> dict[tuple[str, str], int]:
    """Each account's balance by currency; one query."""
    rows = (
        LedgerEntry.objects.filter(edition=edition).order_by().values_list("account", "currency")
        .annotate(total=Sum("amount"))
    )
    return {(account, currency): total for account, currency, total in rows}


def unbalanced(edition: Edition | None = None) -> list[str]:
    """The names of postings that do not sum to nothing; there are none unless the tables were tampered with."""
    rows = LedgerEntry.objects.all() if edition is None else LedgerEntry.objects.filter(edition=edition)
    wrong = rows.order_by().values("posting__once", "currency").annotate(total=Sum("amount")).exclude(total=0)
    return sorted({row["posting__once"] for row in wrong})
