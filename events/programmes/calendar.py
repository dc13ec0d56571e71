"""Editions as an iCalendar file (RFC 5545, RFC 7986)."""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from core.accounts.zones import zone_or_utc
from events.programmes.models import Edition, EditionState

PRODUCT = "-//Luminary//Editions//EN"
ASKED_AGAIN_AFTER = timedelta(hours=6)


def edition_calendar(edition: Edition) -> bytes:
    """One event in the edition's own zone, with that zone's changes of clocks written out (VTIMEZONE)."""
    return calendar_of([event_of(edition, edition.history.count())])


def calendar_of(events: Iterable[Event], name: str = "") -> bytes:
    """The events as a file, each of their zones written out. `name` is for programs that subscribe to it."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", ASKED_AGAIN_AFTER, parameters={"value": "DURATION"})
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def event_of(edition: Edition, versions: int) -> Event:
    """The edition as an event; `versions` is how many there have been of it, so that a change is taken up."""
    zone = zone_or_utc(edition.zone)
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    event = Event()
    event.add("uid", f"edition-{edition.key}@{host}")
    event.add("dtstamp", edition.updated_at)
    event.add("last-modified", edition.updated_at)
    event.add("sequence", max(versions - 1, 0))
    event.add("dtstart", edition.starts_at.astimezone(zone))
    event.add("dtend", edition.ends_at.astimezone(zone))
    event.add("summary", edition.title)
    event.add("description", edition.summary)
    if place := place_words(edition):
        event.add("location", place)
    event.add("url", settings.SITE_URL.rstrip("/") + reverse("edition_page", kwargs={"slug": edition.slug}))
    event.add("status", "CANCELLED" if edition.state == EditionState.CANCELLED else "CONFIRMED")
    return event


def place_words(edition: Edition) -> str:
    return ", ".join(part for part in (edition.venue, edition.city) if part)
