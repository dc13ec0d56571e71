from django.db import models
from django.utils.translation import gettext_lazy as _

from core.keys import Record


class MessageState(models.TextChoices):
    QUEUED = "queued", _("queued")
    SENDING = "sending", _("sending")
    SENT = "sent", _("sent")
    KEPT = "kept", _("kept in the outbox (no mail server is set)")
    FAILED = "failed", _("failed")
    UNCERTAIN = "uncertain", _("uncertain: the sending was cut off")


class Message(Record):
    """An email in the outbox: written in the transaction of the act it tells of, sent after it."""

    State = MessageState

    once = models.CharField(max_length=200, unique=True, null=True, blank=True)
    to = models.EmailField(_("to"))
    to_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=MessageState, default=MessageState.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    about = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(fields=["state", "-id"], name="message_by_state")]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"


class RevokedLink(models.Model):
    """A signed link that must not open any more, though it has not expired."""

    fingerprint = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(auto_now_add=True)
