from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from competitions.results.models import Publication, PublishedResult
from competitions.results.names import published_name
from competitions.results.publish import subject_of
from core.audit.record import record
from events.certificates.models import Certificate, CertificateKind, CertificateState
from talent.people.signals import ConsentChanged, consent_changed


@receiver(consent_changed, dispatch_uid="name_results_by_consent")
def name_results_by_consent(sender: Any, changed: ConsentChanged, **kwargs: Any) -> None:
    """A name withdrawn is gone from every list in the same act; given later, it appears. The digest has no names."""
    results = PublishedResult.objects.filter(entry__registration__consent=changed.request).select_related(
        "entry__registration__person", "entry__registration__delegation", "entry__registration__consent",
        "entry__contest", "publication",
    )
    for result in results.prefetch_related("entry__registration__consent__items"):
        name = published_name(result.entry)[:200]
        show_on_certificate(result, name)
        if name != result.shown_name:
            PublishedResult.objects.filter(pk=result.pk).update(shown_name=name)
            # Whoever has the page asks whether it changed: it did.
            Publication.objects.filter(pk=result.publication_id).update(updated_at=timezone.now())
            record("name shown" if name else "name no longer shown", result.publication, "consent")


def show_on_certificate(result: PublishedResult, name: str) -> None:
    Certificate.objects.filter(
        registration=result.entry.registration, kind=CertificateKind.AWARD, state=CertificateState.ISSUED,
        subject=subject_of(result.entry.contest),
    ).update(shown_as=name or result.code)
