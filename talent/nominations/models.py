from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit.lifecycle import Lifecycle
from core.files.models import Upload
from core.keys import Record
from talent.calls.models import Call, Question
from talent.institutions.models import Institution
from talent.people.models import ConsentRequest, Person


class NominationState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted, waiting for consent")
    READY = "ready", _("ready for the panel")
    SELECTED = "selected", _("selected")
    WAITING_LIST = "waiting_list", _("on the waiting list")
    NOT_SELECTED = "not_selected", _("not selected")
    WITHDRAWN = "withdrawn", _("withdrawn")


NOMINATION_LIFECYCLE = Lifecycle(
    states=NominationState,
    allowed={
        "draft": {"submitted", "ready", "withdrawn"},
        "submitted": {"ready", "withdrawn", "draft"},
        "ready": {"submitted", "selected", "waiting_list", "not_selected", "withdrawn", "draft"},
        "selected": {"withdrawn"},
        "waiting_list": {"selected", "not_selected", "withdrawn"},
        "not_selected": {"waiting_list"},
        "withdrawn": {"draft"},
    },
    path=("draft", "submitted", "ready", "selected"),
)


class NominationQuerySet(models.QuerySet["Nomination"]):
    def counted(self) -> "NominationQuerySet":
        """Nominations that use up a school's allowance: all but drafts and withdrawn ones."""
        return self.exclude(state__in=[NominationState.DRAFT, NominationState.WITHDRAWN])

    def ready(self) -> "NominationQuerySet":
        return self.filter(state=NominationState.READY)


class Nomination(Record):
    """One person nominated to one call by one institution."""

    State = NominationState
    lifecycle = NOMINATION_LIFECYCLE

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="nominations")
    nominee = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="nominations")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="nominations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    consent = models.OneToOneField(
        ConsentRequest, null=True, blank=True, on_delete=models.SET_NULL, related_name="nomination"
    )
    state = models.CharField(_("state"), max_length=12, choices=NominationState, default=NominationState.DRAFT)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    # Raised by each saving of the draft: two windows on one draft do not overwrite each other unseen.
    version = models.PositiveIntegerField(default=0)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        constraints = [models.UniqueConstraint(fields=["call", "nominee"], name="one_nomination_per_call")]
        indexes = [
            models.Index(fields=["call", "state", "id"], name="nomination_by_state"),
            models.Index(fields=["institution", "call"], name="nomination_by_institution"),
        ]

    def __str__(self) -> str:
        return f"{self.nominee} → {self.call}"


class Answer(models.Model):
    """A nomination's answer to one question; evidence is an answer with a file."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(blank=True)
    upload = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [models.UniqueConstraint(fields=["nomination", "question"], name="one_answer_per_question")]
