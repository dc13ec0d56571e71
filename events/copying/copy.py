"""Next year's edition from this one: a draft with dates moved, and with whatever parts are wanted."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction

from core.accounts.models import User
from core.accounts.zones import zone_or_utc
from core.audit.record import Actor, record
from events.programmes.models import Edition, EditionState


@dataclass(frozen=True)
class Moved:
    """By how many days everything is moved; clocks show the same time there as before."""

    days: int
    zone: str

    def moment(self, before: datetime) -> datetime:
        """The same time of day on the zone's clocks, so many days later; in UTC."""
        there = before.astimezone(zone_or_utc(self.zone))
        later = (there.replace(tzinfo=None) + timedelta(days=self.days)).replace(tzinfo=there.tzinfo)
        return later.astimezone(UTC)


CopyPart = Callable[[Edition, Edition, Moved, Actor], None]


@dataclass(frozen=True)
class Part:
    """One part of an edition that can be copied; `act(source, copy, moved, by)` runs in the copy's transaction."""

    name: str
    label: Any
    act: CopyPart
    order: int = 50
    ticked: bool = True


PARTS: dict[str, Part] = {}


def copies(part: Part) -> Part:
    """Register a part, in a room's `receivers.py`."""
    PARTS[part.name] = part
    return part


def parts() -> list[Part]:
    return sorted(PARTS.values(), key=lambda part: (part.order, part.name))


def days_between(edition: Edition, first_day: date) -> int:
    """How many days lie between the edition's first day, in its zone, and another."""
    return (first_day - edition.starts_at.astimezone(zone_or_utc(edition.zone)).date()).days


def next_years_day(day: date) -> date:
    """Fifty-two weeks later: the same day of the week."""
    return day + timedelta(weeks=52)


def copy_edition(
    edition: Edition, *, title: str, slug: str, first_day: date, wanted: Collection[str], by: User
) -> Edition:
    """A draft of the same programme that begins on that day, with the parts named in `wanted`.

    Words, host, co-hosts and consents are always copied; people, orders and what was said of a cancellation never.
    """
    with transaction.atomic():
        moved = Moved(days_between(edition, first_day), edition.zone)
        copy = Edition.objects.create(
            programme=edition.programme, title=title, slug=slug, summary=edition.summary,
            description=edition.description, host=edition.host, venue=edition.venue, city=edition.city,
            online=edition.online, starts_at=moved.moment(edition.starts_at), ends_at=moved.moment(edition.ends_at),
            zone=edition.zone, open_registration=edition.open_registration,
            registration_closes_at=edition.registration_closes_at and moved.moment(edition.registration_closes_at),
            consents_required=edition.consents_required, consents_optional=edition.consents_optional,
            state=EditionState.DRAFT,
        )
        copy.co_hosts.set(edition.co_hosts.all())
        for part in parts():
            if part.name in wanted:
                part.act(edition, copy, moved, by)
        record("copied", copy, by, source=edition.key, parts=sorted(wanted), days=moved.days)
    return copy
