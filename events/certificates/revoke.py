"""Revoking a certificate: it stays, and says that it is revoked."""

from django.db import transaction

from core.audit.record import Actor
from events.certificates.models import Certificate, CertificateState
from events.certificates.recorded import take_from_record


def revoke(certificate: Certificate, by: Actor, reason: str) -> Certificate:
    """Raises NotAllowed for one that is revoked already. The reason is kept and not shown in public."""
    with transaction.atomic():
        take_from_record(certificate)
        return Certificate.lifecycle.move(certificate, CertificateState.REVOKED, by=by, reason=reason)
