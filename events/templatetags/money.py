from django import template

from events.payments import money

register = template.Library()


@register.filter
def amount(minor: int, currency: str) -> str:
    """Smallest units as the reader's language writes them."""
    return money.shown(int(minor or 0), currency)
