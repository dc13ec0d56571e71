from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.keys import Record
from events.programmes.models import Edition


class Postponement(Record):
    """An edition's dates were moved once: from when to when, why, and whether it was taken back."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="postponements")
    old_starts_at = models.DateTimeField()
    old_ends_at = models.DateTimeField()
    old_closes_at = models.DateTimeField(null=True, blank=True)
    new_starts_at = models.DateTimeField()
    new_ends_at = models.DateTimeField()
    new_closes_at = models.DateTimeField(null=True, blank=True)
    # What the edition said before it: an undo says it again.
    old_notice = models.TextField(blank=True)
    old_given_back_until = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("postponement")
        verbose_name_plural = _("postponements")
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.edition)
