from typing import Any

from django.dispatch import receiver

from core.audit.record import record
from events.certificates.issue import name_may_be_shown, neutral_name, shown_name
from events.certificates.models import Certificate, CertificateKind
from talent.people.signals import ConsentChanged, consent_changed


@receiver(consent_changed, dispatch_uid="show_names_by_consent")
def show_names_by_consent(sender: Any, changed: ConsentChanged, **kwargs: Any) -> None:
    """A withdrawn consent to show the name takes it off the public page in the same act.

    Given later, it puts the name on certificates of participation; awards are the results' to issue anew.
    """
    certificates = Certificate.objects.filter(registration__consent=changed.request).select_related(
        "registration__person", "registration__delegation", "registration__consent"
    )
    for certificate in certificates.prefetch_related("registration__consent__items"):
        registration = certificate.registration
        shown = certificate.shown_as
        if not name_may_be_shown(registration):
            named = registration.person.name in shown or registration.person.latin_name in shown
            shown = neutral_name(registration) if named else shown
        elif certificate.kind == CertificateKind.PARTICIPATION:
            shown = shown_name(registration)
        if shown != certificate.shown_as:
            certificate.shown_as = shown
            certificate.save(update_fields=["shown_as", "updated_at"])
            record("name shown by consent", certificate, "guardian's answer")
