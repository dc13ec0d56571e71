"""What `people` announces to the rooms and floors above it."""

from dataclasses import dataclass

from django.dispatch import Signal

from talent.people.models import ConsentRequest


@dataclass(frozen=True)
class ConsentChanged:
    """A consent request's standing changed. `before` and `after` are `ConsentStanding` values."""

    request: ConsentRequest
    before: str
    after: str


# Sent with `changed: ConsentChanged` inside the answer's transaction, also when only an item that is not
# required changed (then before == after). A receiver that raises rolls the answer back.
consent_changed = Signal()
