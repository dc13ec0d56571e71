"""Reminding schools before their window closes: only who still lacks something, and of exactly that."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.mail.models import Message
from core.mail.queue import queue_message
from core.schedule.reminding import DAYS_BEFORE, days_left_to_remind
from talent.calls.closing import windows_for
from talent.calls.models import Call
from talent.institutions.models import Institution, InstitutionState
from talent.nominations.at_a_glance import lines_of
from talent.nominations.letters import coordinators_of, whole_address
from talent.nominations.models import CONSIDERED, Nomination
from talent.nominations.still_lacking import things_of

MOST_NAMED = 40
Lacking = list[tuple[str, list[str]]]


def remind_schools(moment: datetime) -> int:
    """Mail each coordinator whose school still lacks something, seven days, two days and one day before it closes.

    Once for each call, school, person, number of days and closing moment of this school: a call that was extended,
    for all or for this one, is reminded of again. Gives how many mails were written.
    """
    calls = list(Call.objects.closing_between(moment, moment + timedelta(days=max(DAYS_BEFORE))))
    pairs = list(
        Nomination.objects.filter(
            call__in=calls, state__in=CONSIDERED, institution__state=InstitutionState.VERIFIED
        )
        .order_by("call", "institution").values_list("call", "institution").distinct()
    )
    schools = Institution.objects.in_bulk({school for _call, school in pairs})
    windows = windows_for(calls, schools.values())
    coordinators = coordinators_of(schools)
    by_key = {call.pk: call for call in calls}
    written = 0
    for call, school in pairs:
        closes_at = windows[school, call].closes_at
        if days := days_left_to_remind(closes_at, moment):
            written += remind_school(by_key[call], schools[school], coordinators[school], closes_at, days)
    return written


def remind_school(
    call: Call, school: Institution, users: Iterable[User], closes_at: datetime, days: int
) -> int:
    once = {
        user: f"still-lacking:{call.key}:{school.key}:{user.key}:{closes_at:%Y%m%d%H%M}:{days}" for user in users
    }
    sent = set(Message.objects.filter(once__in=once.values()).values_list("once", flat=True))
    lacking: dict[str, Lacking] = {}
    written = 0
    for user, name in once.items():
        if name in sent:
            continue
        if user.language not in lacking:
            lacking[user.language] = what_lacks(call, school, user.language)
        if lines := lacking[user.language]:
            written += bool(queue_message(
                "talent/nominations/mail/still_lacking", to=user.email, to_name=user.name, language=user.language,
                once=name, about=call.key,
                context={
                    "call": call, "school": school, "closes_at": closes_at, "lines": lines[:MOST_NAMED],
                    "more": max(len(lines) - MOST_NAMED, 0), "count": len(lines),
                    "address": whole_address("school_lacks", key=call.key, school=school.key),
                },
            ))
    return written


def what_lacks(call: Call, school: Institution, language: str) -> Lacking:
    """Each nominee of whom something lacks, with what, in words of the language."""
    with translation.override(language):
        found = []
        for line in lines_of(call, school, things_of(call)):
            words = [lack.words for lack in line.lacks]
            if line.to_submit:
                words.insert(0, _("It is not submitted yet."))
            if words:
                found.append((line.nomination.nominee.name, words))
    return found
