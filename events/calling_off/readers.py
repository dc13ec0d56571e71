"""Everybody whom a cancelled or moved edition concerns, each address once and in the reader's own language."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from core.accounts.models import User
from events.programmes.models import Edition
from events.registration.models import Registration
from talent.institutions.models import MembershipRole
from talent.nominations.letters import coordinators_of
from talent.people.models import Guardian

TEAM, SCHOOL, PERSON, GUARDIAN = "team", "school", "person", "guardian"


@dataclass(frozen=True)
class Reader:
    """`why` is one of the four above; `about` the names of the people it is about, for a guardian."""

    email: str
    name: str
    language: str
    why: str
    about: str = ""


def readers_of(edition: Edition) -> list[Reader]:
    """The team, the schools' coordinators, the people themselves and the guardians, in this order.

    Whoever is more than one of these is told once, as the first. A bounded number of queries.
    """
    found: dict[str, Reader] = {}
    for source in (team_of, schools_of, people_of, guardians_of):
        for reader in source(edition):
            if reader.email:
                found.setdefault(reader.email.lower(), reader)
    return list(found.values())


def team_of(edition: Edition) -> Iterator[Reader]:
    """Who runs it, who hosts it, who helps."""
    institutions = [edition.programme.institution_id, edition.host_id, *edition.co_hosts.values_list("pk", flat=True)]
    organising = Q(
        memberships__institution__in=institutions, memberships__role=MembershipRole.ORGANISER,
        memberships__ended_at__isnull=True,
    )
    users = User.objects.filter(organising | Q(edition_roles__edition=edition), is_active=True).distinct()
    for user in users.order_by("pk"):
        yield Reader(user.email, user.name, user.language, TEAM)


def schools_of(edition: Edition) -> Iterator[Reader]:
    schools = Registration.objects.live().filter(edition=edition).order_by().values_list("institution", flat=True)
    for users in coordinators_of(schools.distinct()).values():
        for user in users:
            yield Reader(user.email, user.name, user.language, SCHOOL)


def people_of(edition: Edition) -> Iterator[Reader]:
    live = Registration.objects.live().filter(edition=edition).select_related("person__user", "institution")
    for registration in live.order_by("pk"):
        person, user = registration.person, registration.person.user
        if user is not None and user.is_active:
            yield Reader(user.email, user.name, user.language, PERSON)
        elif person.email:
            yield Reader(person.email, person.name, registration.institution.language, PERSON)


def guardians_of(edition: Edition) -> Iterator[Reader]:
    live = Registration.objects.live().filter(edition=edition).values("person")
    guardians = Guardian.objects.current().filter(person__in=live).exclude(email="").select_related("person")
    names: dict[str, list[str]] = {}
    first: dict[str, Guardian] = {}
    for guardian in guardians.order_by("pk"):
        address = guardian.email.lower()
        first.setdefault(address, guardian)
        if guardian.person.name not in names.setdefault(address, []):
            names[address].append(guardian.person.name)
    for address, guardian in first.items():
        yield Reader(guardian.email, guardian.name, guardian.language, GUARDIAN, ", ".join(names[address]))
