"""Copying last year's call."""

from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.accounts.zones import zone_or_utc
from core.audit.record import record
from core.keys import new_key
from talent.calls.models import Call, CallState, Criterion, InvitedInstitution, Question, Quota

Line = TypeVar("Line", Question, Criterion, Quota)


def copy_call(call: Call, by: User) -> Call:
    """A draft with everything the call asks, its dates a year later.

    Nominations and extensions are not copied. Who was invited is again: they are told when it is published.
    """
    with transaction.atomic():
        copy = Call.objects.get(pk=call.pk)
        copy.pk, copy.key, copy._state.adding = None, new_key(), True
        copy.state = CallState.DRAFT
        copy.title = (_("%(title)s (copy)") % {"title": call.title})[:200]
        copy.opens_at = moment_next_year(call.opens_at, call.zone)
        copy.closes_at = moment_next_year(call.closes_at, call.zone)
        copy.reviews_close_at = call.reviews_close_at and moment_next_year(call.reviews_close_at, call.zone)
        copy.ministries_close_at = call.ministries_close_at and moment_next_year(call.ministries_close_at, call.zone)
        due = call.recommendations_close_at
        copy.recommendations_close_at = due and moment_next_year(due, call.zone)
        copy.age_on = call.age_on and next_year(call.age_on)
        copy.save()
        copy.hosts.set(call.hosts.all())
        copied = copy_questions(call, copy)
        for criterion in call.criteria.all():
            copy_line(criterion, copy)
        for quota in call.quotas.all():
            quota.question = copied.get(quota.question_id) if quota.question_id else None
            copy_line(quota, copy)
        InvitedInstitution.objects.bulk_create(
            InvitedInstitution(call=copy, institution_id=each.institution_id, by=by) for each in call.invited.all()
        )
        record("copied", copy, by, source=call.key)
    return copy


def copy_questions(call: Call, copy: Call) -> dict[int, Question]:
    """The questions as they read now, by the pk of what they copy; conditions lead to the copied questions."""
    copied: dict[int, Question] = {}
    for question in call.questions.all():
        before = question.pk
        question.shown_if = copied.get(question.shown_if_id) if question.shown_if_id else None
        copied[before] = copy_line(question, copy)
    return copied


def copy_line(line: Line, copy: Call) -> Line:
    """The line as the copy's own first version."""
    line.pk, line.call, line._state.adding = None, copy, True
    if isinstance(line, Question | Criterion):
        line.key, line.version = new_key(), 1
    line.save()
    return line


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
