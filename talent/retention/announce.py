"""Saying beforehand what will be erased: to the families, the schools and the organiser, once each."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.urls import reverse

from core.accounts.models import User
from core.mail.queue import queue_message
from talent.institutions.models import Institution, Membership, MembershipRole
from talent.nominations.models import Nomination
from talent.people.models import Person
from talent.people.record.link import Kin, family_of
from talent.retention.models import Erasure

AT_ONCE = 200


def tell_of_call(erasure: Erasure) -> int:
    """Every family, every nominating school and the organiser; gives how many mails were written.

    Told again after something failed half-way, nobody is told twice.
    """
    call = erasure.call
    nominations = Nomination.objects.filter(call=call, erased_at__isnull=True)
    written, after = 0, 0
    while lot := list(
        nominations.filter(pk__gt=after).order_by("pk").select_related("nominee__institution")[:AT_ONCE]
    ):
        for nomination in lot:
            for kin in family_of(nomination.nominee):
                once = f"erasing-nomination:{erasure.key}:{nomination.key}:{kin.key}"
                written += tell_kin(kin, "talent/retention/mail/nomination", once, {
                    "call": call, "due": erasure.due_on})
        after = lot[-1].pk
    schools = Institution.objects.filter(pk__in=nominations.order_by().values("institution"))
    for school in schools.order_by("pk"):
        page = reverse("school_call", kwargs={"key": call.key, "school": school.key})
        written += tell_members(school, MembershipRole.COORDINATOR, erasure, page)
    page = reverse("organise_call", kwargs={"key": call.key})
    return written + tell_members(call.institution, MembershipRole.ORGANISER, erasure, page)


def tell_members(institution: Institution, role: str, erasure: Erasure, link: str) -> int:
    written = 0
    for user in members(institution, role):
        message = queue_message(
            "talent/retention/mail/call", to=user.email, to_name=user.name, language=user.language,
            once=f"erasing-call:{erasure.key}:{institution.key}:{role}:{user.key}", about=erasure.key,
            context={
                "call": erasure.call, "due": erasure.due_on, "organiser": role == MembershipRole.ORGANISER,
                "link": settings.SITE_URL.rstrip("/") + link,
            },
        )
        written += message is not None
    return written


def members(institution: Institution, role: str) -> list[User]:
    memberships = Membership.objects.active().filter(institution=institution, role=role, user__is_active=True)
    return [membership.user for membership in memberships.select_related("user").order_by("pk")]


def tell_of_person(erasure: Erasure) -> int:
    """The family, with a link to the record while it is still there. The schools are told by `tell_schools`."""
    return sum(
        tell_kin(
            kin, "talent/retention/mail/person", f"erasing-person:{erasure.key}:{kin.key}", {"due": erasure.due_on}
        )
        for kin in family_of(erasure.person)
    )


def tell_schools(people: Iterable[Person], due: date) -> int:
    """One mail to each coordinator of a school about all whose turn was announced today."""
    by_school: dict[Institution, list[Person]] = defaultdict(list)
    for person in people:
        by_school[person.institution].append(person)
    written = 0
    for school, found in by_school.items():
        for user in members(school, MembershipRole.COORDINATOR):
            message = queue_message(
                "talent/retention/mail/school_people", to=user.email, to_name=user.name, language=user.language,
                once=f"erasing-people:{school.key}:{due}:{user.key}", about=school.key,
                context={"school": school, "due": due, "number": len(found), "link": left_list(school)},
            )
            written += message is not None
    return written


def left_list(school: Institution) -> str:
    return settings.SITE_URL.rstrip("/") + reverse("students", kwargs={"key": school.key}) + "?here=left"


def tell_kin(kin: Kin, template: str, once: str, context: dict) -> int:
    message = queue_message(
        template, to=kin.email, to_name=kin.name, language=kin.language, once=once, about=kin.person.key,
        context={
            "student": kin.person, "guardian": kin.guardian, "link": kin.link,
            "ask": settings.SITE_URL.rstrip("/") + reverse("ask_for_record"), **context,
        },
    )
    return int(message is not None)
