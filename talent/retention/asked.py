"""Erasure asked for by the family, and what the school, or the secretariat, answers."""

from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.mail.queue import queue_message
from talent.institutions.models import InstitutionState, MembershipRole
from talent.people.models import Person
from talent.people.record.link import Kin, family_of
from talent.retention.announce import members
from talent.retention.due import months_after
from talent.retention.erase import erase_person_of
from talent.retention.models import Erasure, ErasureState

DAYS_TO_ANSWER = 30
KEPT_LONGER_MONTHS = 12


def ask(kin: Kin) -> Erasure:
    """The family asks that all about the person be erased. All of the family, and who decides, are told."""
    try:
        with transaction.atomic():
            erasure = Erasure.objects.create(
                person=kin.person, state=ErasureState.ASKED,
                due_on=timezone.localdate() + timedelta(days=DAYS_TO_ANSWER),
            )
            record("erasure asked", kin.person, kin.actor)
            for user in deciders(kin.person):
                tell(erasure, user.email, user.name, user.language, family=False, once=user.key)
            for each in family_of(kin.person):
                tell(erasure, each.email, each.name, each.language, family=True, once=each.key)
    except IntegrityError:
        raise Refused(_("It was asked for already; the school looks at it.")) from None
    return erasure


def deciders(person: Person) -> list[User]:
    """The coordinators of the person's school; the secretariat where it has none, or is not verified."""
    school = person.institution
    found = members(school, MembershipRole.COORDINATOR) if school.state == InstitutionState.VERIFIED else []
    return found or list(User.objects.filter(is_secretariat=True, is_active=True).order_by("pk"))


def tell(erasure: Erasure, email: str, name: str, language: str, *, family: bool, once: str) -> None:
    queue_message(
        "talent/retention/mail/erasure_asked", to=email, to_name=name, language=language,
        once=f"erasure-asked:{erasure.key}:{once}", about=erasure.key,
        context={
            "student": erasure.person, "family": family,
            "link": settings.SITE_URL.rstrip("/") + reverse("erasure", kwargs={"key": erasure.key}),
        },
    )


def hold(erasure: Erasure) -> Erasure:
    return (
        Erasure.objects.select_for_update(of=("self",)).select_related("person__institution").get(pk=erasure.pk)
    )


def grant(erasure: Erasure, by: User) -> Erasure:
    """Erase it now. Raises Refused where a registration or an undecided nomination is in the way."""
    with transaction.atomic():
        erasure = hold(erasure)
        if erasure.state != ErasureState.ASKED:
            raise Refused(_("This was answered already."))
        family = [(kin.email, kin.language) for kin in family_of(erasure.person)]
        erasure = erase_person_of(erasure, by)
        for number, (email, language) in enumerate(family):
            answer_mail(erasure, email, language, number, erased=True)
    return erasure


def refuse(erasure: Erasure, by: User, reason: str) -> Erasure:
    """Do not erase, and say why: the family reads it."""
    if not (reason := reason.strip()):
        raise Refused(_("Say why; the family reads it."))
    with transaction.atomic():
        erasure = hold(erasure)
        Erasure.lifecycle.move(erasure, ErasureState.REFUSED, by=by)
        for number, kin in enumerate(family_of(erasure.person)):
            answer_mail(erasure, kin.email, kin.language, number, erased=False, reason=reason)
    return erasure


def answer_mail(erasure: Erasure, email: str, language: str, number: int, *, erased: bool, reason: str = "") -> None:
    queue_message(
        "talent/retention/mail/erasure_answered", to=email, language=language, about=erasure.key,
        once=f"erasure-answered:{erasure.key}:{number}",
        context={"student": erasure.person, "erased": erased, "reason": reason},
    )


def take_back(kin: Kin) -> None:
    """The family asks for it no more."""
    for erasure in Erasure.objects.filter(person=kin.person, state=ErasureState.ASKED):
        Erasure.lifecycle.move(erasure, ErasureState.WITHDRAWN, by=kin.actor)


def keep_longer(kin: Kin) -> date:
    """Keep the record for another year; an announced erasure is stopped by the next turn. Gives until when."""
    until = months_after(timezone.localdate(), KEPT_LONGER_MONTHS)
    with transaction.atomic():
        Person.objects.filter(pk=kin.person.pk).update(keep_until=until)
        record("kept for another year", kin.person, kin.actor)
        for erasure in Erasure.objects.filter(person=kin.person, state=ErasureState.ANNOUNCED):
            Erasure.lifecycle.move(erasure, ErasureState.STOPPED, by=kin.actor)
    return until
