"""Whom a school may nominate to a call: its people, the eligible first, with the reason beside each other one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from talent.calls.eligibility import Conditions, Unmet, candidate_of, conditions_of, in_words, unmet
from talent.nominations.models import Nomination, NominationState
from talent.nominations.permissions import SchoolsPart
from talent.people.age import age_on
from talent.people.models import Person


@dataclass(frozen=True)
class Choice:
    """One person of the school, and what stands against choosing them: nothing, if they can be chosen."""

    person: Person
    conditions: Conditions
    obstacles: tuple[Unmet, ...]
    institution_id: int
    nomination: Nomination | None = None

    @property
    def taken(self) -> bool:
        return self.nomination is not None and self.nomination.state != NominationState.WITHDRAWN

    @property
    def can_be_chosen(self) -> bool:
        return not self.obstacles and not self.taken

    @property
    def age(self) -> int | None:
        born = self.person.birth_date
        return age_on(born, self.conditions.counted_on) if born else None

    @property
    def reasons(self) -> tuple[str, ...]:
        """In words; they are made for the lines that are shown only, a school may have thousands."""
        words = [in_words(self.conditions, each) for each in self.obstacles]
        if self.nomination is not None and self.taken:
            own = self.nomination.institution_id == self.institution_id
            words.insert(0, already(self.nomination) if own else _("Already nominated by another school."))
        return tuple(words)


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
        choice = Choice(person, conditions, obstacles, part.institution.pk, before.get(person.pk))
        (can if choice.can_be_chosen else cannot).append(choice)
    return can, cannot


def nominations_before(part: SchoolsPart) -> dict[int, Nomination]:
    people = Person.objects.at(part.institution).current().filter(role=part.call.nominee_role)
    return {each.nominee_id: each for each in part.call.nominations.filter(nominee__in=people)}


def already(nomination: Nomination) -> str:
    return _("Already nominated: %(state)s.") % {"state": nomination.get_state_display()}
