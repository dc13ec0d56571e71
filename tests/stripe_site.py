"""The stand-in for Stripe as a test serves it, and an ear for its webhooks."""

import json
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import stripe

from script.stripe_standin.server import Server

KEY = "sk_test_standin"
SECRET = "whsec_for_these_tests"


class Site:
    """The stand-in at its address, and what a test asks of it besides."""

    def __init__(self, server: Server) -> None:
        self.base = server.base
        self.client = stripe.StripeClient(KEY, base_addresses={"api": self.base}, max_network_retries=0)

    def arrange(self, what: str, **given) -> dict:
        request = urllib.request.Request(f"{self.base}/_standin/{what}", json.dumps(given).encode())
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def session(self, amount: int = 2500, currency: str = "sgd", options: dict | None = None, **more):
        line = {
            "quantity": 1,
            "price_data": {"currency": currency, "unit_amount": amount, "product_data": {"name": "Camp"}},
        }
        wanted = {"mode": "payment", "line_items": [line], "success_url": "https://school.example/paid", **more}
        return self.client.v1.checkout.sessions.create(wanted, options or {})

    def paid(self, amount: int = 2500, currency: str = "sgd"):
        """A session that was paid, as it stands then."""
        session = self.session(amount, currency)
        assert not self.arrange("pay", session=session.id, method="4242424242424242")["error"]
        return self.client.v1.checkout.sessions.retrieve(session.id)

    def hear(self, ear: "Ear"):
        return self.client.v1.webhook_endpoints.create({"url": ear.url, "enabled_events": ["*"]})


class Ear(ThreadingHTTPServer):
    """A place that webhooks are sent to; keeps each, answers with `status`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Listening)
        self.heard: list[tuple[bytes, str]] = []
        self.status = 200
        self.url = f"http://127.0.0.1:{self.server_address[1]}/"


class Listening(BaseHTTPRequestHandler):
    server: Ear

    def log_message(self, *words) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((body, self.headers["Stripe-Signature"]))
        self.send_response(self.server.status)
        self.end_headers()


def serving(server: ThreadingHTTPServer) -> Iterator[ThreadingHTTPServer]:
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
