"""Whether a person of the store is of age, by the law of the school's country."""

from datetime import date, datetime

from django.utils import timezone

from core.accounts.zones import zone_or_utc
from talent.institutions.countries import age_of_majority
from talent.people.consent_rules import is_of_age, majority_date
from talent.people.models import Person, PersonRole


def comes_of_age_on(person: Person) -> date | None:
    """The day from which the person decides alone; None when the date of birth is not known."""
    return majority_date(person.birth_date, age_of_majority(person.institution.country.code))


def today_at(person: Person, now: datetime | None = None) -> date:
    """The date where the person's school is."""
    return (now or timezone.now()).astimezone(zone_or_utc(person.institution.zone)).date()


def of_age(person: Person, now: datetime | None = None) -> bool:
    """Whether the person decides alone now. Teachers and experts do; a student of unknown age does not."""
    return person.role != PersonRole.STUDENT or is_of_age(comes_of_age_on(person), today_at(person, now))
