from dataclasses import replace

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit.lifecycle import Lifecycle
from core.files.models import Upload
from core.keys import Record
from talent.calls.models import Call, Question
from talent.institutions.models import Institution
from talent.people.models import ConsentRequest, Person, PersonRole


class NominationState(models.TextChoices):
    DRAFT = "draft", _("draft")
    WITH_SCHOOL = "with_school", _("waiting for the school's confirmation")
    SUBMITTED = "submitted", _("submitted, waiting for consent")
    WITH_MINISTRY = "with_ministry", _("with the ministry")
    NOT_FORWARDED = "not_forwarded", _("not forwarded by the ministry")
    READY = "ready", _("ready for the panel")
    SELECTED = "selected", _("selected")
    WAITING_LIST = "waiting_list", _("on the waiting list")
    NOT_SELECTED = "not_selected", _("not selected")
    WITHDRAWN = "withdrawn", _("withdrawn")


# What a school (or who nominates themselves) has not handed in: nobody else sees it, and it uses up no allowance.
NOT_HANDED_IN = (NominationState.DRAFT, NominationState.WITH_SCHOOL)

# What may still come before the panel, or is before it: until then everything about it can still change.
CONSIDERED = (
    NominationState.DRAFT, NominationState.WITH_SCHOOL, NominationState.SUBMITTED, NominationState.WITH_MINISTRY,
    NominationState.READY,
)

# Ready means: with the panel. Consent is given and, where the call has ministries forward, it was forwarded.
NOMINATION_LIFECYCLE = Lifecycle(
    states=NominationState,
    allowed={
        "draft": {"with_school", "submitted", "with_ministry", "ready", "withdrawn"},
        "with_school": {"draft", "submitted", "with_ministry", "ready", "withdrawn"},
        "submitted": {"with_ministry", "ready", "withdrawn", "draft"},
        "with_ministry": {"submitted", "not_forwarded", "ready", "withdrawn", "draft"},
        "not_forwarded": {"submitted", "ready", "withdrawn"},
        "ready": {"submitted", "with_ministry", "selected", "waiting_list", "not_selected", "withdrawn", "draft"},
        "selected": {"withdrawn"},
        "waiting_list": {"selected", "not_selected", "withdrawn"},
        "not_selected": {"waiting_list", "withdrawn"},
        "withdrawn": {"draft"},
    },
    path=("draft", "submitted", "ready", "selected"),
)


# The same table, drawn through the ministry.
THROUGH_MINISTRY = replace(NOMINATION_LIFECYCLE, path=("draft", "submitted", "with_ministry", "ready", "selected"))


class NominationQuerySet(models.QuerySet["Nomination"]):
    def counted(self) -> "NominationQuerySet":
        """Nominations that use up a school's allowance: all handed in but withdrawn ones.

        A teacher's or expert's own nomination uses up nothing.
        """
        alone = models.Q(self_nominated=True) & ~models.Q(call__nominee_role=PersonRole.STUDENT)
        return self.exclude(state__in=[*NOT_HANDED_IN, NominationState.WITHDRAWN]).exclude(alone)

    def handed_in(self) -> "NominationQuerySet":
        """What an organiser sees: all that a school has submitted, be it withdrawn since."""
        return self.exclude(state__in=NOT_HANDED_IN)

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
    state = models.CharField(_("state"), max_length=16, choices=NominationState, default=NominationState.DRAFT)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    self_nominated = models.BooleanField(_("nominated themselves"), default=False)
    # Where ministries forward: the ministry's order, when it forwarded this one, and what it tells the school.
    ministry_rank = models.PositiveIntegerField(_("ministry's rank"), null=True, blank=True)
    forwarded_at = models.DateTimeField(_("forwarded"), null=True, blank=True)
    ministry_words = models.TextField(_("the ministry's words"), blank=True)
    # When it was made anonymous: answers and files gone, in the place of the nominee somebody without a name.
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
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

    @property
    def way(self) -> Lifecycle:
        """The lifecycle as it is drawn for this nomination: through the ministry, where its call has that stage."""
        return THROUGH_MINISTRY if self.call.ministry_stage else NOMINATION_LIFECYCLE

    @property
    def panel_number(self) -> str:
        """What it is called by whoever may not know whose it is."""
        return _("Nomination %(number)s") % {"number": self.key[:6].upper()}


class Answer(models.Model):
    """A nomination's answer to one question; evidence is an answer with a file."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(blank=True)
    upload = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # The version of the question that it answers.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [models.UniqueConstraint(fields=["nomination", "question"], name="one_answer_per_question")]
