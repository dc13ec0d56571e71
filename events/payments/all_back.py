"""A cancelled edition gives everything back: what that comes to, and doing it for what no registration takes along."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from core.audit.record import Actor
from events.payments.crediting import credit
from events.payments.ledger import owed_by_order
from events.payments.models import Order, OrderLine
from events.programmes.models import Edition


@dataclass(frozen=True)
class Returned:
    """In one currency, in smallest units: what is given back of what was paid, and what is no longer owed."""

    currency: str
    back: int
    forgiven: int


def all_that_goes_back(edition: Edition) -> list[Returned]:
    """What cancelling it now would give back and forgive, by currency; two queries."""
    lines = OrderLine.objects.filter(order__edition=edition, cancelled_at__isnull=True).order_by()
    left = {
        order: (currency, total)
        for order, currency, total in lines.values_list("order", "order__currency").annotate(
            total=Sum(F("net") + F("tax") - F("credited"))
        )
    }
    owed = owed_by_order(left)
    back: dict[str, int] = defaultdict(int)
    forgiven: dict[str, int] = defaultdict(int)
    for order, (currency, total) in left.items():
        due = min(max(owed.get(order, 0), 0), total)
        forgiven[currency] += due
        back[currency] += total - due
    return [Returned(currency, back[currency], forgiven[currency]) for currency in sorted(back)]


def give_back_extras(edition: Edition, by: Actor, reason: str) -> int:
    """Credit every line that belongs to no registration, such as T-shirts; returns how many.

    Lines of places are credited as their registrations are cancelled. Each order in a transaction of its own.
    """
    lines = OrderLine.objects.filter(order__edition=edition, registration__isnull=True, cancelled_at__isnull=True)
    credited = 0
    for pk in lines.order_by().values_list("order", flat=True).distinct():
        with transaction.atomic():
            order = (
                Order.objects.select_for_update(no_key=True, of=("self",)).select_related("edition__terms").get(pk=pk)
            )
            for line in lines.filter(order=order).select_for_update(of=("self",)).order_by("pk"):
                OrderLine.objects.filter(pk=line.pk).update(cancelled_at=timezone.now())
                credit(order, line, line.gross - line.credited, by, reason)
                credited += 1
    return credited
