"""Copying last year's call."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.accounts.zones import zone_or_utc
from core.audit.record import record
from core.keys import new_key
from talent.calls.models import Call, CallState


def copy_call(call: Call, by: User) -> Call:
    """A draft with everything the call asks, its dates a year later; nominations are not copied."""
    with transaction.atomic():
        copy = Call.objects.get(pk=call.pk)
        copy.pk, copy.key, copy._state.adding = None, new_key(), True
        copy.state = CallState.DRAFT
        copy.title = (_("%(title)s (copy)") % {"title": call.title})[:200]
        copy.opens_at = moment_next_year(call.opens_at, call.zone)
        copy.closes_at = moment_next_year(call.closes_at, call.zone)
        copy.reviews_close_at = call.reviews_close_at and moment_next_year(call.reviews_close_at, call.zone)
        copy.age_on = call.age_on and next_year(call.age_on)
        copy.save()
        copy.hosts.set(call.hosts.all())
        for lines in (call.questions.all(), call.criteria.all(), call.quotas.all()):
            for line in lines:
                line.pk, line.call, line._state.adding = None, copy, True
                if hasattr(line, "key"):
                    line.key = new_key()
                line.save()
        record("copied", copy, by, source=call.key)
    return copy


def next_year(day: date) -> date:
    """The same day a year later; 28 February for a leap day."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def moment_next_year(moment: datetime, zone: str) -> datetime:
    """The same date and time on the clocks of the call's zone a year later."""
    there = moment.astimezone(zone_or_utc(zone))
    later = next_year(there.date())
    return there.replace(year=later.year, month=later.month, day=later.day)
