"""Webhooks: verified, kept as they came, and handled once, however often and in whatever order they come."""

import json
from datetime import timedelta

import stripe
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from events.payments.checkout import Disagreement, settle
from events.payments.models import Attempt, Order, Refund, StripeEvent
from events.payments.refunds import done, failed
from events.payments.stripe_client import client

# An event older than this, by its signature's own time, is not taken: somebody replays it.
OLDEST = 300
HANDLED_AGAIN_AFTER = timedelta(minutes=2)


class NotFromStripe(Exception):
    """The signature is wrong, missing or too old."""


def receive(body: bytes, signature: str) -> StripeEvent:
    """Keep the event and queue its handling; the one there is, if it came before. Raises NotFromStripe."""
    from events.payments.tasks import handle_stripe_event

    try:
        stripe.WebhookSignature.verify_header(body.decode(), signature, settings.STRIPE_WEBHOOK_SECRET, OLDEST)
        event = json.loads(body)
        key, kind = event["id"], event["type"]
    except (stripe.SignatureVerificationError, UnicodeDecodeError, ValueError, KeyError, TypeError):
        raise NotFromStripe from None
    try:
        with transaction.atomic():
            kept = StripeEvent.objects.create(event=key, type=kind[:80], body=event)
            handle_stripe_event.enqueue(kept.pk)
            return kept
    except IntegrityError:
        return StripeEvent.objects.get(event=key)


def handle(event: StripeEvent) -> str:
    """Do what the event calls for, and keep in a few words what that was. Doing it again changes nothing more."""
    about = event.body.get("data", {}).get("object", {})
    order: Order | None = None
    if event.type.startswith("checkout.session."):
        outcome, order = session_event(about)
    elif event.type.startswith(("charge.refund", "refund.")):
        outcome, order = refund_event(about)
    else:
        outcome = "nothing to do"
    StripeEvent.objects.filter(pk=event.pk).update(handled_at=timezone.now(), outcome=outcome[:300], order=order)
    return outcome


def session_event(about: dict) -> tuple[str, Order | None]:
    attempt = Attempt.objects.select_related("order").filter(session=about.get("id", "")).first()
    if attempt is None:
        # The event overtook the answer that the session was made by; its own words say which attempt it is.
        named = about.get("metadata", {}).get("attempt", "")
        attempt = Attempt.objects.select_related("order").filter(key=named, session="").first()
        if attempt is None:
            return "no such order", None
        Attempt.objects.filter(pk=attempt.pk, session="").update(session=about["id"])
        attempt.session = about["id"]
    try:
        settled = settle(attempt)
    except Disagreement as difference:
        return f"disagrees: {difference}", attempt.order
    return settled.state, attempt.order


def refund_event(about: dict) -> tuple[str, Order | None]:
    charge = about["id"] if about.get("object") == "charge" else about.get("charge") or ""
    attempt = Attempt.objects.select_related("order").filter(charge=charge).exclude(charge="").first()
    if attempt is None:
        return "no such payment", None
    return f"{follow_refunds(attempt)} refunds", attempt.order


def follow_refunds(attempt: Attempt) -> int:
    """Bring our refunds of a payment to how they stand at Stripe, those made in its dashboard too."""
    from events.payments import money

    order = attempt.order
    found = list(client().v1.refunds.list({"charge": attempt.charge, "limit": 100}).auto_paging_iter())
    for told in found:
        refund = Refund.objects.filter(stripe_id=told.id).first()
        if refund is None:
            named = (told.metadata.to_dict() if told.metadata else {}).get("refund", "")
            refund = Refund.objects.filter(key=named, order=order).first()
        if refund is None:
            refund, _made = Refund.objects.get_or_create(
                stripe_id=told.id,
                defaults={"order": order, "attempt": attempt, "reason": "made at Stripe",
                          "amount": money.from_stripe(told.amount, order.currency)},
            )
        if told.status == "succeeded":
            done(refund, "Stripe", stripe_id=told.id)
        elif told.status in {"failed", "canceled"}:
            failed(refund, told.failure_reason or told.status)
    return len(found)
