"""Events, and their delivery: signed, retried, and, where a test asks for it, held, doubled, disordered or lost."""

import hashlib
import hmac
import json
import queue
import secrets
import threading
import time
import urllib.error
import urllib.request
from typing import Any

from script.stripe_standin import API_VERSION
from script.stripe_standin.parameters import items, metadata, only, text
from script.stripe_standin.refusal import invalid, missing
from script.stripe_standin.store import Store, Thing

PROMPT, HELD, LOST, TWICE = "prompt", "held", "lost", "twice"
MODES = {PROMPT, HELD, LOST, TWICE}
# Stripe tries for three days, at growing intervals; in seconds, for a machine that waits for the answer.
AGAIN_AFTER = (0.5, 1, 2, 4, 8)
PATIENCE = 10


def signature(secret: str, payload: bytes, moment: int) -> str:
    """The `Stripe-Signature` header: HMAC-SHA256 over `timestamp.payload`."""
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


class Webhooks:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.mode = PROMPT
        self.held: list[tuple[str, str]] = []
        self.deliveries: list[dict[str, Any]] = []
        self.waiting: queue.Queue[tuple[str, str, int]] = queue.Queue()
        self.busy = 0
        threading.Thread(target=self.work, daemon=True, name="webhooks").start()

    def announce(self, kind: str, thing: Thing, before: Thing | None = None) -> Thing:
        """Make the event and hand it to each endpoint that asked for its type. In the caller's lock."""
        data: Thing = {"object": json.loads(json.dumps(thing))}
        if before:
            data["previous_attributes"] = before
        event = self.store.new("evt_", "event", {
            "api_version": API_VERSION, "type": kind, "data": data, "pending_webhooks": 0,
            "request": {"id": None, "idempotency_key": None},
        })
        for endpoint in self.store.all("webhook_endpoint"):
            wanted = endpoint["enabled_events"]
            if endpoint["status"] == "enabled" and ("*" in wanted or kind in wanted):
                event["pending_webhooks"] += 1
                self.send(event["id"], endpoint["id"])
        return self.store.keep(event)

    def send(self, event: str, endpoint: str) -> None:
        if self.mode == LOST:
            return
        if self.mode == HELD:
            self.held.append((event, endpoint))
            return
        for _time in range(2 if self.mode == TWICE else 1):
            self.put(event, endpoint)

    def put(self, event: str, endpoint: str, tried: int = 0) -> None:
        self.busy += 1
        self.waiting.put((event, endpoint, tried))

    def release(self, *, backwards: bool = False) -> int:
        """Deliver what was held, in order or backwards; how many."""
        with self.store.lock:
            held, self.held = self.held, []
        for event, endpoint in reversed(held) if backwards else held:
            self.put(event, endpoint)
        return len(held)

    def again(self, event: str) -> int:
        """Deliver an event once more, as the dashboard's Resend does."""
        endpoints = self.store.all("webhook_endpoint")
        self.store.get("event", event)
        for endpoint in endpoints:
            self.put(event, endpoint["id"])
        return len(endpoints)

    def work(self) -> None:
        while True:
            event, endpoint, tried = self.waiting.get()
            try:
                self.deliver(event, endpoint, tried)
            finally:
                with self.store.lock:
                    self.busy -= 1

    def deliver(self, event_key: str, endpoint_key: str, tried: int) -> None:
        with self.store.lock:
            event, endpoint = self.store.things.get(event_key), self.store.things.get(endpoint_key)
            if event is None or endpoint is None:
                return
            payload = json.dumps(event).encode()
            header = signature(self.store.hidden[endpoint_key]["secret"], payload, int(time.time()))
        status, why = post(endpoint["url"], payload, header)
        with self.store.lock:
            self.deliveries.append({
                "event": event_key, "type": event["type"], "url": endpoint["url"], "status": status, "error": why,
                "tried": tried + 1,
            })
            if 200 <= status < 300:
                event["pending_webhooks"] = max(0, event["pending_webhooks"] - 1)
                self.store.keep(event)
            elif tried < len(AGAIN_AFTER):
                self.busy += 1
                threading.Timer(AGAIN_AFTER[tried], self.waiting.put, [(event_key, endpoint_key, tried + 1)]).start()

    def settle(self, patience: float) -> bool:
        """Wait until every delivery under way has been answered or given up; whether it came to that."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            with self.store.lock:
                if not self.busy:
                    return True
            time.sleep(0.01)
        return False


def post(url: str, payload: bytes, header: str) -> tuple[int, str]:
    """The answer's status (0 for none) and what went wrong."""
    request = urllib.request.Request(url, payload, {
        "Content-Type": "application/json; charset=utf-8", "Stripe-Signature": header,
        "User-Agent": "Stripe/1.0 stand-in",
    })
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status, ""
    except urllib.error.HTTPError as error:
        return error.code, error.reason
    except OSError as error:
        return 0, str(error)


def add_endpoint(store: Store, given: Thing, secret: str | None = None) -> Thing:
    """POST /v1/webhook_endpoints: the answer to this request alone has the secret."""
    only(given, {"url", "enabled_events", "api_version", "description", "metadata", "expand"})
    url = text(given, "url", required=True) or ""
    if not url.startswith(("http://", "https://")):
        raise invalid("url", "Invalid URL: An explicit scheme (such as https) must be provided.", "url_invalid")
    wanted = items(given, "enabled_events")
    if not wanted:
        raise missing("enabled_events")
    secret = secret or "whsec_" + secrets.token_hex(16)
    made = store.new("we_", "webhook_endpoint", {
        "url": url, "enabled_events": wanted, "status": "enabled", "api_version": text(given, "api_version"),
        "description": text(given, "description"), "metadata": metadata(given), "application": None,
    }, {"secret": secret})
    return {**made, "secret": secret}
