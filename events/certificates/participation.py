"""Certificates of participation for everybody who came."""

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.record import record
from events.certificates.issue import shown_name
from events.certificates.models import Certificate, CertificateKind, CertificateState
from events.certificates.recorded import keep_in_record
from events.programmes.calendar import place_words
from events.programmes.dates import date_span
from events.programmes.models import Edition
from events.registration.models import Registration

AT_ONCE = 200


def subject_of(edition: Edition) -> str:
    return f"edition:{edition.key}"


def without_certificate(edition: Edition) -> QuerySet[Registration]:
    """Confirmed registrations that have no live certificate of participation."""
    live = Certificate.objects.filter(
        registration=OuterRef("pk"), kind=CertificateKind.PARTICIPATION, state=CertificateState.ISSUED,
        subject=subject_of(edition),
    )
    return Registration.objects.coming().filter(~Exists(live), edition=edition)


def detail_of(edition: Edition) -> str:
    """What every such certificate of the edition says beneath the name."""
    place = place_words(edition) or (_("on line") if edition.online else "")
    when = date_span(edition.starts_at, edition.ends_at, edition.zone)
    return ", ".join(part for part in (edition.title, when, place) if part)[:300]


def issue_to_all(edition: Edition, by: User | None) -> int:
    """Issue to everybody confirmed who has none, some at a time, each time in a transaction of its own.

    Stopped and begun again, or begun twice at once, it gives nobody a second one. Gives how many it issued.
    """
    title, detail, subject = _("Certificate of participation"), detail_of(edition), subject_of(edition)
    issued, after = 0, 0
    while True:
        with transaction.atomic():
            chunk = list(
                without_certificate(edition).filter(pk__gt=after).order_by("pk")
                .select_related("person", "edition", "delegation", "consent")
                .prefetch_related("consent__items")[:AT_ONCE]
            )
            if not chunk:
                break
            certificates = [
                Certificate(
                    registration=registration, kind=CertificateKind.PARTICIPATION, subject=subject, title=title,
                    detail=detail, shown_as=shown_name(registration), by=by,
                )
                for registration in chunk
            ]
            Certificate.objects.bulk_create(certificates, ignore_conflicts=True)
            # Somebody else may have issued one of them at this moment; then theirs stands, and is in the record.
            keys = Certificate.objects.filter(key__in=[each.key for each in certificates]).values_list("key", flat=True)
            new = set(keys)
            keep_in_record(each for each in certificates if each.key in new)
        issued, after = issued + len(chunk), chunk[-1].pk
    if issued:
        record("issued certificates of participation", edition, by or "scheduler", number=issued)
    return issued
