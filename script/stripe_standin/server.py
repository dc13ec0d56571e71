"""The HTTP of the stand-in: addresses, keys, one answer at a time under the store's lock."""

import json
import secrets
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from script.stripe_standin import API_VERSION, checkout, page, refunds, webhooks
from script.stripe_standin.idempotency import Answer, Idempotency
from script.stripe_standin.parameters import decode, items, metadata, only, text
from script.stripe_standin.refusal import Refusal, invalid
from script.stripe_standin.store import Store, Thing

READ = {
    "payment_intents": "payment_intent", "charges": "charge", "refunds": "refund",
    "balance_transactions": "balance_transaction", "events": "event", "webhook_endpoints": "webhook_endpoint",
}
FILTERS = {
    "payment_intents": {"customer"}, "charges": {"payment_intent", "customer"}, "refunds": {"payment_intent", "charge"},
    "balance_transactions": {"type", "source", "currency"}, "events": {"type"}, "webhook_endpoints": set(),
}
PAGING = {"limit", "starting_after", "ending_before", "created", "expand"}


class StandIn:
    """One account's state, with what answers requests to it."""

    def __init__(self, key: str = "sk_test_standin", path: str = ":memory:") -> None:
        self.key = key
        self.store = Store(path)
        self.hooks = webhooks.Webhooks(self.store)
        self.idempotency = Idempotency()
        # What befalls the next requests that write: "answer lost" after the act, "busy" (429) or "broken" (500) before.
        self.mishaps: list[str] = []

    def api(self, method: str, path: str, given: Thing, base: str) -> Answer:
        with self.store.lock:
            checkout.expire_due(self.store, self.hooks)
            paths = items(given, "expand")
            thing = self.act(method, path.removeprefix("/v1/").strip("/").split("/"), given, base)
            return 200, self.store.expanded(thing, paths)

    def act(self, method: str, path: list[str], given: Thing, base: str) -> Thing:
        if path[:2] == ["checkout", "sessions"]:
            found = self.checkout(method, path[2:], given, base)
        elif method == "GET":
            found = self.read(path, given)
        else:
            found = self.write(method, path, given)
        if found is None:
            raise Refusal(f"Unrecognized request URL ({method}: /v1/{'/'.join(path)}).", status=404)
        return found

    def checkout(self, method: str, path: list[str], given: Thing, base: str) -> Thing | None:
        match (method, *path):
            case ("POST",):
                return checkout.make_session(self.store, given, base)
            case ("GET",):
                only(given, PAGING | {"payment_intent", "status"})
                keeps = same(given, {"payment_intent", "status"})
                return self.store.page("checkout.session", given, "/v1/checkout/sessions", keeps)
            case ("GET", key):
                session = dict(self.store.get("checkout.session", key))
                if any(each.startswith("line_items") for each in items(given, "expand")):
                    session["line_items"] = checkout.line_items(self.store, session)
                return session
            case ("GET", key, "line_items"):
                return checkout.line_items(self.store, self.store.get("checkout.session", key))
            case ("POST", key, "expire"):
                return checkout.expire(self.store, self.hooks, self.store.get("checkout.session", key))
        return None

    def read(self, path: list[str], given: Thing) -> Thing | None:
        match path:
            case ["balance"]:
                return self.balance()
            case [kind] if kind in READ:
                only(given, PAGING | FILTERS[kind])
                return self.store.page(READ[kind], given, f"/v1/{kind}", same(given, FILTERS[kind]))
            case [kind, key] if kind in READ:
                only(given, {"expand"})
                return self.store.get(READ[kind], key)
        return None

    def write(self, method: str, path: list[str], given: Thing) -> Thing | None:
        match (method, *path):
            case ("POST", "refunds"):
                return refunds.refund(self.store, self.hooks, given)
            case ("POST", "webhook_endpoints"):
                return webhooks.add_endpoint(self.store, given)
            case ("DELETE", "webhook_endpoints", key):
                self.store.get("webhook_endpoint", key)
                self.store.forget(key)
                return {"id": key, "object": "webhook_endpoint", "deleted": True}
            case ("POST", "payment_intents" | "charges" | "refunds" as kind, key):
                only(given, {"metadata", "expand", "description"})
                thing = self.store.get(READ[kind], key)
                thing["metadata"] = {**thing["metadata"], **metadata(given)}
                return self.store.keep(thing)
        return None

    def balance(self) -> Thing:
        totals: dict[str, int] = {}
        for entry in self.store.all("balance_transaction"):
            totals[entry["currency"]] = totals.get(entry["currency"], 0) + entry["net"]
        pending = [{"amount": amount, "currency": code} for code, amount in sorted(totals.items())]
        return {"object": "balance", "livemode": False, "available": [], "pending": pending}

    def arrange(self, what: str, given: dict[str, Any]) -> Thing:
        """What a test asks of the stand-in itself."""
        arrangements = {
            "webhooks": self.set_webhooks, "release": self.release, "again": self.again, "quiet": self.quiet,
            "deliveries": self.tell_deliveries, "mishap": self.set_mishap, "pay": self.pay, "settle": self.settle,
        }
        if what not in arrangements:
            raise Refusal(f"The stand-in cannot {what}.", status=404)
        return arrangements[what](given)

    def set_webhooks(self, given: dict[str, Any]) -> Thing:
        if given.get("mode") not in webhooks.MODES:
            raise invalid("mode", f"one of {', '.join(sorted(webhooks.MODES))}")
        self.hooks.mode = given["mode"]
        return {"mode": self.hooks.mode}

    def release(self, given: dict[str, Any]) -> Thing:
        return {"released": self.hooks.release(backwards=bool(given.get("backwards")))}

    def again(self, given: dict[str, Any]) -> Thing:
        return {"sent": self.hooks.again(given["event"])}

    def quiet(self, given: dict[str, Any]) -> Thing:
        return {"quiet": self.hooks.settle(float(given.get("seconds", 10)))}

    def tell_deliveries(self, given: dict[str, Any]) -> Thing:
        return {"deliveries": list(self.hooks.deliveries)}

    def set_mishap(self, given: dict[str, Any]) -> Thing:
        self.mishaps += [given["kind"]] * int(given.get("times", 1))
        return {"mishaps": self.mishaps}

    def pay(self, given: dict[str, Any]) -> Thing:
        with self.store.lock:
            session = self.store.get("checkout.session", given["session"])
            return {"error": checkout.pay(self.store, self.hooks, session, given["method"])}

    def settle(self, given: dict[str, Any]) -> Thing:
        with self.store.lock:
            intent = self.store.get("payment_intent", given["payment_intent"])
            checkout.settle_later(self.store, self.hooks, intent, good=bool(given.get("good", True)))
            return {"status": intent["status"]}


def same(given: Thing, names: set[str]) -> Callable[[Thing], bool]:
    wanted = {name: text(given, name) for name in names if given.get(name)}
    return lambda thing: all(thing.get(name) == value for name, value in wanted.items())


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Server"

    def log_message(self, *words: Any) -> None:
        """Quiet: what was asked is in the store."""

    def do_GET(self) -> None:
        self.answer("GET")

    def do_POST(self) -> None:
        self.answer("POST")

    def do_DELETE(self) -> None:
        self.answer("DELETE")

    def answer(self, method: str) -> None:
        address = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode()
        try:
            if address.path.startswith("/pay/"):
                return self.pay(method, address.path.removeprefix("/pay/"), body)
            if address.path.startswith("/_standin/"):
                given = json.loads(body) if body else {}
                return self.send(200, self.server.standin.arrange(address.path.removeprefix("/_standin/"), given))
            return self.serve_api(method, address.path, body if method == "POST" else address.query)
        except Refusal as refusal:
            return self.send(refusal.status, {"error": refusal.error})

    def serve_api(self, method: str, path: str, raw: str) -> None:
        standin = self.server.standin
        self.refuse_wrong_key()
        mishap = standin.mishaps.pop(0) if standin.mishaps and method == "POST" else ""
        if mishap == "busy":
            raise Refusal("Request rate limit exceeded.", status=429, code="rate_limit")
        if mishap == "broken":
            raise Refusal("An unknown error occurred", status=500, kind="api_error")
        key = self.headers.get("Idempotency-Key") if method == "POST" else None
        (status, thing), earlier = standin.idempotency.once(
            key, f"{method} {path} {raw}", lambda: standin.api(method, path, decode(raw), self.server.base)
        )
        if mishap == "answer lost":
            self.close_connection = True
            self.connection.close()
            return
        more = {"Idempotent-Replayed": "true"} if earlier else {}
        self.send(status, thing, {**more, **({"Idempotency-Key": key} if key else {})})

    def refuse_wrong_key(self) -> None:
        given = self.headers.get("Authorization") or ""
        if given != f"Bearer {self.server.standin.key}":
            words = "Invalid API Key provided" if given else "You did not provide an API key."
            raise Refusal(words, status=401)

    def pay(self, method: str, key: str, body: str) -> None:
        standin = self.server.standin
        with standin.store.lock:
            session = standin.store.get("checkout.session", key)
            checkout.expire_due(standin.store, standin.hooks)
            error = ""
            if method == "POST" and session["status"] == "open":
                given = {name: values[0] for name, values in parse_qs(body).items()}
                try:
                    error = checkout.pay(
                        standin.store, standin.hooks, session, given.get("method", ""), given.get("email", "")
                    )
                except Refusal as refusal:
                    error = str(refusal)
                if not error:
                    back = session["success_url"].replace("{CHECKOUT_SESSION_ID}", key)
                    return self.send_page(303, "", {"Location": back})
            if session["status"] != "open":
                return self.send_page(200, page.closed_page(session))
            return self.send_page(402 if error else 200, page.payment_page(standin.store, session, error))

    def send(self, status: int, thing: Thing, more: dict[str, str] | None = None) -> None:
        content = json.dumps(thing).encode()
        self.write(status, content, {
            "Content-Type": "application/json", "Request-Id": "req_" + secrets.token_hex(7),
            "Stripe-Version": API_VERSION, **(more or {}),
        })

    def send_page(self, status: int, html: str, more: dict[str, str] | None = None) -> None:
        self.write(status, html.encode(), {"Content-Type": "text/html; charset=utf-8", **(more or {})})

    def write(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Server(ThreadingHTTPServer):
    """The stand-in at an address of this machine; port 0 takes any that is free."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, standin: StandIn, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.standin = standin

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"
