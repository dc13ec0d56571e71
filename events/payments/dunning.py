"""Reminding of invoices past their day: three times at most, a week apart, while something is owed."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from core.accounts.zones import zone_or_utc
from events.payments.ledger import owed_by_order
from events.payments.letters import remind_of
from events.payments.models import Invoice, InvoiceKind, OrderState

APART = timedelta(days=7)
MOST = 3


def remind_due(moment: datetime) -> int:
    """How many reminders went out. Each is claimed in one statement, so that two workers send none twice."""
    candidates = Invoice.objects.filter(
        Q(reminded_at__isnull=True) | Q(reminded_at__lte=moment - APART),
        kind=InvoiceKind.INVOICE, order__state=OrderState.OPEN, reminders__lt=MOST,
        due_on__lt=(moment + timedelta(days=1)).date(),
    ).select_related("order__edition", "order__school", "issuer")
    dues = owed_by_order(candidates.values_list("order", flat=True))
    sent = 0
    for invoice in candidates:
        there = moment.astimezone(zone_or_utc(invoice.order.edition.zone)).date()
        rest = dues.get(invoice.order_id, 0)
        if rest <= 0 or invoice.due_on is None or invoice.due_on >= there:
            continue
        claimed = Invoice.objects.filter(pk=invoice.pk, reminders=invoice.reminders).update(
            reminders=F("reminders") + 1, reminded_at=moment
        )
        if claimed:
            remind_of(invoice, rest)
            sent += 1
    return sent
