"""Giving money back: to the card it came from, or by a transfer that the organiser makes."""

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import Actor, record
from events.payments.ledger import Amount, owed, post
from events.payments.models import Account, Attempt, AttemptState, Order, Refund, RefundState

PENDING = (RefundState.ASKED, RefundState.DONE)


def too_much(order: Order) -> int:
    """What was paid beyond what is owed and is not on its way back yet."""
    asked = order.refunds.filter(state=RefundState.ASKED).aggregate(total=Sum("amount"))["total"] or 0
    return max(0, -owed(order) - asked)


def left_on(attempt: Attempt) -> int:
    """What of a payment at Stripe can still be given back."""
    back = attempt.refunds.filter(state__in=PENDING).aggregate(total=Sum("amount"))["total"] or 0
    return attempt.amount - back


def refund_what_is_too_much(order: Order, by: Actor, reason: str) -> list[Refund]:
    """Ask for refunds of what is too much: first to the cards it came from, the newest first, then by transfer.

    The order's row is held, so that two who ask at once do not both give it back. Money goes after the commit.
    """
    made = []
    with transaction.atomic():
        Order.objects.select_for_update(no_key=True, of=("self",)).get(pk=order.pk)
        rest = too_much(order)
        paid = order.attempts.filter(state=AttemptState.PAID).order_by("-pk")
        for attempt in paid:
            part = min(rest, left_on(attempt))
            if part > 0:
                made.append(ask(order, attempt, part, by, reason))
                rest -= part
        if rest > 0:
            made.append(ask(order, None, rest, by, reason))
    return made


def ask(order: Order, attempt: Attempt | None, amount: int, by: Actor, reason: str) -> Refund:
    from events.payments.tasks import send_refund

    refund = Refund.objects.create(
        order=order, attempt=attempt, amount=amount, reason=reason, by=by if isinstance(by, User) else None
    )
    record("refund asked", order, by, reason=reason, amount=amount, currency=order.currency, refund=refund.key)
    if attempt is not None:
        send_refund.enqueue(refund.pk)
    return refund


def done(refund: Refund, by: Actor, *, stripe_id: str = "") -> None:
    """The money went back. Doing it twice does it once."""
    with transaction.atomic():
        order = Order.objects.select_for_update(no_key=True, of=("self",)).get(pk=refund.order_id)
        refund = Refund.objects.select_for_update().get(pk=refund.pk)
        if refund.state == RefundState.DONE:
            return
        Refund.lifecycle.move(refund, RefundState.DONE, by=by, stripe_id=stripe_id, words="")
        account = Account.STRIPE if refund.attempt_id else Account.BANK
        once = f"refund:{stripe_id or refund.key}"
        post(once, order, _("given back"), [
            Amount(Account.RECEIVABLE, refund.amount), Amount(account, -refund.amount),
        ], by)


def failed(refund: Refund, words: str) -> None:
    with transaction.atomic():
        refund = Refund.objects.select_for_update().get(pk=refund.pk)
        if refund.state == RefundState.ASKED:
            Refund.lifecycle.move(refund, RefundState.FAILED, by="Stripe", words=words)


def paid_out(refund: Refund, by: User) -> None:
    """The organiser says that they made the transfer."""
    if refund.attempt_id:
        raise Refused(_("This refund goes to a card: Stripe tells when it is done."))
    done(refund, by)


def try_again(refund: Refund, by: User) -> None:
    """A refund that failed is asked for once more."""
    from events.payments.tasks import send_refund

    with transaction.atomic():
        held = Refund.objects.select_for_update().get(pk=refund.pk)
        Refund.lifecycle.move(held, RefundState.ASKED, by=by)
        send_refund.enqueue(held.pk)
