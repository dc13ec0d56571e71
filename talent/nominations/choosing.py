"""Whom a school may nominate to a call: its people, the eligible first, with the reason beside each other one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from talent.nominations.eligibility import candidate_of, conditions_of, in_words, unmet
from talent.nominations.models import Nomination, NominationState
from talent.nominations.permissions import SchoolsPart
from talent.people.age import age_on
from talent.people.models import Person


@dataclass(frozen=True)
class Choice:
    """One person of the school; `reasons` is empty for whoever can be chosen."""

    person: Person
    age: int | None
    reasons: tuple[str, ...]
    nomination: Nomination | None = None


def people_of(part: SchoolsPart, search: str = "", grade: str = "") -> QuerySet[Person]:
    """The school's present people of the call's role, narrowed by every word typed and by grade."""
    people = Person.objects.at(part.institution).current().filter(role=part.call.nominee_role)
    for word in search.split()[:8]:
        people = people.filter(Q(name__icontains=word) | Q(latin_name__icontains=word) | Q(number__icontains=word))
    if grade.isdecimal():
        people = people.filter(grade=int(grade))
    return people.order_by("sort_key", "pk")


def choices_of(part: SchoolsPart, people: Iterable[Person]) -> tuple[list[Choice], list[Choice]]:
    """Who can be chosen, and who cannot; two queries whatever the number of people."""
    conditions = conditions_of(part.call)
    before = nominations_before(part)
    can: list[Choice] = []
    cannot: list[Choice] = []
    for person in people:
        obstacles = unmet(conditions, candidate_of(person, part.institution.pk))
        reasons = [in_words(conditions, each) for each in obstacles]
        nomination = before.get(person.pk)
        if nomination and nomination.state != NominationState.WITHDRAWN:
            own = nomination.institution_id == part.institution.pk
            reasons.insert(0, already(nomination) if own else _("Already nominated by another school."))
        choice = Choice(person, age_then(person, conditions.counted_on), tuple(reasons), nomination)
        (cannot if reasons else can).append(choice)
    return can, cannot


def nominations_before(part: SchoolsPart) -> dict[int, Nomination]:
    people = Person.objects.at(part.institution).current().filter(role=part.call.nominee_role)
    return {each.nominee_id: each for each in part.call.nominations.filter(nominee__in=people)}


def already(nomination: Nomination) -> str:
    return _("Already nominated: %(state)s.") % {"state": nomination.get_state_display()}


def age_then(person: Person, day: date) -> int | None:
    return age_on(person.birth_date, day) if person.birth_date else None
