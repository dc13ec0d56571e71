"""Verifying an institution, refusing it, suspending it: each told to those who lead it."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.mail.queue import queue_message
from talent.institutions.models import (
    VERIFICATION,
    Institution,
    InstitutionKind,
    InstitutionState,
    MembershipRole,
)
from talent.institutions.roles import leading_role


def verify(institution: Institution, by: User) -> None:
    """From now on its members act for it."""
    move(institution, InstitutionState.VERIFIED, by, mail="verified")


def refuse(institution: Institution, by: User, reason: str) -> None:
    """It is not what it says, or cannot be checked. Its coordinator may correct it and apply again."""
    move(institution, InstitutionState.REFUSED, by, needed(reason), mail="refused")


def apply_again(institution: Institution, by: User) -> None:
    with transaction.atomic():
        move(institution, InstitutionState.APPLIED, by)
        tell_verifiers(institution)


def suspend(institution: Institution, by: User, reason: str) -> None:
    """Nobody acts for it until it is reinstated; what was stored stays."""
    move(institution, InstitutionState.SUSPENDED, by, needed(reason), mail="suspended")


def reinstate(institution: Institution, by: User) -> None:
    move(institution, InstitutionState.VERIFIED, by, mail="verified")


def needed(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Say why: the institution reads it."))
    return reason.strip()


def move(institution: Institution, to: str, by: User, reason: str = "", mail: str = "") -> None:
    with transaction.atomic():
        VERIFICATION.move(institution, to, by=by, reason=reason)
        if mail:
            tell_leaders(institution, mail, reason)


def tell_leaders(institution: Institution, mail: str, reason: str) -> None:
    address = site_address(reverse("institution", kwargs={"key": institution.key}))
    leaders = institution.memberships.active().filter(role=leading_role(institution.kind)).select_related("user")
    for user in {membership.user for membership in leaders}:
        queue_message(
            f"talent/institutions/mail/{mail}", to=user.email, to_name=user.name, language=user.language,
            about=institution.key, context={"institution": institution, "reason": reason, "address": address},
        )


def verifiers_of(institution: Institution) -> list[User]:
    """The officers of the country's ministries; the secretariat where there are none, and for a ministry itself."""
    officers = User.objects.filter(
        memberships__role=MembershipRole.OFFICER,
        memberships__ended_at__isnull=True,
        memberships__institution__kind=InstitutionKind.MINISTRY,
        memberships__institution__country=institution.country,
        memberships__institution__state=InstitutionState.VERIFIED,
        is_active=True,
    ).distinct()
    found = [] if institution.kind == InstitutionKind.MINISTRY else list(officers)
    return found or list(User.objects.filter(is_secretariat=True, is_active=True))


def tell_verifiers(institution: Institution) -> None:
    address = site_address(reverse("institution", kwargs={"key": institution.key}))
    for user in verifiers_of(institution):
        queue_message(
            "talent/institutions/mail/applied", to=user.email, to_name=user.name, language=user.language,
            about=institution.key, context={"institution": institution, "address": address},
        )


def site_address(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path
