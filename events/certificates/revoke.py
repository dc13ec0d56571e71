"""Revoking a certificate: it stays, and says that it is revoked."""

from core.audit.record import Actor
from events.certificates.models import Certificate, CertificateState


def revoke(certificate: Certificate, by: Actor, reason: str) -> Certificate:
    """Raises NotAllowed for one that is revoked already. The reason is kept and not shown in public."""
    return Certificate.lifecycle.move(certificate, CertificateState.REVOKED, by=by, reason=reason)
