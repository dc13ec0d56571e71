from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit.lifecycle import Lifecycle
from core.files.models import Upload
from core.keys import Record
from talent.calls.models import Question
from talent.nominations.models import Nomination
from talent.recommendations.models import Recommendation


class CorrectionState(models.TextChoices):
    ASKED = "asked", _("asked")
    ANSWERED = "answered", _("answered")
    ACCEPTED = "accepted", _("accepted")
    WITHDRAWN = "withdrawn", _("withdrawn")


CORRECTION_LIFECYCLE = Lifecycle(
    states=CorrectionState,
    allowed={
        "asked": {"answered", "withdrawn"},
        "answered": {"accepted", "asked"},
    },
    path=("asked", "answered", "accepted"),
)


class CorrectionQuerySet(models.QuerySet["CorrectionRequest"]):
    def open(self) -> "CorrectionQuerySet":
        return self.filter(state=CorrectionState.ASKED)

    def made(self) -> "CorrectionQuerySet":
        """Those that changed something that a reviewer may have read before."""
        return self.filter(answered_at__isnull=False)


class CorrectionRequest(Record):
    """What the organiser asks to be corrected in one nomination: some answers, by the school; or one recommendation,
    by who wrote it. Only that is opened again, whatever state the nomination is in."""

    State = CorrectionState
    lifecycle = CORRECTION_LIFECYCLE

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="corrections")
    recommendation = models.ForeignKey(
        Recommendation, null=True, blank=True, on_delete=models.CASCADE, related_name="corrections"
    )
    words = models.TextField(_("what to correct"))
    due_at = models.DateTimeField(_("due"))
    state = models.CharField(_("state"), max_length=9, choices=CorrectionState, default=CorrectionState.ASKED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    # How the recommendation read before; the answers are kept in the parts. Both until it is accepted.
    old_text = models.TextField(blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["id"]
        indexes = [models.Index(fields=["nomination", "state"], name="correction_by_nomination")]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.words[:80]}"


class CorrectionPart(models.Model):
    """One answer that is opened again, and how it read before."""

    correction = models.ForeignKey(CorrectionRequest, on_delete=models.CASCADE, related_name="parts")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    old_text = models.TextField(blank=True)
    old_upload = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("part of a correction")
        verbose_name_plural = _("parts of corrections")
        ordering = ["question__order", "id"]
        constraints = [models.UniqueConstraint(fields=["correction", "question"], name="one_part_per_question")]
