"""Invoices and credit notes: numbered without gaps by issuer, kept as they were issued."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.zones import zone_or_utc
from core.audit.lifecycle import Refused
from core.audit.record import Actor, record
from events.payments.ledger import owed
from events.payments.models import Invoice, InvoiceKind, InvoiceSeries, Order, OrderLine, Terms
from events.payments.reference import reference_for
from talent.institutions.models import Institution


def next_number(issuer: Institution) -> int:
    """The issuer's next number. Its row is held until the transaction ends: undone, the number is free again."""
    InvoiceSeries.objects.get_or_create(issuer=issuer)
    InvoiceSeries.objects.filter(issuer=issuer).update(last=F("last") + 1)
    return InvoiceSeries.objects.get(issuer=issuer).last


def today_at(order: Order) -> date:
    return timezone.now().astimezone(zone_or_utc(order.edition.zone)).date()


def issue_invoice(order: Order, by: Actor) -> Invoice:
    """The order's invoice; the one there is, if there is one. Raises Refused where nothing is owed."""
    with transaction.atomic():
        order = Order.objects.select_for_update(no_key=True, of=("self",)).select_related(
            "edition__terms__issuer", "school"
        ).get(pk=order.pk)
        if there := order.invoices.filter(kind=InvoiceKind.INVOICE).first():
            return there
        terms: Terms = order.edition.terms
        if not terms.by_invoice:
            raise Refused(_("This edition is not paid for by invoice."))
        if owed(order) <= 0:
            raise Refused(_("Nothing is owed."))
        lines = list(order.lines.filter(cancelled_at__isnull=True))
        today = today_at(order)
        return store(
            order, InvoiceKind.INVOICE, by, [line_shown(line) for line in lines],
            total=sum(line.gross - line.credited for line in lines), due_on=today + timedelta(days=terms.due_days),
        )


def credit_note(order: Order, line: OrderLine, *, net: int, tax: int, reason: str, by: Actor) -> Invoice | None:
    """The note that takes part of an invoice back; None where no invoice was issued."""
    invoice = order.invoices.filter(kind=InvoiceKind.INVOICE).first()
    if invoice is None:
        return None
    order = Order.objects.select_related("edition__terms__issuer", "school").get(pk=order.pk)
    shown = {"words": line.words, "price": net + tax, "off": 0, "net": net, "tax": tax,
             "tax_percent": str(line.tax_percent)}
    return store(order, InvoiceKind.CREDIT_NOTE, by, [shown], total=net + tax, corrects=invoice, reason=reason)


def line_shown(line: OrderLine) -> dict[str, Any]:
    return {
        "words": line.words, "price": line.price, "off": line.off, "net": line.net, "tax": line.tax,
        "tax_percent": str(line.tax_percent),
        "scholarship": line.scholarship.name if line.scholarship_id else "",
    }


def store(
    order: Order, kind: InvoiceKind, by: Actor, lines: list[dict[str, Any]], *, total: int,
    due_on: date | None = None, corrects: Invoice | None = None, reason: str = "",
) -> Invoice:
    terms = order.edition.terms
    number = next_number(terms.issuer)
    invoice = Invoice.objects.create(
        kind=kind, order=order, issuer=terms.issuer, number=number, total=total, currency=order.currency,
        reference=reference_for(terms.issuer.key[:6], number), issued_on=today_at(order), due_on=due_on,
        corrects=corrects, shown={
            "issuer": terms.issuer.name, "issuer_address": terms.issuer_address, "bank_account": terms.bank_account,
            "billed_to": order.billed_to, "address": order.address, "edition": order.edition.title,
            "tax_name": terms.tax_name, "lines": lines, "reason": reason,
            "corrects": f"{corrects.number:06}" if corrects else "",
        },
    )
    record("issued", invoice, by, order=order.key, number=number, kind=str(kind))
    return invoice
