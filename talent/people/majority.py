"""Whether a person of the store is of age, by the law of the school's country."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from core.accounts.zones import zone_or_utc
from talent.institutions.countries import USUAL_AGE_OF_MAJORITY, age_of_majority, ages_of_majority
from talent.people.consent_rules import is_of_age, majority_date
from talent.people.models import Person, PersonRole


def comes_of_age_on(person: Person, ages: Mapping[str, int] | None = None) -> date | None:
    """The day from which the person decides alone; None when the date of birth is not known.

    For a list of people give `ages` (`ages_of_majority()`), so that the countries are read once.
    """
    country = person.institution.country.code
    age = age_of_majority(country) if ages is None else ages.get(country, USUAL_AGE_OF_MAJORITY)
    return majority_date(person.birth_date, age)


def today_at(person: Person, now: datetime | None = None) -> date:
    """The date where the person's school is."""
    return (now or timezone.now()).astimezone(zone_or_utc(person.institution.zone)).date()


def of_age(person: Person, now: datetime | None = None, ages: Mapping[str, int] | None = None) -> bool:
    """Whether the person decides alone now. Teachers and experts do; a student of unknown age does not."""
    return person.role != PersonRole.STUDENT or is_of_age(comes_of_age_on(person, ages), today_at(person, now))


def born_until(day: date, age: int) -> date:
    """The latest date of birth of somebody who is `age` on that day, or (after 29 February) a day more."""
    try:
        return day.replace(year=day.year - age)
    except ValueError:
        return date(day.year - age, 2, 28)


def grown_by(day: date, person: str = "person__") -> Q:
    """Those who are of age on the day by their school's country, as a condition on people (at most a day off).

    For lists; who may answer is decided by `of_age`.
    """
    ages = ages_of_majority()
    country = f"{person}institution__country"
    grown = Q(**{f"{person}birth_date__lte": born_until(day, USUAL_AGE_OF_MAJORITY)}) & ~Q(**{f"{country}__in": ages})
    for age in set(ages.values()):
        codes = [code for code, each in ages.items() if each == age]
        grown |= Q(**{f"{country}__in": codes, f"{person}birth_date__lte": born_until(day, age)})
    return ~Q(**{f"{person}role": PersonRole.STUDENT}) | grown
