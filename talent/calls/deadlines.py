"""A call's deadlines as a calendar that any program subscribes to."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from talent.calls.models import Call


@dataclass(frozen=True)
class Deadline:
    """One moment of a call. `name` stays its own when it moves; `words` has a place for `%(call)s`.

    `reminds` puts an alarm that long before it; `changed` is when it was last set (the call's own change, if None).
    """

    name: str
    moment: datetime
    words: Any
    reminds: timedelta | None = None
    changed: datetime | None = None


Source = Callable[[Call], Iterable[Deadline]]
SOURCES: list[Source] = []


def adds_deadlines(source: Source) -> Source:
    """Register a source of a room above, in its `shown.py`. It takes a bounded number of queries."""
    SOURCES.append(source)
    return source


def deadlines_of(call: Call) -> list[Deadline]:
    """The call's own deadlines and those of the rooms above, in the order of time. A grace stands in none."""
    found = [
        Deadline("opens", call.opens_at, _("%(call)s: nominations open")),
        Deadline("closes", call.closes_at, _("%(call)s: nominations close"), reminds=timedelta(days=2)),
    ]
    if call.recommendations_asked:
        found.append(Deadline("recommendations", call.recommendations_due, _("%(call)s: recommendations are due")))
    if call.ministry_stage and call.ministries_close_at:
        words = _("%(call)s: ministries have forwarded")
        found.append(Deadline("ministries", call.ministries_close_at, words, reminds=timedelta(days=2)))
    for source in SOURCES:
        found += source(call)
    return sorted(found, key=lambda deadline: (deadline.moment, deadline.name))


def last_changed(call: Call, deadlines: Iterable[Deadline]) -> datetime:
    return max([call.updated_at, *(each.changed for each in deadlines if each.changed)])


def version_of_calendar(call: Call, deadlines: Iterable[Deadline]) -> str:
    """A mark that is another as soon as anything in the calendar is."""
    parts = [str(call.updated_at), *(f"{each.name} {each.moment.isoformat()} {each.words}" for each in deadlines)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]


def calendar_of(call: Call) -> bytes:
    """An iCalendar (RFC 5545) with each of the call's deadlines.

    Each keeps its UID when it moves, so a subscribed calendar moves it too.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Luminary//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", call.title)
    for deadline in deadlines_of(call):
        calendar.add_component(event_at(call, deadline))
    return calendar.to_ical()


def event_at(call: Call, deadline: Deadline) -> Event:
    address = settings.SITE_URL.rstrip("/") + reverse("call_page", kwargs={"key": call.key})
    changed = deadline.changed or call.updated_at
    event = Event()
    event.add("uid", f"{call.key}-{deadline.name}@luminary")
    event.add("summary", deadline.words % {"call": call.title})
    event.add("dtstart", deadline.moment.astimezone(timezone.get_default_timezone()))
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", int(changed.timestamp()))
    event.add("description", f"{call.summary}\n\n{address}")
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    if deadline.reminds:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event["summary"])
        alarm.add("trigger", -deadline.reminds)
        event.add_component(alarm)
    return event
