"""When something is erased: pure rules, as docs/architecture.md defines them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

NOTICE = timedelta(days=30)
# A person who left, and of whom nothing was written since.
MONTHS_AFTER_LEAVING = 24
# A person who never was marked as having left, and of whom nothing at all happened.
MONTHS_OF_SILENCE = 60


class Phase(StrEnum):
    WAIT = "wait"
    ANNOUNCE = "announce"
    ERASE = "erase"
    STOP = "stop"  # announced, but something happened since


@dataclass(frozen=True)
class CallClock:
    """`ended_on` is the day of the decision, or the day the call closed where nobody decides; `last_on` the last day on
    which anything about one of its nominations happened, or will (the end of an edition that a nominee goes to).
    """

    ended_on: date
    last_on: date
    months: int


@dataclass(frozen=True)
class PersonClock:
    """`last_on` is the last day on which anything happened; `calls_due` the days on which those calls are due to which
    the person is nominated (None: not yet known, the call goes on); `keep_until` what the family asked for.
    """

    left_on: date | None
    last_on: date
    calls_due: Collection[date | None] = ()
    keep_until: date | None = None


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))


def call_due(clock: CallClock) -> date:
    """The day from which the call's nominations are erased."""
    return months_after(max(clock.ended_on, clock.last_on), clock.months)


def person_due(clock: PersonClock) -> date | None:
    """The day from which the person is made anonymous; None while a call goes on to which they are nominated.

    Somebody who left: two years after it and after the last that happened. Somebody who did not: five years after
    the last that happened. Never before the calls' own days, nor before the family wishes.
    """
    if any(each is None for each in clock.calls_due):
        return None
    if clock.left_on is not None:
        due = months_after(max(clock.left_on, clock.last_on), MONTHS_AFTER_LEAVING)
    else:
        due = months_after(clock.last_on, MONTHS_OF_SILENCE)
    return max([due, *(each for each in clock.calls_due if each), *([clock.keep_until] if clock.keep_until else [])])


def phase(due: date | None, announced_on: date | None, today: date) -> Phase:
    """What is to be done today. Nothing is erased that was not announced a whole notice before."""
    near = due is not None and today >= due - NOTICE
    if announced_on is None:
        return Phase.ANNOUNCE if near else Phase.WAIT
    if not near:
        return Phase.STOP
    if due is not None and today >= max(due, announced_on + NOTICE):
        return Phase.ERASE
    return Phase.WAIT
