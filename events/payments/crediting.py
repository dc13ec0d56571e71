"""Taking lines back: a place given up, a part forgiven. What was paid for it is then given back."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.lifecycle import Refused
from core.audit.record import Actor, record
from events.payments.invoices import credit_note
from events.payments.ledger import Amount, owed, post
from events.payments.models import Account, Extra, Order, OrderLine, OrderState
from events.payments.money import step_of
from events.payments.refund_rules import RefundStep, given_back, percent_back
from events.payments.refunds import refund_what_is_too_much
from events.programmes.models import EditionState
from events.registration.models import Registration


def steps_of(order: Order) -> list[RefundStep]:
    return [
        RefundStep(int(step["days"]), Decimal(str(step["percent"]))) for step in order.edition.terms.refund_steps
    ]


def share_given_back(order: Order, moment: datetime) -> Decimal:
    """In percent: everything of a cancelled edition, and for a while of one whose dates were moved; else by its steps.

    Before anything of the order was paid, everything too: nobody owes for a place given up unpaid.
    """
    edition = order.edition
    moved = edition.given_back_until is not None and moment < edition.given_back_until
    if edition.state == EditionState.CANCELLED or moved:
        return Decimal(100)
    if order.state == OrderState.OPEN and nothing_paid(order):
        return Decimal(100)
    return percent_back(steps_of(order), edition.starts_at, moment, edition.zone)


def give_up_line(registration: Registration, by: Actor, reason: str, moment: datetime | None = None) -> None:
    """A registration was cancelled: its line ends, and `share_given_back` of it is credited.

    In the cancellation's transaction.
    """
    line = (
        OrderLine.objects.filter(registration=registration, cancelled_at__isnull=True)
        .select_related("order__edition__terms").first()
    )
    if line is None:
        return
    moment = moment or timezone.now()
    with transaction.atomic():
        held = Order.objects.select_for_update(no_key=True, of=("self",))
        order = held.select_related("edition__terms").get(pk=line.order_id)
        line = OrderLine.objects.select_for_update().get(pk=line.pk)
        share = share_given_back(order, moment)
        amount = given_back(line.gross - line.credited, share, step_of(order.currency))
        OrderLine.objects.filter(pk=line.pk).update(cancelled_at=moment)
        credit(order, line, amount, by, reason)


def nothing_paid(order: Order) -> bool:
    return not order.ledger.filter(account__in=[Account.STRIPE, Account.BANK]).exists()


def credit(order: Order, line: OrderLine, amount: int, by: Actor, reason: str) -> None:
    """Take so much of a line back, in the books and by a credit note where an invoice was issued.

    The order is held by the caller. Raises Refused for more than the line has left.
    """
    if not 0 <= amount <= line.gross - line.credited:
        raise Refused(_("More than the line comes to cannot be taken back."))
    if not amount:
        return
    net, tax = parts_of(line, amount)
    OrderLine.objects.filter(pk=line.pk).update(credited=F("credited") + amount)
    already = line.credited
    line.credited += amount
    record("credited", order, by, reason=reason, line=line.key, amount=amount, currency=order.currency)
    post(f"credit:{line.key}:{already}", order, _("credit: %(line)s") % {"line": line.words}, [
        Amount(Account.RECEIVABLE, -amount), Amount(Account.INCOME, net), Amount(Account.TAX, tax),
    ], by)
    credit_note(order, line, net=net, tax=tax, reason=reason, by=by)
    if line.extra_id and line.credited == line.gross:
        Extra.objects.filter(pk=line.extra_id, ordered__gte=line.number).update(ordered=F("ordered") - line.number)
    if owed(order) < 0:
        refund_what_is_too_much(order, by, reason)


def parts_of(line: OrderLine, amount: int) -> tuple[int, int]:
    """The net and the tax in an amount credited; with the last of a line, what is left of each."""
    before = tax_in(line, line.credited)
    tax = tax_in(line, line.credited + amount) - before
    return amount - tax, tax


def tax_in(line: OrderLine, amount: int) -> int:
    return line.tax * amount // line.gross if line.gross else 0
