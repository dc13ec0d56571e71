"""Whom an organiser may register directly: teachers of schools that take part, and people of the hosts."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from events.programmes.models import Edition
from events.registration.models import Registration, RegistrationRole
from events.registration.register import live_registration, register
from events.registration.school_mail import tell_school
from talent.people.models import Person, PersonRole

FOUND = 30
FOR_ORGANISERS = [role for role in RegistrationRole if role != RegistrationRole.STUDENT]


def may_be_added(edition: Edition) -> QuerySet[Person]:
    """Teachers and experts of institutions that take part in the edition or hold it. No students."""
    taking_part = Registration.objects.live().filter(edition=edition, institution=OuterRef("institution"))
    holding = [edition.host_id, edition.programme.institution_id, *edition.co_hosts.values_list("pk", flat=True)]
    people = Person.objects.current().filter(role__in=[PersonRole.TEACHER, PersonRole.EXPERT])
    return people.filter(Q(institution__in=holding) | Exists(taking_part))


def find_people(edition: Edition, words: str) -> list[Person]:
    """The first of them whose name or institution has all the words; each with `here`, its registration or None."""
    people = may_be_added(edition)
    for word in words.split()[:8]:
        people = people.filter(
            Q(name__icontains=word) | Q(latin_name__icontains=word) | Q(institution__latin_name__icontains=word)
        )
    found = list(people.select_related("institution").order_by("sort_key", "pk")[:FOUND])
    here = {
        registration.person_id: registration
        for registration in Registration.objects.live().filter(edition=edition, person__in=found)
    }
    for person in found:
        person.here = here.get(person.pk)  # type: ignore[attr-defined]
    return found


def add_person(edition: Edition, person: Person, role: str, by: User) -> Registration:
    """Register one of them as the organiser says, and tell the school. Refused for anybody else."""
    if role not in FOR_ORGANISERS:
        raise Refused(_("Students come by an offer or are registered by their school."))
    if not may_be_added(edition).filter(pk=person.pk).exists():
        raise Refused(_("%(person)s is not of an institution that takes part.") % {"person": person})
    with transaction.atomic():
        if live_registration(edition, person):
            raise Refused(_("%(person)s is registered already.") % {"person": person})
        registration = register(edition, person, role, by=by)
        tell_school(registration, "registered")
    return registration


def add_newcomer(edition: Edition, person: Person, role: str, by: User) -> Registration:
    """Store somebody new at the organiser's institution and register them."""
    if role not in FOR_ORGANISERS:
        raise Refused(_("Students come by an offer or are registered by their school."))
    with transaction.atomic():
        person.save()
        record("person made", person, by)
        return register(edition, person, role, by=by)
