"""Payment intents, charges and the balance: what happens when a card is pressed on the payment page.

Cards and how they fare are those of docs.stripe.com/testing; `settles later` stands for the methods whose outcome is
known only afterwards (docs.stripe.com/payments/checkout/fulfillment).
"""

import time
from dataclasses import dataclass

from script.stripe_standin.refusal import Refusal
from script.stripe_standin.store import Store, Thing
from script.stripe_standin.webhooks import Webhooks

FEE_PER_MILLE, FEE_FIXED = 34, {"usd": 50, "sgd": 50, "eur": 25, "thb": 1000, "myr": 100}
DAY = 86_400
DECLINED = {
    "4000000000000002": ("card_declined", "generic_decline", "Your card was declined."),
    "4000000000009995": ("card_declined", "insufficient_funds", "Your card has insufficient funds."),
    "4000000000009987": ("card_declined", "lost_card", "Your card was declined."),
    "4000000000000069": ("expired_card", "expired_card", "Your card has expired."),
    "4000000000000127": ("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect."),
    "4000000000000119": (
        "processing_error", "processing_error",
        "An error occurred while processing your card. Try again in a little bit.",
    ),
}
GOOD = {"4242424242424242": "visa", "5555555555554444": "mastercard", "6200000000000005": "unionpay"}
LATER = "later"
LOCAL = {"promptpay": "thb", "paynow": "sgd", "fpx": "myr", "grabpay": "sgd", "alipay": "", "wechat_pay": ""}


@dataclass(frozen=True)
class Pressed:
    """What somebody chose on the payment page: a card's number, `later`, or the name of a local method."""

    method: str

    @property
    def kind(self) -> str:
        if self.method in LOCAL:
            return self.method
        return "sepa_debit" if self.method == LATER else "card"


def new_intent(store: Store, amount: int, currency: str, fields: Thing) -> Thing:
    made = store.new("pi_", "payment_intent", {
        "amount": amount, "amount_capturable": 0, "amount_received": 0, "currency": currency, "status":
        "requires_payment_method", "latest_charge": None, "last_payment_error": None, "canceled_at": None,
        "cancellation_reason": None, "capture_method": "automatic_async", "confirmation_method": "automatic",
        "customer": None, "description": None, "metadata": {}, "payment_method": None, "payment_method_types": [],
        "receipt_email": None, "statement_descriptor": None, **fields,
    })
    made["client_secret"] = f"{made['id']}_secret_standin"
    return store.keep(made)


def try_to_pay(store: Store, hooks: Webhooks, intent: Thing, pressed: Pressed) -> bool:
    """Charge what was pressed; whether it went well (or is on its way)."""
    if pressed.kind == "card" and pressed.method in DECLINED:
        decline(store, hooks, intent, pressed)
        return False
    if pressed.kind == "card" and pressed.method not in GOOD:
        raise Refusal("Your card number is incorrect.", status=402, kind="card_error", code="incorrect_number")
    intent["last_payment_error"] = None
    intent["payment_method"] = "pm_" + intent["id"][3:]
    if pressed.method == LATER:
        charge = new_charge(store, intent, pressed, "pending")
        intent |= {"status": "processing", "latest_charge": charge["id"]}
        store.keep(intent)
        hooks.announce("payment_intent.processing", intent)
        hooks.announce("charge.pending", charge)
        return True
    charge = new_charge(store, intent, pressed, "succeeded")
    take(store, hooks, intent, charge)
    return True


def decline(store: Store, hooks: Webhooks, intent: Thing, pressed: Pressed) -> None:
    code, why, words = DECLINED[pressed.method]
    charge = new_charge(store, intent, pressed, "failed")
    charge |= {"failure_code": code, "failure_message": words, "paid": False}
    charge["outcome"] = {"network_status": "declined_by_network", "reason": why, "type": "issuer_declined"}
    store.keep(charge)
    intent |= {
        "status": "requires_payment_method", "latest_charge": charge["id"], "last_payment_error": {
            "type": "card_error", "code": code, "decline_code": why, "message": words, "charge": charge["id"],
        },
    }
    store.keep(intent)
    hooks.announce("charge.failed", charge)
    hooks.announce("payment_intent.payment_failed", intent)


def new_charge(store: Store, intent: Thing, pressed: Pressed, status: str) -> Thing:
    details: Thing = {"type": pressed.kind}
    if pressed.kind == "card":
        details["card"] = {"brand": GOOD.get(pressed.method, "visa"), "last4": pressed.method[-4:]}
    return store.new("ch_", "charge", {
        "amount": intent["amount"], "amount_captured": 0, "amount_refunded": 0, "balance_transaction": None,
        "captured": False, "currency": intent["currency"], "customer": None, "description": intent["description"],
        "disputed": False, "failure_code": None, "failure_message": None, "metadata": dict(intent["metadata"]),
        "outcome": None, "paid": status == "succeeded", "payment_intent": intent["id"],
        "payment_method": intent["payment_method"], "payment_method_details": details, "receipt_email": None,
        "refunded": False, "status": status, "billing_details": {"email": intent["receipt_email"], "name": None},
    })


def take(store: Store, hooks: Webhooks, intent: Thing, charge: Thing) -> None:
    """The money came: into the charge, the balance and the intent."""
    fee = charge["amount"] * FEE_PER_MILLE // 1000 + FEE_FIXED.get(charge["currency"], 0)
    entry = into_balance(
        store, charge["id"], "charge", amount=charge["amount"], fee=fee, currency=charge["currency"]
    )
    charge |= {
        "status": "succeeded", "paid": True, "captured": True, "amount_captured": charge["amount"],
        "balance_transaction": entry["id"],
    }
    store.keep(charge)
    intent |= {"status": "succeeded", "amount_received": intent["amount"], "latest_charge": charge["id"]}
    store.keep(intent)
    hooks.announce("charge.succeeded", charge)
    hooks.announce("payment_intent.succeeded", intent)


def into_balance(store: Store, source: str, kind: str, *, amount: int, fee: int, currency: str) -> Thing:
    details = [{"amount": fee, "currency": currency, "description": "Stripe processing fees", "type": "stripe_fee"}]
    return store.new("txn_", "balance_transaction", {
        "amount": amount, "available_on": int(time.time()) + 2 * DAY, "currency": currency, "description": None,
        "exchange_rate": None, "fee": fee, "fee_details": details if fee else [], "net": amount - fee,
        "reporting_category": kind, "source": source, "status": "pending", "type": kind,
    })


def settle(store: Store, hooks: Webhooks, intent: Thing, *, good: bool) -> None:
    """What was on its way has come, or has failed."""
    if intent["status"] != "processing":
        words = f"The payment intent is {intent['status']}, not processing."
        raise Refusal(words, code="payment_intent_unexpected_state")
    charge = store.get("charge", intent["latest_charge"])
    if good:
        take(store, hooks, intent, charge)
        return
    words = "The customer's bank refused the debit."
    charge |= {"status": "failed", "failure_code": "debit_not_authorized", "failure_message": words}
    store.keep(charge)
    intent |= {
        "status": "requires_payment_method",
        "last_payment_error": {"type": "api_error", "code": "debit_not_authorized", "message": words},
    }
    store.keep(intent)
    hooks.announce("charge.failed", charge)
    hooks.announce("payment_intent.payment_failed", intent)
