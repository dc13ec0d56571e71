"""Refunds: in part or whole, together never above what was charged."""

from script.stripe_standin.currencies import refuse_wrong_step, shown
from script.stripe_standin.parameters import metadata, one_of, only, text, whole
from script.stripe_standin.payments import into_balance
from script.stripe_standin.refusal import Refusal, invalid
from script.stripe_standin.store import Store, Thing
from script.stripe_standin.webhooks import Webhooks

REASONS = {"duplicate", "fraudulent", "requested_by_customer"}


def refund(store: Store, hooks: Webhooks, given: Thing) -> Thing:
    """POST /v1/refunds, of a `charge` or of a `payment_intent`'s charge."""
    only(given, {"charge", "payment_intent", "amount", "reason", "metadata", "expand"})
    charge = charge_of(store, given)
    reason = one_of(given, "reason", REASONS)
    amount = amount_of(charge, whole(given, "amount"))
    entry = into_balance(store, charge["id"], "refund", amount=-amount, fee=0, currency=charge["currency"])
    made = store.new("re_", "refund", {
        "amount": amount, "balance_transaction": entry["id"], "charge": charge["id"], "currency": charge["currency"],
        "payment_intent": charge["payment_intent"], "metadata": metadata(given), "reason": reason,
        "receipt_number": None, "status": "succeeded", "destination_details": {"type": "card"},
    })
    entry["source"] = made["id"]
    store.keep(entry)
    before = {"amount_refunded": charge["amount_refunded"], "refunded": charge["refunded"]}
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    store.keep(charge)
    hooks.announce("refund.created", made)
    hooks.announce("charge.refunded", charge, before)
    return made


def charge_of(store: Store, given: Thing) -> Thing:
    key, intent_key = text(given, "charge"), text(given, "payment_intent")
    if bool(key) == bool(intent_key):
        raise Refusal("One of the following params should be provided for this request: payment_intent or charge.")
    if intent_key:
        intent = store.get("payment_intent", intent_key, "payment_intent")
        key = intent["latest_charge"]
        if intent["status"] != "succeeded" or not key:
            words = f"This PaymentIntent ({intent_key}) does not have a successful charge to refund."
            raise invalid("payment_intent", words)
    charge = store.get("charge", key or "", "charge")
    if charge["status"] != "succeeded":
        raise invalid("charge", f"Charge {charge['id']} is not succeeded and cannot be refunded.")
    return charge


def amount_of(charge: Thing, asked: int | None) -> int:
    left = charge["amount"] - charge["amount_refunded"]
    if not left:
        raise Refusal(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded", saved=True)
    if asked is None:
        return left
    if asked <= 0:
        raise invalid("amount", "Invalid positive integer", "parameter_invalid_integer")
    refuse_wrong_step(asked, charge["currency"], "amount")
    if asked > left:
        raise Refusal(
            f"Refund amount ({shown(asked, charge['currency'])}) is greater than unrefunded amount on charge "
            f"({shown(left, charge['currency'])})", param="amount", saved=True,
        )
    return asked
