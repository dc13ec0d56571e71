"""From a bank statement into the books: its lines are kept, shown with what they seem to pay, then booked."""

import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from events.payments.ledger import Amount, owed, post
from events.payments.letters import tell_paid
from events.payments.models import Account, Invoice, InvoiceKind, Order, StatementFile, StatementLine
from events.payments.reference import references_in
from events.payments.statements.camt053 import read_camt053
from events.payments.statements.csv_file import read_csv
from events.payments.statements.line import Incoming, NotAStatement, Statement
from talent.institutions.models import Institution

LARGEST = 20 * 1024 * 1024


@dataclass(frozen=True)
class BroughtIn:
    """What became of a file: its new lines, how many were known already, what was passed over."""

    file: StatementFile
    new: int
    known: int
    passed_over: tuple[str, ...]


def read(content: bytes, currency: str) -> Statement:
    """CAMT.053 or a table, by the content."""
    if len(content) > LARGEST:
        raise NotAStatement(_("The file is larger than 20 MB."))
    start = content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
    return read_camt053(content) if start == b"<" else read_csv(content, currency)


def bring_in(issuer: Institution, name: str, content: bytes, currency: str, by: User) -> BroughtIn:
    """Keep each line that is not known yet, with the order it seems to pay. Nothing is booked.

    The same file again, or another that overlaps it, adds nothing twice: a line is known by the bank's own name.
    Raises NotAStatement.
    """
    statement = read(content, currency)
    with transaction.atomic():
        file = StatementFile.objects.create(
            issuer=issuer, name=name[:200], sha256=hashlib.sha256(content).hexdigest(), by=by
        )
        known = set(
            StatementLine.objects.filter(issuer=issuer, bank_id__in=[line.bank_id for line in statement.incoming])
            .values_list("bank_id", flat=True)
        )
        new = [line for line in statement.incoming if line.bank_id not in known]
        orders = orders_by_reference(issuer, new)
        StatementLine.objects.bulk_create(
            (
                StatementLine(
                    file=file, issuer=issuer, bank_id=line.bank_id, booked_on=line.booked_on, amount=line.amount,
                    currency=line.currency, payer=line.payer, words=line.words, order=orders.get(line.bank_id),
                )
                for line in new
            ),
            ignore_conflicts=True,
        )
        record("statement brought in", file, by, new=len(new), known=len(statement.incoming) - len(new))
    return BroughtIn(file, len(new), len(statement.incoming) - len(new), statement.passed_over)


def orders_by_reference(issuer: Institution, lines: list[Incoming]) -> dict[str, Order]:
    """The order that each line names by its one reference; a line that names two is left to a person."""
    named = {line.bank_id: references_in(line.words) for line in lines}
    wanted = {reference for references in named.values() for reference in references}
    invoices = Invoice.objects.filter(
        issuer=issuer, kind=InvoiceKind.INVOICE, reference__in=wanted
    ).select_related("order")
    known = {invoice.reference: invoice.order for invoice in invoices}
    found: dict[str, Order] = {}
    for bank_id, references in named.items():
        orders = {known[reference].pk: known[reference] for reference in references if reference in known}
        if len(orders) == 1:
            found[bank_id] = next(iter(orders.values()))
    return found


def standing_of(line: StatementLine, due: int) -> str:
    """What there is to say of a line before it is booked, for the person; `due` is what its order is owed."""
    if line.order is None:
        return _("No invoice has a reference that stands in it.")
    if line.currency != line.order.currency:
        return _("The invoice is in %(currency)s.") % {"currency": line.order.currency}
    if due <= 0:
        return _("This is paid already: it would be too much.")
    if line.amount < due:
        return _("It is less than what is owed; the rest stays open.")
    if line.amount > due:
        return _("It is more than what is owed.")
    return _("It is exactly what is owed.")


def book(line: StatementLine, by: User) -> None:
    """Book the line on its order, once. Raises Refused without an order, in another currency, or set aside."""
    with transaction.atomic():
        line = StatementLine.objects.select_for_update(of=("self",)).select_related("order").get(pk=line.pk)
        if line.order is None:
            raise Refused(_("Say first which order it pays."))
        if line.set_aside:
            raise Refused(_("It was set aside."))
        if line.currency != line.order.currency:
            raise Refused(standing_of(line, 0))
        once = f"statement:{line.issuer.key}:{hashlib.sha256(line.bank_id.encode()).hexdigest()[:40]}"
        posted = post(once, line.order, _("bank transfer of %(day)s") % {"day": line.booked_on.isoformat()}, [
            Amount(Account.BANK, line.amount), Amount(Account.RECEIVABLE, -line.amount),
        ], by)
        if posted is None:
            raise Refused(_("It is in the books already."))
        StatementLine.objects.filter(pk=line.pk).update(booked=True)
        tell_paid(line.order, line.amount, once)


def book_exact(file_lines: list[StatementLine], by: User) -> int:
    """Book each line that pays exactly what is owed; how many. The others are for a person to decide."""
    booked = 0
    for line in file_lines:
        if line.order and not line.booked and line.currency == line.order.currency and line.amount == owed(line.order):
            book(line, by)
            booked += 1
    return booked


def assign(line: StatementLine, order: Order, by: User) -> None:
    with transaction.atomic():
        held = StatementLine.objects.select_for_update().get(pk=line.pk)
        if held.booked:
            raise Refused(_("It is in the books already."))
        StatementLine.objects.filter(pk=held.pk).update(order=order, set_aside="")
        record("statement line assigned", held, by, order=order.key)


def set_aside(line: StatementLine, why: str, by: User) -> None:
    with transaction.atomic():
        held = StatementLine.objects.select_for_update().get(pk=line.pk)
        if held.booked:
            raise Refused(_("It is in the books already."))
        StatementLine.objects.filter(pk=held.pk).update(set_aside=why[:200] or "-")
        record("statement line set aside", held, by, reason=why)
