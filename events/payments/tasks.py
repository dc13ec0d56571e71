"""What is done with Stripe in the background, and what is looked after from time to time."""

from datetime import timedelta

import stripe
from django.utils import timezone
from django_tasks import task

from events.payments import money
from events.payments.checkout import UNFINISHED, Disagreement, settle
from events.payments.models import Attempt, Refund, RefundState, StripeEvent
from events.payments.refunds import done, failed
from events.payments.stripe_client import client, offered
from events.payments.stripe_events import HANDLED_AGAIN_AFTER, handle

LOOKED_AFTER = timedelta(minutes=10)


@task
def handle_stripe_event(pk: int) -> str:
    event = StripeEvent.objects.get(pk=pk)
    return event.outcome if event.handled_at else handle(event)


@task
def send_refund(pk: int) -> str:
    """Ask Stripe for the refund. Its key is the idempotency key: asked for twice, it is given once."""
    refund = Refund.objects.select_related("order", "attempt").get(pk=pk)
    if refund.state != RefundState.ASKED or refund.attempt is None:
        return refund.state
    wanted: stripe.params.RefundCreateParams = {
        "payment_intent": refund.attempt.intent, "amount": money.for_stripe(refund.amount, refund.order.currency),
        "metadata": {"refund": refund.key, "order": refund.order.key},
    }
    try:
        told = client().v1.refunds.create(wanted, {"idempotency_key": f"refund-{refund.key}"})
    except stripe.InvalidRequestError as error:
        failed(refund, error.user_message or str(error))
        return "failed"
    except stripe.StripeError:
        # It stands as asked; `look_after_stripe` asks again under the same key.
        return "Stripe could not be reached"
    if told.status == "succeeded":
        done(refund, "Stripe", stripe_id=told.id)
    return told.status or ""


@task
def look_after_stripe() -> int:
    """Ask about every payment, refund and event that was left under way: a webhook may have been lost."""
    if not offered():
        return 0
    before = timezone.now() - LOOKED_AFTER
    looked = 0
    for attempt in Attempt.objects.filter(state__in=UNFINISHED, updated_at__lt=before).exclude(session="")[:500]:
        try:
            settle(attempt)
        except (stripe.StripeError, Disagreement):
            continue
        looked += 1
    asked = Refund.objects.filter(state=RefundState.ASKED, attempt__isnull=False, updated_at__lt=before)
    for refund in asked[:500]:
        send_refund.enqueue(refund.pk)
        looked += 1
    late = timezone.now() - HANDLED_AGAIN_AFTER
    for event in StripeEvent.objects.filter(handled_at__isnull=True, received_at__lt=late)[:500]:
        handle_stripe_event.enqueue(event.pk)
        looked += 1
    return looked


@task
def remind_of_invoices() -> int:
    from events.payments.dunning import remind_due

    return remind_due(timezone.now())


