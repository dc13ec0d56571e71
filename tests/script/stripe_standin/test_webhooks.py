"""Webhooks of the stand-in: signed as the SDK verifies them, retried, and disturbed where a test asks for it."""

import json

import pytest
import stripe

GOOD = "4242424242424242"


def types(ear) -> list[str]:
    return [json.loads(body)["type"] for body, _signature in ear.heard]


def test_the_sdk_verifies_what_is_sent_and_nothing_that_was_changed(site, ear):
    secret = site.hear(ear).secret
    site.paid()
    assert site.arrange("quiet")["quiet"]
    for body, signature in ear.heard:
        assert stripe.Webhook.construct_event(body, signature, secret).id.startswith("evt_")
    body, signature = ear.heard[0]
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body.replace(b"2500", b"2600"), signature, secret)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body, signature, "whsec_other")


def test_a_payment_is_told_in_the_order_it_happened(site, ear):
    site.hear(ear)
    site.paid()
    site.arrange("quiet")
    assert types(ear) == ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]


def test_an_endpoint_that_was_down_is_told_again(site, ear):
    site.hear(ear)
    ear.status = 500
    session = site.paid()
    while not ear.heard:
        pass
    ear.status = 200
    assert site.arrange("quiet", seconds=20)["quiet"]
    completed = [told for told in types(ear) if told == "checkout.session.completed"]
    assert completed
    events = site.client.v1.events.list({"type": "checkout.session.completed"})
    assert events.data[0].data.object.id == session.id
    assert events.data[0].pending_webhooks == 0


def test_webhooks_come_late_and_backwards_twice_or_never_where_that_is_arranged(site, ear):
    site.hear(ear)
    site.arrange("webhooks", mode="held")
    site.paid()
    assert not ear.heard
    assert site.arrange("release", backwards=True)["released"] == 3
    site.arrange("quiet")
    assert types(ear) == ["checkout.session.completed", "payment_intent.succeeded", "charge.succeeded"]
    ear.heard.clear()
    site.arrange("webhooks", mode="twice")
    site.paid()
    site.arrange("quiet")
    assert len({json.loads(body)["id"] for body, _s in ear.heard}) * 2 == len(ear.heard) == 6
    ear.heard.clear()
    site.arrange("webhooks", mode="lost")
    site.paid()
    site.arrange("quiet")
    assert not ear.heard
    lost = site.client.v1.events.list({"type": "checkout.session.completed"}).data[0]
    site.arrange("again", event=lost.id)
    site.arrange("quiet")
    assert types(ear) == ["checkout.session.completed"]


def test_an_endpoint_hears_only_what_it_asked_for_and_nothing_once_taken_away(site, ear):
    endpoint = site.client.v1.webhook_endpoints.create(
        {"url": ear.url, "enabled_events": ["checkout.session.expired"]}
    )
    site.paid()
    session = site.session()
    site.client.v1.checkout.sessions.expire(session.id)
    site.arrange("quiet")
    assert types(ear) == ["checkout.session.expired"]
    site.client.v1.webhook_endpoints.delete(endpoint.id)
    site.client.v1.checkout.sessions.expire(site.session().id)
    site.arrange("quiet")
    assert len(ear.heard) == 1
