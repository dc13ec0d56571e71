"""What a registration's consent is: asked for anew, or taken over from the nomination."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit.record import Actor
from events.programmes.dates import date_span
from events.programmes.models import Edition
from events.registration.models import REGISTRATION_LIFECYCLE, Registration, RegistrationState
from events.registration.recorded import keep_in_record
from events.registration.school_mail import tell_school
from talent.people.consent import ask_consent, close_request
from talent.people.models import ConsentRequest, ConsentStanding, Person, PersonRole


@dataclass(frozen=True)
class Wanted:
    """On what a registration depends: a request that stands somehow, one still to be asked for, or nothing."""

    state: str
    request: ConsentRequest | None = None
    ask: bool = False


def wanted_for(edition: Edition, person: Person, asked_before: ConsentRequest | None) -> Wanted:
    """What the person's registration depends on, and the state in which it begins.

    A request asked before is locked while it is read, so that an answer given at the same moment either is
    seen here or sees the registration.
    """
    if asked_before is not None:
        held = ConsentRequest.objects.select_for_update(no_key=True)
        standing = held.values_list("standing", flat=True).get(pk=asked_before.pk)
        if covers(asked_before, edition.consents_required):
            return Wanted(state_for(standing), asked_before)
    if person.role != PersonRole.STUDENT and asked_before is None:
        return Wanted(RegistrationState.CONFIRMED)
    if edition.consents_required or edition.consents_optional:
        required = bool(edition.consents_required)
        return Wanted(
            RegistrationState.WAITING_CONSENT if required else RegistrationState.CONFIRMED, asked_before, ask=True
        )
    return Wanted(RegistrationState.CONFIRMED)


def state_for(standing: str) -> str:
    return RegistrationState.CONFIRMED if standing == ConsentStanding.GIVEN else RegistrationState.WAITING_CONSENT


def covers(request: ConsentRequest, kinds: Iterable[str]) -> bool:
    """Whether the request asks for each of these kinds as required."""
    wanted = set(kinds)
    return not wanted or wanted <= set(request.items.filter(required=True).values_list("kind", flat=True))


def ask(registration: Registration, by: Actor) -> ConsentRequest:
    """Ask for what the edition requires, and for what a request asked before required already.

    The registration is held by the caller. From then on it depends on the new request.
    """
    edition, before = registration.edition, registration.consent
    required = set(edition.consents_required)
    if before:
        required |= set(before.items.filter(required=True).values_list("kind", flat=True))
    request = ask_consent(
        registration.person,
        purpose=edition.title,
        explained=explanation(edition),
        organiser=edition.programme.institution,
        required=sorted(required),
        optional=sorted(set(edition.consents_optional) - required),
        hosts=[edition.host, *edition.co_hosts.all()],
        answer_by=edition.registration_closes_at or edition.starts_at,
        zone=edition.zone,
        by=by,
    )
    registration.consent = request
    Registration.objects.filter(pk=registration.pk).update(consent=request)
    if registration.state == RegistrationState.CONFIRMED:
        keep_in_record([registration])
    return request


def explanation(edition: Edition) -> str:
    """What guardians read: what it is, when and where."""
    where = _("on line") if edition.online and not edition.venue else edition.venue
    place = ", ".join(part for part in (where, edition.city) if part)
    when = date_span(edition.starts_at, edition.ends_at, edition.zone)
    return "\n".join(part for part in (edition.summary.strip(), f"{when}. {place}".strip()) if part)


def settle(registration: Registration, standing: str, by: Actor) -> None:
    """Let the registration's state follow its consent, and tell the school when it changed."""
    state = state_for(standing)
    if registration.state not in {state, RegistrationState.CANCELLED}:
        with transaction.atomic():
            REGISTRATION_LIFECYCLE.move(registration, state, by=by, detail={"consent": standing})
            keep_in_record([registration])
            confirmed = state == RegistrationState.CONFIRMED
            tell_school(registration, "confirmed" if confirmed else "consent_lost", **words_for(standing))


def words_for(standing: str) -> dict[str, Any]:
    return {"refused": standing == ConsentStanding.REFUSED}


def close_unneeded(registration: Registration, by: Actor) -> None:
    """Close the request if nothing else depends on it: no nomination and no other registration."""
    request = registration.consent
    if request is None or getattr(request, "nomination", None) is not None:
        return
    if not Registration.objects.live().filter(consent=request).exclude(pk=registration.pk).exists():
        close_request(request, by)
