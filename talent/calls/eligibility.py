"""Who may be nominated: a call's conditions, and which of them a person does not meet.

Pure: it is read, tested and run without a database. `conditions_of` and `candidate_of` load its input.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django_countries import countries as country_names

from core.accounts.zones import zone_or_utc
from talent.calls.models import Call
from talent.people.age import age_on
from talent.people.languages import languages_in_words
from talent.people.models import Gender, Person, PersonRole


class Condition(StrEnum):
    """What a call may ask of a nominee."""

    PRESENT = "present"
    ROLE = "role"
    COUNTRY = "country"
    BIRTH_DATE_KNOWN = "birth date known"
    OLD_ENOUGH = "old enough"
    YOUNG_ENOUGH = "young enough"
    GRADE_KNOWN = "grade known"
    GRADE = "grade"
    GENDER_KNOWN = "gender known"
    GENDER = "gender"
    LANGUAGES_KNOWN = "languages known"
    LANGUAGE = "language"


@dataclass(frozen=True)
class Conditions:
    """Empty sets and absent ages mean: anybody."""

    role: str
    counted_on: date
    minimum_age: int | None = None
    maximum_age: int | None = None
    grades: frozenset[int] = frozenset()
    countries: frozenset[str] = frozenset()
    genders: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Candidate:
    """`present`: the person belongs to the nominating school now. A gender not said is an empty one."""

    role: str
    birth_date: date | None
    grade: int | None
    country: str
    present: bool = True
    gender: str = ""
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Unmet:
    """One condition that the candidate does not meet, with what was found."""

    condition: Condition
    found: int | str | None = None


def unmet(conditions: Conditions, candidate: Candidate) -> tuple[Unmet, ...]:
    """Every condition not met, in the order a person is told of them; empty for an eligible candidate."""
    found: list[Unmet] = []
    if not candidate.present:
        found.append(Unmet(Condition.PRESENT))
    if candidate.role != conditions.role:
        found.append(Unmet(Condition.ROLE, candidate.role))
    if conditions.countries and candidate.country not in conditions.countries:
        found.append(Unmet(Condition.COUNTRY, candidate.country))
    return (
        *found, *unmet_age(conditions, candidate), *unmet_grade(conditions, candidate),
        *unmet_gender(conditions, candidate), *unmet_language(conditions, candidate),
    )


def unmet_age(conditions: Conditions, candidate: Candidate) -> tuple[Unmet, ...]:
    if conditions.minimum_age is None and conditions.maximum_age is None:
        return ()
    if candidate.birth_date is None:
        return (Unmet(Condition.BIRTH_DATE_KNOWN),)
    age = age_on(candidate.birth_date, conditions.counted_on)
    if conditions.minimum_age is not None and age < conditions.minimum_age:
        return (Unmet(Condition.OLD_ENOUGH, age),)
    if conditions.maximum_age is not None and age > conditions.maximum_age:
        return (Unmet(Condition.YOUNG_ENOUGH, age),)
    return ()


def unmet_grade(conditions: Conditions, candidate: Candidate) -> tuple[Unmet, ...]:
    """Grades are asked of students only."""
    if not conditions.grades or candidate.role != PersonRole.STUDENT:
        return ()
    if candidate.grade is None:
        return (Unmet(Condition.GRADE_KNOWN),)
    if candidate.grade not in conditions.grades:
        return (Unmet(Condition.GRADE, candidate.grade),)
    return ()


def unmet_gender(conditions: Conditions, candidate: Candidate) -> tuple[Unmet, ...]:
    if not conditions.genders or candidate.gender in conditions.genders:
        return ()
    return (Unmet(Condition.GENDER) if candidate.gender else Unmet(Condition.GENDER_KNOWN),)


def unmet_language(conditions: Conditions, candidate: Candidate) -> tuple[Unmet, ...]:
    """One of the languages is enough."""
    if not conditions.languages or candidate.languages & conditions.languages:
        return ()
    return (Unmet(Condition.LANGUAGE) if candidate.languages else Unmet(Condition.LANGUAGES_KNOWN),)


WORDS = {
    Condition.PRESENT: _("No longer at this school."),
    Condition.ROLE: _("The call is for another role: %(role)s."),
    Condition.COUNTRY: _("%(country)s is not among the call's countries."),
    Condition.BIRTH_DATE_KNOWN: _("The date of birth is not recorded."),
    Condition.OLD_ENOUGH: _("Too young: %(found)s on %(day)s, the youngest allowed is %(minimum)s."),
    Condition.YOUNG_ENOUGH: _("Too old: %(found)s on %(day)s, the oldest allowed is %(maximum)s."),
    Condition.GRADE_KNOWN: _("The grade is not recorded."),
    Condition.GRADE: _("Grade %(found)s; the call is for grades %(grades)s."),
    Condition.GENDER_KNOWN: _("The gender is not recorded; the call is for: %(genders)s."),
    Condition.GENDER: _("The call is for: %(genders)s."),
    Condition.LANGUAGES_KNOWN: _("The languages are not recorded; the call asks for one of: %(languages)s."),
    Condition.LANGUAGE: _("Speaks none of the call's languages: %(languages)s."),
}


def in_words(conditions: Conditions, each: Unmet) -> str:
    """A sentence for the school: what stands against this person, and against what."""
    return str(WORDS[each.condition]) % {
        "found": each.found,
        "role": PersonRole(conditions.role).label,
        "country": country_names.name(str(each.found)) or each.found,
        "day": date_format(conditions.counted_on, "DATE_FORMAT"),
        "minimum": conditions.minimum_age,
        "maximum": conditions.maximum_age,
        "grades": grades_in_words(conditions.grades),
        "genders": genders_in_words(conditions.genders),
        "languages": languages_in_words(conditions.languages),
    }


def grades_in_words(grades: frozenset[int]) -> str:
    """Runs drawn together: 7–9, 11."""
    runs: list[list[int]] = []
    for grade in sorted(grades):
        if runs and grade == runs[-1][-1] + 1:
            runs[-1].append(grade)
        else:
            runs.append([grade])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def genders_in_words(genders: frozenset[str]) -> str:
    return ", ".join(str(gender.label) for gender in Gender if gender.value in genders)


class HasDeadline(Protocol):
    closes_at: datetime
    zone: str


def closing_day(call: HasDeadline) -> date:
    return call.closes_at.astimezone(zone_or_utc(call.zone)).date()


def conditions_of(call: Call) -> Conditions:
    """The call's conditions; ages are counted on its closing day where it names no other."""
    return Conditions(
        role=call.nominee_role,
        counted_on=call.age_on or closing_day(call),
        minimum_age=call.minimum_age,
        maximum_age=call.maximum_age,
        grades=frozenset(call.grades),
        countries=frozenset(call.countries),
        genders=frozenset(call.genders),
        languages=frozenset(call.languages),
    )


def candidate_of(person: Person, institution_id: int) -> Candidate:
    return Candidate(
        role=person.role,
        birth_date=person.birth_date,
        grade=person.grade,
        country=str(person.country),
        present=person.institution_id == institution_id and person.left_on is None,
        gender=person.gender,
        languages=frozenset(person.languages),
    )


def reasons_against(call: Call, person: Person, institution_id: int) -> list[str]:
    """Sentences that say why the person may not be nominated; empty if they may."""
    conditions = conditions_of(call)
    return [in_words(conditions, each) for each in unmet(conditions, candidate_of(person, institution_id))]
