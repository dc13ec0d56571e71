"""Open places: rows that schools take one by one, so that many may press at once and none is given twice."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from events.programmes import team
from events.programmes.models import Edition, EditionState
from events.registration.models import Place, Registration, RegistrationRole
from events.registration.register import USUAL_ROLE, live_registration, write_registration
from talent.institutions.membership import acts_as
from talent.institutions.models import MembershipRole
from talent.people.models import Person, PersonRole

# As what a school may register whom.
ROLES_FOR = {
    PersonRole.STUDENT: (RegistrationRole.STUDENT,),
    PersonRole.TEACHER: (
        RegistrationRole.TEACHER, RegistrationRole.LEADER, RegistrationRole.DEPUTY, RegistrationRole.OBSERVER,
    ),
    PersonRole.EXPERT: (),
}
OPEN_ROLES = (
    RegistrationRole.STUDENT, RegistrationRole.TEACHER, RegistrationRole.LEADER, RegistrationRole.DEPUTY,
    RegistrationRole.OBSERVER,
)


@dataclass(frozen=True)
class PlaceCount:
    """How many open places of a role there are, and how many of them are free."""

    role: RegistrationRole
    number: int
    free: int

    @property
    def taken(self) -> int:
        return self.number - self.free


def place_counts(edition: Edition) -> list[PlaceCount]:
    """The edition's open places by role, in the order of the roles; one query."""
    rows = edition.open_places.values("role").annotate(
        number=Count("pk"), free=Count("pk", filter=Q(registration__isnull=True))
    )
    found = {row["role"]: PlaceCount(RegistrationRole(row["role"]), row["number"], row["free"]) for row in rows}
    return [found[role] for role in RegistrationRole if role in found]


def takes_registrations(path: str = "") -> Q:
    """The condition that schools may register for an edition now; `path` leads to it ("edition__")."""
    closes = f"{path}registration_closes_at"
    return Q(**{f"{path}state": EditionState.PUBLISHED, f"{path}open_registration": True}) & (
        Q(**{f"{closes}__isnull": True}) | Q(**{f"{closes}__gt": timezone.now()})
    )


def open_for_schools() -> QuerySet[Edition]:
    return Edition.objects.filter(takes_registrations())


def register_at_open_place(edition: Edition, person: Person, by: User, role: str = "") -> Registration:
    """Register the person at one of the edition's open places: exactly one place, or Refused with the reason.

    A free place is locked and skipped by everybody else (PostgreSQL), or writers take turns (SQLite). Whether
    the edition still takes registrations is read in the same statement. Needs `person.institution`.
    """
    role = role or USUAL_ROLE[PersonRole(person.role)]
    check_may_register(edition, person, by, role)
    try:
        with transaction.atomic():
            place = take_place(edition, role)
            registration = write_registration(edition, person, role, by=by)
            if not Place.objects.filter(pk=place.pk, registration__isnull=True).update(registration=registration):
                raise Refused(no_place_left(role))
            return registration
    except IntegrityError:
        if live_registration(edition, person):
            raise Refused(_("%(person)s is registered already.") % {"person": person}) from None
        raise


def check_may_register(edition: Edition, person: Person, by: User, role: str) -> None:
    allowed = by.is_secretariat or acts_as(by, person.institution_id, MembershipRole.COORDINATOR)
    if not allowed and not team.runs_day(by, edition):
        raise Refused(_("%(person)s does not belong to your school.") % {"person": person})
    if person.left_on is not None:
        raise Refused(_("%(person)s has left the school.") % {"person": person})
    if role not in ROLES_FOR[PersonRole(person.role)]:
        raise Refused(
            _("%(person)s cannot be registered as %(role)s.")
            % {"person": person, "role": RegistrationRole(role).label}
        )


def take_place(edition: Edition, role: str) -> Place:
    """Lock one free place of the role. Raises Refused, saying whether it is closed or full."""
    on_edition = takes_registrations("edition__")
    free = Place.objects.select_for_update(of=("self",), skip_locked=True).filter(
        on_edition, edition=edition, role=role, registration__isnull=True
    )
    for place in free[:1]:
        return place
    raise Refused(why_no_place(edition, role))


def why_no_place(edition: Edition, role: str) -> str:
    if not open_for_schools().filter(pk=edition.pk).exists():
        return _("Registration for %(edition)s is closed.") % {"edition": edition}
    if not Place.objects.filter(edition=edition, role=role).exists():
        return _("%(edition)s has no open places for the role “%(role)s”.") % {
            "edition": edition, "role": RegistrationRole(role).label,
        }
    return no_place_left(role)


def no_place_left(role: str) -> str:
    return _("No place for the role “%(role)s” is left.") % {"role": RegistrationRole(role).label}


def set_open_places(edition: Edition, wanted: Mapping[str, int], by: User) -> None:
    """Make the number of open places what is wanted for each role named; never fewer than are taken.

    Raises Refused, changing nothing. The edition's row is held, so that two who change the numbers take turns;
    who takes a place meanwhile does not wait.
    """
    with transaction.atomic():
        Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        now = {count.role: count for count in place_counts(edition)}
        before = {str(role): count.number for role, count in now.items()}
        for role, number in wanted.items():
            there = now[role].number if role in now else 0
            if number > there:
                Place.objects.bulk_create(
                    (Place(edition=edition, role=role) for _number in range(number - there)), batch_size=2000
                )
            elif number < there:
                take_away(edition, role, there - number)
        after = {**before, **{str(role): number for role, number in wanted.items()}}
        if after != before:
            record("changed open places", edition, by, before=before, after=after)


def take_away(edition: Edition, role: str, number: int) -> None:
    free = Place.objects.select_for_update(skip_locked=True).filter(
        edition=edition, role=role, registration__isnull=True
    )
    chosen = list(free.values_list("pk", flat=True)[:number])
    if len(chosen) < number:
        taken = Place.objects.filter(edition=edition, role=role, registration__isnull=False).count()
        raise Refused(
            _("%(taken)s places for the role “%(role)s” are taken already; there cannot be fewer.")
            % {"taken": taken, "role": RegistrationRole(role).label}
        )
    Place.objects.filter(pk__in=chosen).delete()
