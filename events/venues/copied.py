"""What of venues goes into next year's edition."""

from core.audit.record import Actor
from core.keys import new_key
from events.copying.copy import Moved
from events.programmes.models import Edition
from events.venues.models import Venue


def copy_venues(source: Edition, copy: Edition, moved: Moved, by: Actor) -> None:
    """As they are, but without links to join: a link of last year's opens last year's room."""
    venues = list(source.venues.all())
    for venue in venues:
        venue.pk, venue.key, venue.edition, venue.online_link = None, new_key(), copy, ""
        venue._state.adding = True
    Venue.objects.bulk_create(venues)
