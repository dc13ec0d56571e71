"""What of registration goes into next year's edition: how many open places there are of each role."""

from core.audit.record import Actor
from events.copying.copy import Moved
from events.programmes.models import Edition
from events.registration.models import Place
from events.registration.places import place_counts


def copy_open_places(source: Edition, copy: Edition, moved: Moved, by: Actor) -> None:
    Place.objects.bulk_create(
        (Place(edition=copy, role=count.role) for count in place_counts(source) for _number in range(count.number)),
        batch_size=2000,
    )
