"""Stripe by its official SDK. Which server it speaks to is a matter of the environment."""

from functools import lru_cache

import stripe
from django.conf import settings


def offered() -> bool:
    """Whether this site can take cards at all."""
    return bool(settings.STRIPE_KEY)


def client() -> stripe.StripeClient:
    return client_for(settings.STRIPE_KEY, settings.STRIPE_BASE)


@lru_cache(maxsize=4)
def client_for(key: str, base: str) -> stripe.StripeClient:
    addresses: stripe.BaseAddresses = {"api": base} if base else {}
    return stripe.StripeClient(key, base_addresses=addresses, max_network_retries=2)
