"""Keeping an edition's venues; the edition repeats the first in short, for lists and calendars."""

from collections.abc import Sequence

from django.db import transaction

from core.audit.record import Actor, record
from events.programmes.models import Edition
from events.programmes.signals import edition_changed
from events.venues.models import Venue, VenueKind


def hold(edition: Edition) -> Edition:
    """The edition's row, held: so that two who change its venues take turns."""
    return Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)


def store_venue(venue: Venue, by: Actor) -> Venue:
    """Store a new or a changed venue; a new one stands last."""
    with transaction.atomic():
        held = hold(venue.edition)
        added = venue.pk is None
        if added:
            last = held.venues.order_by("-order").values_list("order", flat=True).first()
            venue.order = (last or 0) + 1
        venue.save()
        record("venue added" if added else "venue changed", held, by, venue=venue.name)
        repeat_in_short(held)
    return venue


def remove_venue(venue: Venue, by: Actor) -> None:
    with transaction.atomic():
        held = hold(venue.edition)
        record("venue removed", held, by, venue=venue.name)
        venue.delete()
        repeat_in_short(held)


def move_earlier(venue: Venue, by: Actor) -> None:
    """Let the venue stand one earlier; the first stays."""
    with transaction.atomic():
        held = hold(venue.edition)
        venues = list(held.venues.all())
        at = [each.pk for each in venues].index(venue.pk)
        if at:
            venues[at - 1], venues[at] = venues[at], venues[at - 1]
            for order, each in enumerate(venues, 1):
                each.order = order
            Venue.objects.bulk_update(venues, ["order"])
            record("venues ordered", held, by, first=venues[0].name)
            repeat_in_short(held)


def in_short(venues: Sequence[Venue]) -> dict[str, object]:
    """What an edition's own fields say of these venues; without any, what stands there stays."""
    if not venues:
        return {}
    place = next((each for each in venues if each.kind == VenueKind.PLACE), None)
    return {
        "venue": place.name if place else "", "city": place.city if place else "",
        "online": any(each.is_online for each in venues),
    }


def repeat_in_short(edition: Edition) -> None:
    """Always saves the edition: its calendar and its page are known by when it was changed."""
    said = in_short(list(edition.venues.all()))
    changed = [name for name, value in said.items() if getattr(edition, name) != value]
    for name, value in said.items():
        setattr(edition, name, value)
    edition.save()
    if changed:
        edition_changed.send(Edition, edition=edition, changed=changed)
