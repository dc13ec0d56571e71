"""The mails of a change of school: the family is asked and told, the coordinators of both schools are told."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from core.accounts.models import User
from core.mail.links import Purpose
from core.mail.queue import queue_message
from talent.institutions.models import Institution, Membership, MembershipRole
from talent.people.consent_mail import mark_of
from talent.people.record.link import Kin, family_of
from talent.people.school_change.models import ChangeState, SchoolChange, StartedBy

CHANGE_LINK = Purpose("school change", lasts=timedelta(days=60), page="school_change_by_link")


def link_for(change: SchoolChange, kin: Kin) -> str:
    return CHANGE_LINK.address({
        "c": change.key, "g": kin.guardian.key if kin.guardian else "", "e": mark_of(kin.email),
    })


def ask_family(change: SchoolChange, family: Iterable[Kin]) -> None:
    for kin in family:
        write_to(change, kin, "talent/people/mail/school_change_asked", f"school-change:{change.key}:{kin.key}")


def tell_family(change: SchoolChange) -> None:
    """What became of it: taken in, or not."""
    if change.person is None:
        return
    for kin in family_of(change.person):
        once = f"school-change-{change.state}:{change.key}:{kin.key}"
        write_to(change, kin, "talent/people/mail/school_change_ended", once)


def write_to(change: SchoolChange, kin: Kin, template: str, once: str) -> None:
    queue_message(
        template, to=kin.email, to_name=kin.name, language=kin.language, once=once, about=change.key,
        context={
            "change": change, "student": kin.person, "guardian": kin.guardian, "old": change.from_institution,
            "new": change.to_institution, "link": link_for(change, kin), "done": change.state == ChangeState.DONE,
        },
    )


def tell_schools(change: SchoolChange, besides: User | None = None) -> None:
    """Tell the coordinators of each school that may know of it by now, and never one that would learn of a student."""
    for institution in schools_told(change):
        for user in coordinators(institution):
            if besides is not None and user.pk == besides.pk:
                continue
            queue_message(
                "talent/people/mail/school_change_told", to=user.email, to_name=user.name, language=user.language,
                once=f"school-change-told:{change.key}:{change.state}:{institution.key}:{user.key}", about=change.key,
                context={
                    "change": change, "student": change.person, "old": change.from_institution,
                    "new": change.to_institution, "here": institution,
                    "to_new": institution.pk == change.to_institution_id,
                    "link": settings.SITE_URL.rstrip("/") + reverse("school_change", kwargs={"key": change.key}),
                },
            )


def schools_told(change: SchoolChange) -> list[Institution]:
    if change.person is None:
        return []
    if change.agreed_at is not None:
        return [change.from_institution, change.to_institution]
    return [change.from_institution] if change.started_by == StartedBy.OLD else []


def coordinators(institution: Institution) -> list[User]:
    memberships = Membership.objects.active().filter(
        institution=institution, role=MembershipRole.COORDINATOR, user__is_active=True
    )
    return [membership.user for membership in memberships.select_related("user").order_by("pk")]
