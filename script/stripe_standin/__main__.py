"""`python -m script.stripe_standin`: serves the stand-in until it is stopped."""

import argparse

from script.stripe_standin.server import Server, StandIn
from script.stripe_standin.webhooks import add_endpoint


def main() -> None:
    reader = argparse.ArgumentParser(prog="script.stripe_standin", description="A stand-in for Stripe.")
    reader.add_argument("--port", type=int, default=12111)
    reader.add_argument("--key", default="sk_test_standin", help="the secret key that requests must carry")
    reader.add_argument("--state", default=":memory:", help="a file to remember everything in")
    reader.add_argument("--webhook", help="where events are sent")
    reader.add_argument("--secret", help="what their signatures are made with")
    given = reader.parse_args()
    standin = StandIn(given.key, given.state)
    known = [endpoint["url"] for endpoint in standin.store.all("webhook_endpoint")]
    if given.webhook and given.webhook not in known:
        add_endpoint(standin.store, {"url": given.webhook, "enabled_events": ["*"]}, given.secret)
    server = Server(standin, given.port)
    print(f"· A stand-in for Stripe is at {server.base}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
