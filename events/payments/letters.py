"""The mails about money: to a school's coordinators."""

from django.conf import settings
from django.urls import reverse

from core.mail.queue import queue_message
from events.payments.models import Invoice, Order
from talent.nominations.letters import coordinators_of

FOLDER = "events/payments/mail/"


def to_payers(template: str, order: Order, once: str, **context) -> None:
    link = settings.SITE_URL.rstrip("/") + reverse("order_page", kwargs={"key": order.key})
    for user in coordinators_of([order.school_id]).get(order.school_id, []):
        queue_message(
            FOLDER + template, to=user.email, to_name=user.name, language=user.language, about=order.key,
            once=f"{once}:{user.key}",
            context={"order": order, "link": link, **context},
        )


def tell_paid(order: Order, amount: int, act: str) -> None:
    """Tell that money came; `act` is the name under which it was posted."""
    to_payers("paid", order, f"paid:{act}", amount=amount, currency=order.currency)


def send_invoice(invoice: Invoice) -> None:
    to_payers("invoice", invoice.order, f"invoice:{invoice.key}", invoice=invoice)


def remind_of(invoice: Invoice, rest: int) -> None:
    to_payers("reminder", invoice.order, f"reminder:{invoice.key}:{invoice.reminders + 1}", invoice=invoice, rest=rest,
              currency=invoice.currency)
