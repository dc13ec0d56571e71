"""What a place costs: by role, by group of countries, and by how early it is ordered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Price:
    """So many smallest units for a role (empty: every role), a group's countries (none: every country), until when."""

    amount: int
    role: str = ""
    countries: frozenset[str] = frozenset()
    until: datetime | None = None


def price_for(prices: Sequence[Price], role: str, country: str, moment: datetime) -> int | None:
    """The price at that moment; None where no price is set for such a person.

    A price for the role goes before one for every role, then one for the country before one for every country, then
    the one that ends first among those that have not ended: it is the early one. Of two alike the lower counts.
    """
    fitting = [
        price for price in prices
        if price.role in {"", role} and (not price.countries or country in price.countries)
        and (price.until is None or moment < price.until)
    ]
    if not fitting:
        return None
    best = min(
        fitting,
        key=lambda price: (
            not price.role, not price.countries, price.until is None, price.until.timestamp() if price.until else 0,
            price.amount,
        ),
    )
    return best.amount
