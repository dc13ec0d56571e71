"""What registrations write into talent records, in the transaction of each act: whoever is confirmed takes part."""

from collections.abc import Iterable

from core.accounts.zones import zone_or_utc
from events.programmes.calendar import place_words
from events.programmes.models import Edition
from events.registration.models import Registration, RegistrationState
from talent.people.record.details import ProgrammeDetail
from talent.people.record.entries import NewEntry, withdraw_entries, write_entries


def source_of(registration: Registration) -> str:
    return f"registration:{registration.key}"


def keep_in_record(registrations: Iterable[Registration]) -> None:
    """Write those that are confirmed now, withdraw the others. For a list load `edition` and `person`."""
    registrations = list(registrations)
    confirmed = [each for each in registrations if each.state == RegistrationState.CONFIRMED]
    write_entries(entry_of(each) for each in confirmed)
    if others := [source_of(each) for each in registrations if each.state != RegistrationState.CONFIRMED]:
        withdraw_entries(others)


def keep_edition_in_record(edition: Edition) -> None:
    """Its title, days or place changed: everybody's entry says so too."""
    coming = Registration.objects.coming().filter(edition=edition).select_related("person")
    for registration in (held := list(coming)):
        registration.edition = edition
    keep_in_record(held)


def entry_of(registration: Registration) -> NewEntry:
    edition = registration.edition
    zone = zone_or_utc(edition.zone)
    return NewEntry(
        person=registration.person, source=source_of(registration), title=edition.title,
        on=edition.starts_at.astimezone(zone).date(),
        detail=ProgrammeDetail(
            edition=edition.key, role=registration.role, place=place_words(edition),
            until=edition.ends_at.astimezone(zone).date().isoformat(),
        ),
        nominated_by=registration.institution_id, organiser=edition.host_id, consent=registration.consent_id,
    )
