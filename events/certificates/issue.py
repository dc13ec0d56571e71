"""Issuing certificates: one live certificate for each registration, kind and subject."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django_countries import countries

from core.audit.record import Actor, record
from events.certificates.models import Certificate, CertificateState
from events.certificates.recorded import keep_in_record
from events.certificates.revoke import revoke
from events.registration.models import Registration
from talent.people.consent import item_standing
from talent.people.models import ConsentKind, ConsentStanding, PersonRole


def issue(
    registration: Registration, *, kind: str, subject: str, title: str, shown_as: str, award: str = "",
    detail: str = "", by: Actor,
) -> Certificate:
    """Issue a certificate and give it back; issuing the same words again gives the one there is.

    `subject` names what it is for ("contest:k7…"). Other words for the same subject revoke the certificate
    before and issue a new one, under a new code. `shown_as` is what whoever has the code reads: the name only
    with that consent. Runs in the caller's transaction.
    """
    words = {"title": title[:200], "award": award[:100], "detail": detail[:300], "shown_as": shown_as[:200]}
    with transaction.atomic():
        if (live := live_certificate(registration, kind, subject)) is not None:
            if all(getattr(live, field) == value for field, value in words.items()):
                return live
            revoke(live, by, _("Replaced by a corrected certificate."))
        try:
            with transaction.atomic():
                certificate = Certificate.objects.create(
                    registration=registration, kind=kind, subject=subject,
                    by=None if isinstance(by, str) else by, **words,
                )
        except IntegrityError:
            if (live := live_certificate(registration, kind, subject)) is None:
                raise
            return live
        record("issued", certificate, by, what=subject)
        keep_in_record([certificate])
    return certificate


def live_certificate(registration: Registration, kind: str, subject: str) -> Certificate | None:
    return Certificate.objects.filter(
        registration=registration, kind=kind, subject=subject, state=CertificateState.ISSUED
    ).first()


def neutral_name(registration: Registration) -> str:
    """What stands for a person whose name is not shown: the delegation and the beginning of the key."""
    delegation = registration.delegation
    code = delegation.code if delegation else countries.alpha3(str(registration.country))
    return f"{code or registration.country}-{registration.key[:5].upper()}"


def name_may_be_shown(registration: Registration) -> bool:
    """Adults' names may; a student's only with the consent to it. Reads the consent's items: prefetch them."""
    if registration.person.role != PersonRole.STUDENT:
        return True
    return item_standing(registration.consent, ConsentKind.NAME) == ConsentStanding.GIVEN


def shown_name(registration: Registration) -> str:
    """The name in its own script and in Latin letters, or what stands for it."""
    person = registration.person
    if not name_may_be_shown(registration):
        return neutral_name(registration)
    if person.latin_name and person.latin_name != person.name:
        return f"{person.name} ({person.latin_name})"[:200]
    return person.name
