"""What is given back when a place is given up: an edition's rule, by the days left until it begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from events.payments.money import rounded
from events.payments.totals import HUNDRED


@dataclass(frozen=True)
class RefundStep:
    """Given up at least so many days before it begins, so many percent are given back."""

    days: int
    percent: Decimal


def percent_back(steps: Sequence[RefundStep], begins: datetime, moment: datetime, zone: str) -> Decimal:
    """The share given back, in percent. Days are counted by the calendar of the edition's zone.

    Of the steps whose days are left the most generous counts; with no such step nothing is given back. Without any
    rule, and once the edition has begun, nothing is.
    """
    there = ZoneInfo(zone)
    days = (begins.astimezone(there).date() - moment.astimezone(there).date()).days
    if moment >= begins:
        return Decimal(0)
    return max((step.percent for step in steps if days >= step.days), default=Decimal(0))


def given_back(amount: int, percent: Decimal, step: int = 1) -> int:
    """Of an amount, rounded half up to the currency's step, and never more than the amount."""
    return min(amount, rounded(amount * percent / HUNDRED, step))
