"""Registering a person for an edition, and cancelling it."""

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django_countries import countries

from core.audit.lifecycle import Refused
from core.audit.record import Actor, record
from events.programmes.models import Edition, EditionState
from events.registration import consents
from events.registration.models import (
    REGISTRATION_LIFECYCLE,
    Delegation,
    Place,
    Registration,
    RegistrationRole,
    RegistrationState,
)
from events.registration.recorded import keep_in_record
from events.registration.school_mail import tell_school
from events.registration.signals import registration_cancelled
from talent.institutions.models import Institution
from talent.offers.models import Offer
from talent.people.models import ConsentRequest, Person, PersonRole

USUAL_ROLE = {
    PersonRole.STUDENT: RegistrationRole.STUDENT,
    PersonRole.TEACHER: RegistrationRole.TEACHER,
    PersonRole.EXPERT: RegistrationRole.SPEAKER,
}
# Whoever comes with a delegation; speakers, volunteers and hosts come for themselves.
DELEGATED = {
    RegistrationRole.STUDENT, RegistrationRole.TEACHER, RegistrationRole.LEADER, RegistrationRole.DEPUTY,
    RegistrationRole.OBSERVER,
}


def register(
    edition: Edition, person: Person, role: str = "", *, by: Actor, institution: Institution | None = None,
    offer: Offer | None = None, consent: ConsentRequest | None = None,
) -> Registration:
    """Register the person; one who is registered already keeps that registration, which is given back.

    `role` is the usual one of such a person if not said. `consent` is a request asked before (a nomination's)
    on which the registration depends from now on; where it does not cover what the edition requires, or there
    is none, consent is asked for. Raises Refused for an archived or cancelled edition.
    Runs in the caller's transaction.
    """
    with transaction.atomic():
        over = Edition.objects.filter(pk=edition.pk, state__in=[EditionState.ARCHIVED, EditionState.CANCELLED])
        if state := over.values_list("state", flat=True).first():
            raise Refused(_("%(edition)s is %(state)s and takes nobody any more.") % {
                "edition": edition, "state": EditionState(state).label,
            })
        if registered := live_registration(edition, person):
            return registered
        try:
            with transaction.atomic():
                return write_registration(
                    edition, person, role or USUAL_ROLE[PersonRole(person.role)], by=by, institution=institution,
                    offer=offer, consent=consent,
                )
        except IntegrityError:
            if registered := live_registration(edition, person):
                return registered
            raise


def live_registration(edition: Edition, person: Person) -> Registration | None:
    return Registration.objects.live().filter(edition=edition, person=person).first()


def write_registration(
    edition: Edition, person: Person, role: str, *, by: Actor, institution: Institution | None = None,
    offer: Offer | None = None, consent: ConsentRequest | None = None,
) -> Registration:
    """Write the registration without asking whether there is one: the database then raises IntegrityError.

    Consent that is still to be asked for is asked in the background, so that taking a place stays short.
    """
    wanted = consents.wanted_for(edition, person, consent)
    registration = Registration.objects.create(
        edition=edition,
        person=person,
        institution=institution or person.institution,
        country=person.country,
        role=role,
        delegation=delegation_of(edition, str(person.country)) if role in DELEGATED else None,
        offer=offer,
        consent=wanted.request,
        by=None if isinstance(by, str) else by,
        state=wanted.state,
    )
    record("registered", registration, by, role=str(role))
    if registration.state == RegistrationState.CONFIRMED:
        keep_in_record([registration])
    if wanted.ask:
        from events.registration.tasks import ask_for_consent

        ask_for_consent.enqueue(registration.pk)
    return registration


def delegation_of(edition: Edition, country: str) -> Delegation:
    """The country's delegation in this edition, made when its first member comes."""
    code = countries.alpha3(country) or country
    if found := Delegation.objects.filter(edition=edition, code=code).first():
        return found
    with translation.override("en"):
        name = countries.name(country) or country
    return Delegation.objects.get_or_create(
        edition=edition, code=code, defaults={"name": name, "country": country}
    )[0]


def cancel(registration: Registration, by: Actor, reason: str, *, told: bool = True) -> Registration:
    """Cancel the registration: its open place is free again, and consent asked for it alone is closed.

    `told` says whether the school gets a mail: not when the school itself cancels. An accepted offer stays as
    it is; `giving_up.give_up` is the act for a place that came by one.
    """
    with transaction.atomic():
        # The consent request before the registration: an answer locks them in this order.
        consents.close_unneeded(registration, by)
        REGISTRATION_LIFECYCLE.move(registration, RegistrationState.CANCELLED, by=by, reason=reason)
        keep_in_record([registration])
        Place.objects.filter(registration=registration).update(registration=None)
        registration_cancelled.send(Registration, registration=registration, by=by, reason=reason)
        if told:
            tell_school(registration, "cancelled", reason=reason)
    return registration
