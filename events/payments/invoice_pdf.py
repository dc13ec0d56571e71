"""An invoice or credit note as a PDF, from what was kept when it was issued."""

from decimal import Decimal
from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext as _

from core.documents.typeset import typeset
from events.payments import money
from events.payments.models import Invoice, InvoiceKind


def invoice_pdf(invoice: Invoice) -> bytes:
    """In the language of the order, whoever asks for it: an invoice reads the same for both sides."""
    with translation.override(invoice.order.language):
        return typeset("events/payments/invoice.typ", values_of(invoice))


def values_of(invoice: Invoice) -> dict[str, Any]:
    shown, code = invoice.shown, invoice.currency
    note = invoice.kind == InvoiceKind.CREDIT_NOTE
    net, tax = sum(line["net"] for line in shown["lines"]), sum(line["tax"] for line in shown["lines"])
    facts = [(_("Number"), str(invoice)), (_("Issued"), formats.date_format(invoice.issued_on, "DATE_FORMAT"))]
    if note:
        facts.append((_("Takes back from invoice"), shown["corrects"]))
    elif invoice.due_on:
        facts.append((_("To be paid by"), formats.date_format(invoice.due_on, "DATE_FORMAT")))
        facts.append((_("Reference"), spaced(invoice.reference)))
    totals = [(_("Net"), money.shown(net, code))]
    if shown["tax_name"]:
        totals.append((shown["tax_name"], money.shown(tax, code)))
    return {
        "language": invoice.order.language.split("-")[0], "title": _("Credit note") if note else _("Invoice"),
        "issuer": shown["issuer"], "issuer_address": shown["issuer_address"], "billed_to": shown["billed_to"],
        "address": shown["address"], "edition": shown["edition"], "facts": facts,
        "columns": [_("What"), _("Price"), _("Off"), _("Amount")],
        "lines": [row_of(line, code) for line in shown["lines"]], "totals": totals,
        "total": [_("Total"), money.shown(net + tax, code)], "reason": shown["reason"],
        "bank": [] if note else [_("Please pay into"), shown["bank_account"]],
        "remark": "" if note else _("The reference must stand in the transfer: by it the payment is found."),
    }


def row_of(line: dict[str, Any], code: str) -> list[str]:
    words = line["words"] + (f" ({line['scholarship']})" if line.get("scholarship") else "")
    percent = Decimal(line["tax_percent"]).normalize()
    amount = money.shown(line["net"] + line["tax"], code) + (f" ({percent:f} %)" if percent else "")
    return [words, money.shown(line["price"], code), money.shown(line["off"], code) if line["off"] else "", amount]


def spaced(reference: str) -> str:
    return " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))
