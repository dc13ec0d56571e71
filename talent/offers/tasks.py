"""Periodic work of offers."""

from django_tasks import task

from talent.offers import offers


@task
def expire_due_offers() -> int:
    """Offers past their deadline end, and the next on the waiting list come in."""
    return offers.expire_due() + offers.fill_free_places()


@task
def remind_of_offers() -> int:
    return offers.remind_due()
