"""Amounts stay, and an invoice as it was issued, for as long as the law on accounts keeps it; nothing else is named."""

from collections.abc import Collection

from events.payments.models import Order, OrderLine
from talent.people.erasure import ANONYMOUS, Erased, besides, erased_with_person

erased_with_person(Erased(OrderLine, "registration__person", blank={"words": ANONYMOUS}))


@besides
def forget_who_paid(people: Collection[int]) -> None:
    """A family's own order, told by its email, is nobody's any more; a school's stays the school's."""
    Order.objects.filter(lines__registration__person__in=people).exclude(email="").update(
        email="", billed_to=ANONYMOUS, address=""
    )
