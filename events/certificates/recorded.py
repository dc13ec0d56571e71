"""What certificates write into talent records."""

from collections.abc import Iterable

from django.utils import timezone

from events.certificates.models import Certificate
from talent.people.record.details import CertificateDetail
from talent.people.record.entries import NewEntry, withdraw_entry, write_entries


def source_of(certificate: Certificate) -> str:
    return f"certificate:{certificate.key}"


def keep_in_record(certificates: Iterable[Certificate]) -> None:
    """Write issued certificates; for a list load `registration__person` and `registration__edition`."""
    write_entries(entry_of(each) for each in certificates)


def take_from_record(certificate: Certificate) -> None:
    withdraw_entry(source_of(certificate))


def entry_of(certificate: Certificate) -> NewEntry:
    registration = certificate.registration
    return NewEntry(
        person=registration.person, source=source_of(certificate), title=certificate.title,
        on=timezone.localdate(certificate.created_at),
        detail=CertificateDetail(code=certificate.code, award=certificate.award, words=certificate.detail),
        nominated_by=registration.institution_id, organiser=registration.edition.host_id,
        consent=registration.consent_id,
    )
