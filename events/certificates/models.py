from django.conf import settings
from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from core.audit.lifecycle import Lifecycle
from core.keys import ALPHABET, Record
from events.registration.models import Registration


def new_code() -> str:
    """A certificate's code in three groups of four, as it is printed and typed from paper."""
    return "-".join(get_random_string(4, ALPHABET.upper()) for _ in range(3))


class CertificateState(models.TextChoices):
    ISSUED = "issued", _("issued")
    REVOKED = "revoked", _("revoked")


class CertificateKind(models.TextChoices):
    PARTICIPATION = "participation", _("participation")
    AWARD = "award", _("award")


class Certificate(Record):
    """A certificate of one registration. Its words are given as values; nothing here knows of results."""

    Kind = CertificateKind
    State = CertificateState
    lifecycle = Lifecycle(states=CertificateState, allowed={"issued": {"revoked"}}, path=("issued",))

    code = models.CharField(_("code"), max_length=14, unique=True, default=new_code)
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(_("kind"), max_length=14, choices=CertificateKind)
    # What it is for ("contest:k7…"): one live certificate for each.
    subject = models.CharField(max_length=60)
    title = models.CharField(_("title"), max_length=200)
    award = models.CharField(_("award"), max_length=100, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    # Shown to whoever has the code: the name only with that consent, otherwise the contestant's code.
    shown_as = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=CertificateState, default=CertificateState.ISSUED)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind", "subject"], condition=models.Q(state="issued"),
                name="one_live_certificate",
            )
        ]

    def __str__(self) -> str:
        return self.code
