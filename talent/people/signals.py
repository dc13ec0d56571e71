"""What `people` announces to the rooms and floors above it."""

from dataclasses import dataclass

from django.dispatch import Signal

from core.accounts.models import User
from talent.institutions.models import Institution
from talent.people.models import ConsentRequest, Person


@dataclass(frozen=True)
class ConsentChanged:
    """A consent request's standing changed. `before` and `after` are `ConsentStanding` values."""

    request: ConsentRequest
    before: str
    after: str


# Sent with `changed: ConsentChanged` inside the answer's transaction, also when only an item that is not
# required changed (then before == after). A receiver that raises rolls the answer back.
consent_changed = Signal()


@dataclass(frozen=True)
class PersonMoved:
    """A person is at another school from now on, with the family's consent. `by` is who of the new school took in."""

    person: Person
    before: Institution
    after: Institution
    by: User


# Sent with `moved: PersonMoved` inside the move's transaction. A receiver that raises Refused rolls it back.
person_moved = Signal()
