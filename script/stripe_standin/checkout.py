"""Checkout Sessions: made, paid on the page, expired by the clock or by request."""

import time
from dataclasses import dataclass
from typing import Any

from script.stripe_standin.currencies import currency_of, refuse_unchargeable
from script.stripe_standin.parameters import items, metadata, one_of, only, table, text, whole
from script.stripe_standin.payments import LOCAL, Pressed, new_intent, settle, try_to_pay
from script.stripe_standin.refusal import Refusal, invalid, missing
from script.stripe_standin.store import Store, Thing
from script.stripe_standin.webhooks import Webhooks

SESSION = {
    "mode", "line_items", "success_url", "cancel_url", "client_reference_id", "customer_email", "expires_at",
    "metadata",    "payment_intent_data", "payment_method_types", "locale", "expand", "submit_type", "ui_mode",
    "billing_address_collection",
}
METHODS = {"card", "sepa_debit", *LOCAL}
SOONEST, LATEST = 30 * 60, 24 * 3600
MOST_LINES = 100


@dataclass(frozen=True)
class Line:
    name: str
    unit_amount: int
    quantity: int
    currency: str

    @property
    def amount(self) -> int:
        return self.unit_amount * self.quantity


def lines_of(given: Thing) -> list[Line]:
    found = []
    rows = items(given, "line_items")
    if not rows:
        raise missing("line_items")
    if len(rows) > MOST_LINES:
        raise invalid("line_items", f"Up to {MOST_LINES} line items can be in a Checkout Session.")
    for number, row in enumerate(rows):
        at = f"line_items[{number}]"
        if not isinstance(row, dict):
            raise invalid(at, "Invalid hash")
        only(row, {"price_data", "quantity"}, at)
        price = table(row, "price_data")
        if not price:
            raise missing(f"{at}[price_data]")
        only(price, {"currency", "unit_amount", "product_data"}, f"{at}[price_data]")
        product = table(price, "product_data")
        only(product, {"name", "description", "metadata"}, f"{at}[price_data][product_data]")
        name = text(product, "name", required=True, longest=250) or ""
        unit = whole(price, "unit_amount", required=True)
        quantity = whole(row, "quantity", required=True)
        if unit is None or unit < 0:
            raise invalid(f"{at}[price_data][unit_amount]", "Invalid non-negative integer")
        if quantity is None or quantity < 1:
            raise invalid(f"{at}[quantity]", "Invalid positive integer")
        code = currency_of(text(price, "currency", required=True) or "", f"{at}[price_data][currency]")
        found.append(Line(name, unit, quantity, code))
    if len({line.currency for line in found}) > 1:
        raise Refusal("All line items must have the same currency.", param="line_items")
    return found


def make_session(store: Store, given: Thing, base: str) -> Thing:
    """POST /v1/checkout/sessions."""
    only(given, SESSION)
    if one_of(given, "mode", {"payment", "setup", "subscription"}) != "payment":
        raise invalid("mode", "This stand-in knows mode=payment only.")
    if one_of(given, "ui_mode", {"hosted", "hosted_page"}, "hosted_page") is None:
        raise missing("ui_mode")
    success = address(given, "success_url", required=True)
    lines = lines_of(given)
    currency, total = lines[0].currency, sum(line.amount for line in lines)
    refuse_unchargeable(total, currency, "line_items")
    now = int(time.time())
    until = whole(given, "expires_at")
    if until is not None and not now + SOONEST - 60 <= until <= now + LATEST + 60:
        raise invalid("expires_at", "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours away.")
    email = text(given, "customer_email", longest=512)
    if email is not None and ("@" not in email or " " in email):
        raise invalid("customer_email", f"Invalid email address: {email}", "email_invalid")
    methods = items(given, "payment_method_types") or ["card"]
    for method in methods:
        one_of({"payment_method_types": method}, "payment_method_types", METHODS)
    for_intent = table(given, "payment_intent_data")
    only(for_intent, {"description", "metadata", "receipt_email"}, "payment_intent_data")
    made = store.new("cs_test_", "checkout.session", {
        "amount_subtotal": total, "amount_total": total, "automatic_tax": {"enabled": False, "status": None},
        "cancel_url": address(given, "cancel_url"), "currency": currency, "customer": None, "customer_email": email,
        "client_reference_id": text(given, "client_reference_id", longest=200), "customer_details": None,
        "expires_at": until or now + LATEST, "locale": text(given, "locale"), "metadata": metadata(given),
        "mode": "payment", "payment_intent": None, "payment_method_types": methods, "payment_status": "unpaid",
        "status": "open", "success_url": success, "ui_mode": "hosted_page",
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
    }, {"lines": [vars(line) for line in lines], "intent": {
        "description": text(for_intent, "description"), "metadata": metadata(for_intent),
        "receipt_email": text(for_intent, "receipt_email"),
    }})
    made["url"] = f"{base}/pay/{made['id']}"
    return store.keep(made)


def address(given: Thing, name: str, *, required: bool = False) -> str | None:
    value = text(given, name, required=required)
    if value is not None and not value.startswith(("http://", "https://")):
        raise invalid(name, f"Not a valid URL: {value}", "url_invalid")
    return value


def line_items(store: Store, session: Thing) -> Thing:
    rows = [
        {
            "id": f"li_{session['id'][8:]}{number}", "object": "item", "description": line["name"],
            "quantity": line["quantity"], "currency": line["currency"],
            "amount_subtotal": line["unit_amount"] * line["quantity"], "amount_discount": 0, "amount_tax": 0,
            "amount_total": line["unit_amount"] * line["quantity"],
            "price": {"object": "price", "currency": line["currency"], "unit_amount": line["unit_amount"]},
        }
        for number, line in enumerate(store.hidden[session["id"]]["lines"])
    ]
    url = f"/v1/checkout/sessions/{session['id']}/line_items"
    return {"object": "list", "url": url, "has_more": False, "data": rows}


def expire_due(store: Store, hooks: Webhooks) -> None:
    """Sessions past their time expire by themselves."""
    now = time.time()
    for session in store.all("checkout.session"):
        if session["status"] == "open" and session["expires_at"] <= now:
            expire(store, hooks, session)


def expire(store: Store, hooks: Webhooks, session: Thing) -> Thing:
    if session["status"] != "open":
        raise Refusal(
            f"Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status "
            f"of \"{session['status']}\".", saved=True,
        )
    session |= {"status": "expired", "url": None}
    store.keep(session)
    if session["payment_intent"]:
        intent = store.get("payment_intent", session["payment_intent"])
        intent |= {"status": "canceled", "cancellation_reason": "automatic", "canceled_at": int(time.time())}
        store.keep(intent)
        hooks.announce("payment_intent.canceled", intent)
    hooks.announce("checkout.session.expired", session)
    return session


def pay(store: Store, hooks: Webhooks, session: Thing, method: str, email: str = "") -> str:
    """Somebody pressed Pay; gives what they are told where it did not go well, else nothing."""
    expire_due(store, hooks)
    if session["status"] != "open":
        raise Refusal(f"This Checkout Session is {session['status']}.", status=409)
    pressed = Pressed(method)
    if pressed.kind not in session["payment_method_types"]:
        raise Refusal(f"{pressed.kind} is not offered here.")
    intent = intent_of(store, session, email)
    if not try_to_pay(store, hooks, intent, pressed):
        return intent["last_payment_error"]["message"]
    session |= {
        "status": "complete", "url": None, "payment_status": "paid" if intent["status"] == "succeeded" else "unpaid",
        "customer_details": {"email": email or session["customer_email"], "name": None, "phone": None},
    }
    store.keep(session)
    hooks.announce("checkout.session.completed", session)
    return ""


def intent_of(store: Store, session: Thing, email: str) -> Thing:
    """A session's payment intent is made when it is first tried, and kept for the next try."""
    if session["payment_intent"]:
        return store.get("payment_intent", session["payment_intent"])
    more: dict[str, Any] = store.hidden[session["id"]]["intent"]
    intent = new_intent(store, session["amount_total"], session["currency"], {
        **more, "payment_method_types": session["payment_method_types"],
        "receipt_email": more["receipt_email"] or email or session["customer_email"],
    })
    session["payment_intent"] = intent["id"]
    store.keep(session)
    return intent


def settle_later(store: Store, hooks: Webhooks, intent: Thing, *, good: bool) -> None:
    """The outcome of a payment that takes days: for its session too."""
    settle(store, hooks, intent, good=good)
    for session in store.all("checkout.session"):
        if session["payment_intent"] == intent["id"]:
            if good:
                session["payment_status"] = "paid"
                store.keep(session)
            hooks.announce(f"checkout.session.async_payment_{'succeeded' if good else 'failed'}", session)
