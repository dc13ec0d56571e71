"""The daily turn: what is near its day is announced, what is due is erased, what came alive again is left."""

import logging
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.audit.lifecycle import Refused
from core.mail.models import Message
from talent.calls.models import Call
from talent.people.models import Person
from talent.retention import announce
from talent.retention.clocks import call_clocks, people_to_look_at, person_clocks, with_something_to_erase
from talent.retention.due import NOTICE, Phase, call_due, person_due, phase
from talent.retention.erase import RECORDED_AS, UNSENT, erase_call, erase_person_of
from talent.retention.models import Erasure, ErasureState

logger = logging.getLogger(__name__)


def retain(now: datetime | None = None) -> dict[str, int]:
    """One turn; gives how many calls and people were announced, erased and left. Safe to run as often as one likes."""
    now = now or timezone.now()
    return {**look_at_calls(now), **look_at_people(now), "answers forgotten": forget_answers()}


def forget_answers() -> int:
    """Mails about what is erased by now: the last to the family is deleted as soon as it was sent."""
    done = Erasure.objects.filter(state=ErasureState.DONE, person__isnull=False).values("key")
    return Message.objects.filter(about__in=done).exclude(state__in=UNSENT).delete()[0]


def look_at_calls(now: datetime) -> dict[str, int]:
    today, calls = now.date(), list(with_something_to_erase(now))
    dues = {pk: call_due(clock) for pk, clock in call_clocks(calls, now).items()}
    open_ones = {each.call_id: each for each in Erasure.objects.filter(
        call__isnull=False, state=ErasureState.ANNOUNCED).select_related("call__institution")}
    done = {"calls announced": 0, "calls erased": 0, "calls left": 0}
    for call in calls:
        erasure = open_ones.get(call.pk)
        step = phase(dues[call.pk], erasure.created_at.date() if erasure else None, today)
        try:
            done[said(step, "calls")] += act_on_call(step, call, erasure, dues[call.pk], today)
        except KeyError:  # nothing is to be done
            continue
        except Exception:  # what hinders one call must not keep the others waiting; the next turn tries again
            logger.exception("retention of call %s failed", call.key)
    return done


def said(step: Phase, what: str) -> str:
    return {Phase.ANNOUNCE: f"{what} announced", Phase.ERASE: f"{what} erased", Phase.STOP: f"{what} left"}[step]


def act_on_call(step: Phase, call: Call, erasure: Erasure | None, due: date, today: date) -> int:
    if erasure is None:
        with transaction.atomic():
            erasure = Erasure.objects.create(call=call, due_on=max(due, today + NOTICE))
            announce.tell_of_call(erasure)
    elif step == Phase.ERASE:
        erase_call(erasure)
    else:
        Erasure.lifecycle.move(erasure, ErasureState.STOPPED, by=RECORDED_AS)
    return 1


def look_at_people(now: datetime) -> dict[str, int]:
    today = now.date()
    announced = Erasure.objects.filter(person__isnull=False, state=ErasureState.ANNOUNCED)
    open_ones = {each.person_id: each for each in announced.select_related("person__institution")}
    people = {person.pk: person for person in people_to_look_at(today, now)}
    people |= {pk: each.person for pk, each in open_ones.items() if pk not in people}
    clocks = person_clocks(list(people.values()), now)
    done = {"people announced": 0, "people erased": 0, "people left": 0}
    told: list[Person] = []
    for pk, person in people.items():
        due, erasure = person_due(clocks[pk]), open_ones.get(pk)
        step = phase(due, erasure.created_at.date() if erasure else None, today)
        if step == Phase.WAIT:
            continue
        try:
            number = act_on_person(step, person, erasure, due, today)
        except (Refused, IntegrityError):  # in the way is what the next turn may find gone
            continue
        except Exception:
            logger.exception("retention of person %s failed", person.key)
            continue
        done[said(step, "people")] += number
        if step == Phase.ANNOUNCE:
            told.append(person)
    announce.tell_schools(told, today + NOTICE)
    return done


def act_on_person(step: Phase, person: Person, erasure: Erasure | None, due: date | None, today: date) -> int:
    if erasure is None:
        with transaction.atomic():
            erasure = Erasure.objects.create(person=person, due_on=max(due or today, today + NOTICE))
            announce.tell_of_person(erasure)
    elif step == Phase.ERASE:
        erase_person_of(erasure, RECORDED_AS)
    else:
        Erasure.lifecycle.move(erasure, ErasureState.STOPPED, by=RECORDED_AS)
    return 1
