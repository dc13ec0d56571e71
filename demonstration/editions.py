"""Making an edition for the demonstration, and bringing people to it."""

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from core.accounts.models import User
from demonstration.calls import guardians_answer
from demonstration.pictures import illustrate
from events.programmes.models import Edition, Programme
from events.programmes.publication import publish
from events.registration.models import Registration
from events.registration.places import set_open_places
from events.registration.register import register
from events.registration.tasks import ask_for_consent
from events.venues.keep import store_venue
from events.venues.models import Venue, VenueKind
from talent.calls.models import Call
from talent.institutions.models import Institution
from talent.people.models import ConsentKind, ConsentRequest, Person


def make_edition(
    kind: str, programme: str, title: str, slug: str, summary: str, *, host: Institution, by: User,
    starts: datetime, ends: datetime, calls: Sequence[Call] = (), co_hosts: Sequence[Institution] = (),
    open_places: Mapping[str, int] | None = None, **fields,
) -> Edition:
    """A published edition of a programme, held by its host in the host's zone."""
    edition = Edition.objects.create(
        programme=Programme.objects.create(name=programme, kind=kind, institution=host),
        title=title, slug=slug, summary=summary, host=host, starts_at=starts, ends_at=ends, zone=host.zone,
        consents_required=[ConsentKind.TAKING_PART, ConsentKind.SHARING],
        consents_optional=[ConsentKind.PHOTOGRAPHS, ConsentKind.NAME],
        **fields,
    )
    edition.calls.set(calls)
    edition.co_hosts.set(co_hosts)
    if open_places:
        set_open_places(edition, open_places, by)
    describe_venues(edition, by)
    illustrate(edition, by)
    return publish(edition, by)


def describe_venues(edition: Edition, by: User) -> None:
    if edition.venue:
        store_venue(Venue(
            edition=edition, name=edition.venue, city=edition.city, capacity=400,
            directions="Somebody with a sign of the programme waits at the main entrance.",
        ), by)
    if edition.online:
        store_venue(Venue(
            edition=edition, kind=VenueKind.ONLINE, name="Video room",
            online_link=f"https://video.example.org/{edition.slug}",
        ), by)


def bring(edition: Edition, people: Iterable[Person], by: User, role: str = "") -> list[Registration]:
    """Register the people, and ask for the consents that are wanted without waiting for the worker."""
    registrations = []
    for person in people:
        registration = register(edition, person, role, by=by)
        ask_for_consent.call(registration.pk)
        registrations.append(registration)
    return registrations


def consent_to(edition: Edition, dice: random.Random, *, some_wait: bool = False) -> None:
    """Let the guardians of everybody registered here answer what they have not been asked elsewhere."""
    requests = (
        ConsentRequest.objects.filter(registrations__edition=edition, version=0)
        .select_related("person__institution")
        .prefetch_related("items", "person__guardians")
        .order_by("pk")
    )
    guardians_answer(requests, dice, some_wait=some_wait)
