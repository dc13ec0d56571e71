from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, record: models.Model) -> "EntryQuerySet":
        """What happened to one record, newest first, with who did it."""
        kind = ContentType.objects.get_for_model(record)
        return self.filter(kind=kind, record_id=record.pk).select_related("by").order_by("-id")


class Entry(models.Model):
    """One act: who did what to which record, when, and from which state to which. Never changed."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    # Who acted when it was nobody with an account: "guardian by signed link", "scheduler".
    by_whom = models.CharField(max_length=100, blank=True)
    act = models.CharField(max_length=60)
    kind = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    record_id = models.PositiveBigIntegerField()
    record = GenericForeignKey("kind", "record_id")
    label = models.CharField(max_length=200, blank=True)
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30, blank=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["kind", "record_id", "-id"], name="entry_by_record")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who} {self.act}"

    @property
    def who(self) -> str:
        return str(self.by) if self.by else self.by_whom


class Reading(models.Model):
    """One reading of something protected (a scanned consent, evidence about a minor): who and when."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    what = models.CharField(max_length=100)
    kind = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    record_id = models.PositiveBigIntegerField()
    record = GenericForeignKey("kind", "record_id")

    class Meta:
        verbose_name = _("reading of protected data")
        verbose_name_plural = _("readings of protected data")
