"""An edition as an iCalendar file (RFC 5545)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from core.accounts.zones import zone_or_utc
from events.programmes.models import Edition

PRODUCT = "-//Luminary//Editions//EN"


def edition_calendar(edition: Edition) -> bytes:
    """One event in the edition's own zone, with that zone's changes of clocks written out (VTIMEZONE)."""
    zone = zone_or_utc(edition.zone)
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    event = Event()
    event.add("uid", f"edition-{edition.key}@{host}")
    event.add("dtstamp", edition.updated_at)
    event.add("last-modified", edition.updated_at)
    event.add("sequence", max(edition.history.count() - 1, 0))
    event.add("dtstart", edition.starts_at.astimezone(zone))
    event.add("dtend", edition.ends_at.astimezone(zone))
    event.add("summary", edition.title)
    event.add("description", edition.summary)
    if place := place_words(edition):
        event.add("location", place)
    event.add("url", settings.SITE_URL.rstrip("/") + reverse("edition_page", kwargs={"slug": edition.slug}))
    event.add("status", "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def place_words(edition: Edition) -> str:
    return ", ".join(part for part in (edition.venue, edition.city) if part)
