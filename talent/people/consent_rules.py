"""How consent stands: pure rules over what was said by whom.

The answers they give are those of docs/architecture.md, "Defined answers about consent".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from talent.people.models import ConsentDecision, ConsentStanding


@dataclass(frozen=True)
class Said:
    """One answer to one item: by which guardian (None is the student), and what."""

    guardian: int | None
    decision: str


@dataclass(frozen=True)
class Guardianship:
    """One guardian of the student, and the day it ended (None: it has not)."""

    guardian: int
    ended_on: date | None = None


def majority_date(birth_date: date | None, age: int) -> date | None:
    """The day from which a person is of age; None when the date of birth is not known.

    Born on 29 February and of age in a common year: 1 March, the first day on which nobody doubts it.
    """
    if birth_date is None:
        return None
    try:
        return birth_date.replace(year=birth_date.year + age)
    except ValueError:
        return date(birth_date.year + age, 3, 1)


def is_of_age(majority: date | None, today: date) -> bool:
    """Whether the person is of age today. Somebody whose date of birth is not known counts as a minor."""
    return majority is not None and majority <= today


def guardians_who_count(guardianships: Iterable[Guardianship], majority: date | None, today: date) -> frozenset[int]:
    """Whose answers count: the present guardians of a minor; of somebody of age, those present until that day."""
    if majority is not None and is_of_age(majority, today):
        return frozenset(
            each.guardian for each in guardianships if each.ended_on is None or each.ended_on >= majority
        )
    return frozenset(each.guardian for each in guardianships if each.ended_on is None)


def item_standing_from(said: Iterable[Said], counted: frozenset[int], *, of_age: bool) -> ConsentStanding:
    """How one item stands, from its answers in the order they were given.

    The last answer of each who counts is looked at. Of a minor: one guardian's refusal or withdrawal
    refuses, else one guardian's yes gives. Of somebody of age: their own answer decides; until there is
    one, what guardians gave without a refusal goes on, and what one of them refused waits for the student.
    """
    last: dict[int | None, str] = {each.guardian: each.decision for each in said}
    own = last.get(None)
    if of_age and own is not None:
        return ConsentStanding.GIVEN if own == ConsentDecision.GIVEN else ConsentStanding.REFUSED
    decisions = {decision for guardian, decision in last.items() if guardian in counted}
    if not decisions:
        return ConsentStanding.WAITING
    if decisions == {ConsentDecision.GIVEN}:
        return ConsentStanding.GIVEN
    return ConsentStanding.WAITING if of_age else ConsentStanding.REFUSED


def all_together(standings: Iterable[str]) -> ConsentStanding:
    """Several standings as one: refused if one is refused, given if all are given, else waiting."""
    found = set(standings)
    if ConsentStanding.REFUSED in found:
        return ConsentStanding.REFUSED
    return ConsentStanding.WAITING if ConsentStanding.WAITING in found else ConsentStanding.GIVEN


def to_write_down(decisions: Mapping[int, str], before: Mapping[int, str | None]) -> dict[int, str]:
    """What an answer changes: {item: decision}, from what the same person said before of each item.

    Saying no after yes is a withdrawal, to withdraw what was never given is to refuse it, and what was
    said before is not written twice.
    """
    changed: dict[int, str] = {}
    for item, decision in decisions.items():
        was = before.get(item)
        if decision == ConsentDecision.GIVEN:
            now = ConsentDecision.GIVEN
        elif was in {ConsentDecision.GIVEN, ConsentDecision.WITHDRAWN}:
            now = ConsentDecision.WITHDRAWN
        else:
            now = ConsentDecision.REFUSED
        if now != was:
            changed[item] = now
    return changed
