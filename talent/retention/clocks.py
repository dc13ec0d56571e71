"""Reading the clocks that `due.py` counts from."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Max, OuterRef, Q

from core.audit.models import Entry
from talent.calls.models import Call, CallState
from talent.nominations.models import Nomination
from talent.offers.models import Offer
from talent.people.erasure import NEEDED
from talent.people.models import Person, PersonRole
from talent.people.record.models import RecordEntry
from talent.recommendations.models import Recommendation
from talent.retention.due import MONTHS_AFTER_LEAVING, MONTHS_OF_SILENCE, NOTICE, CallClock, PersonClock, call_due
from talent.reviews.models import Review

DECIDED = [CallState.DECIDED, CallState.ARCHIVED]
MONTH_IN_DAYS = 28
AT_ONCE = 1000


def with_something_to_erase(now: datetime) -> Iterable[Call]:
    """Calls that have closed, with nominations that were not made anonymous yet."""
    left = Nomination.objects.filter(call=OuterRef("pk"), erased_at__isnull=True)
    return Call.objects.filter(Exists(left), closes_at__lte=now).order_by("pk")


def call_clocks(calls: Collection[Call], now: datetime) -> dict[int, CallClock]:
    """The clock of each call; a bounded number of queries, and a few for each that is near its day."""
    pks = [call.pk for call in calls]
    moved = Entry.objects.filter(
        kind=ContentType.objects.get_for_model(Call), record_id__in=pks, to_state__in=DECIDED
    ).order_by()
    decided = dict(moved.values_list("record_id").annotate(last=Max("at")))
    last = last_touched(pks)
    clocks = {}
    for call in calls:
        ended = decided.get(call.pk) if call.state in DECIDED else None
        clock = CallClock(
            ended_on=(ended or call.closes_at).date(), last_on=(last.get(call.pk) or call.closes_at).date(),
            months=call.retention_months,
        )
        if call_due(clock) - NOTICE <= now.date() and (needed := needed_until(call)):
            clock = replace(clock, last_on=max(clock.last_on, needed.date()))
        clocks[call.pk] = clock
    return clocks


def last_touched(calls: Collection[int]) -> dict[int, datetime]:
    """When anything about a nomination of each call last happened."""
    found: dict[int, datetime] = {}
    for model, path in (
        (Nomination, "call"), (Offer, "call"), (Review, "nomination__call"), (Recommendation, "nomination__call"),
    ):
        rows = model.objects.filter(**{f"{path}__in": calls}).order_by()
        for call, moment in rows.values_list(path).annotate(last=Max("updated_at")):
            found[call] = max(found.get(call, moment), moment)
    return found


def needed_until(call: Call) -> datetime | None:
    """Until when a room above needs one of the call's nominations; asked only for a call that is near its day."""
    nominations = list(Nomination.objects.filter(call=call, erased_at__isnull=True).values_list("pk", flat=True))
    found = [
        moment for begin in range(0, len(nominations), AT_ONCE) for source in NEEDED
        for moment in source(nominations[begin : begin + AT_ONCE]).values()
    ]
    return max(found, default=None)


def dues_of_calls(calls: Collection[Call], now: datetime) -> dict[int, date | None]:
    """When each call is due; None while it goes on."""
    over = [call for call in calls if call.state in DECIDED or call.closes_at < now]
    return {call.pk: None for call in calls} | {pk: call_due(clock) for pk, clock in call_clocks(over, now).items()}


def people_to_look_at(today: date, now: datetime) -> list[Person]:
    """Those who may be near their day: who left long ago, and students of whom nothing happened for years."""
    left = today.toordinal() - (MONTHS_AFTER_LEAVING - 1) * MONTH_IN_DAYS
    silent = timedelta(days=(MONTHS_OF_SILENCE - 1) * MONTH_IN_DAYS)
    wanted = Q(left_on__lte=date.fromordinal(left)) | Q(
        left_on__isnull=True, role=PersonRole.STUDENT, updated_at__lt=now - silent
    )
    people = Person.objects.filter(wanted, erased_at__isnull=True).select_related("institution")
    return list(people.order_by("pk"))


def person_clocks(people: Collection[Person], now: datetime) -> dict[int, PersonClock]:
    """The clock of each person; a bounded number of queries."""
    pks = [person.pk for person in people]
    entries = dict(
        RecordEntry.objects.filter(person__in=pks).order_by().values_list("person").annotate(last=Max("on"))
    )
    open_calls: dict[int, list[int]] = {}
    for person, call in Nomination.objects.filter(nominee__in=pks, erased_at__isnull=True).values_list(
        "nominee", "call"
    ):
        open_calls.setdefault(person, []).append(call)
    calls = list(Call.objects.filter(pk__in={call for found in open_calls.values() for call in found}))
    dues = dues_of_calls(calls, now)
    return {
        person.pk: PersonClock(
            left_on=person.left_on, last_on=last_day(person, entries.get(person.pk)),
            calls_due=[dues[call] for call in open_calls.get(person.pk, [])], keep_until=person.keep_until,
        )
        for person in people
    }


def last_day(person: Person, newest: date | None) -> date:
    """The newest entry of the record; for who never left also the last change of their own facts."""
    told = newest or person.created_at.date()
    return told if person.left_on else max(told, person.updated_at.date())
