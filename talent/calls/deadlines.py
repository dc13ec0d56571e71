"""A call's deadlines as a calendar that any program subscribes to."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from talent.calls.models import Call


def calendar_of(call: Call) -> bytes:
    """An iCalendar (RFC 5545) with the call's opening and closing; the closing reminds two days before.

    Each moment keeps its UID when it moves, so a subscribed calendar moves it too.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Luminary//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", call.title)
    calendar.add_component(event_at(call, "opens", call.opens_at, _("%(call)s: nominations open")))
    closes = event_at(call, "closes", call.closes_at, _("%(call)s: nominations close"))
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", closes["summary"])
    reminder.add("trigger", timedelta(days=-2))
    closes.add_component(reminder)
    calendar.add_component(closes)
    if call.recommendations_asked:
        due = _("%(call)s: recommendations are due")
        calendar.add_component(event_at(call, "recommendations", call.recommendations_due, due))
    return calendar.to_ical()


def event_at(call: Call, name: str, moment: datetime, summary: str) -> Event:
    address = settings.SITE_URL.rstrip("/") + reverse("call_page", kwargs={"key": call.key})
    event = Event()
    event.add("uid", f"{call.key}-{name}@luminary")
    event.add("summary", summary % {"call": call.title})
    event.add("dtstart", moment.astimezone(timezone.get_default_timezone()))
    event.add("dtstamp", call.updated_at)
    event.add("last-modified", call.updated_at)
    event.add("sequence", int(call.updated_at.timestamp()))
    event.add("description", f"{call.summary}\n\n{address}")
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    return event
