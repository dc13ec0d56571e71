from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.audit.lifecycle import Lifecycle
from core.keys import Record
from talent.institutions.models import Institution
from talent.people.models import PersonRole


class CallState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    REVIEWING = "reviewing", _("in review")
    DECIDED = "decided", _("decided")
    ARCHIVED = "archived", _("archived")


CALL_LIFECYCLE = Lifecycle(
    states=CallState,
    allowed={
        "draft": {"published"},
        "published": {"draft", "reviewing"},
        "reviewing": {"published", "decided"},
        "decided": {"archived"},
    },
    path=("draft", "published", "reviewing", "decided"),
)


class CallQuerySet(models.QuerySet["Call"]):
    def shown(self) -> "CallQuerySet":
        """Calls with a public page."""
        return self.exclude(state=CallState.DRAFT)

    def open_at(self, moment=None) -> "CallQuerySet":
        """Calls that take nominations at the moment (now by default)."""
        moment = moment or timezone.now()
        return self.filter(state=CallState.PUBLISHED, opens_at__lte=moment, closes_at__gt=moment)


class Call(Record):
    """An invitation to nominate: who may be nominated, by when, what is asked, how many places there are.

    A call knows nothing of editions; an edition uses calls.
    """

    State = CallState
    lifecycle = CALL_LIFECYCLE

    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("in short"), help_text=_("Two or three sentences that a school reads first."))
    description = models.TextField(_("description"), blank=True)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="calls", verbose_name=_("organiser")
    )
    hosts = models.ManyToManyField(
        Institution, related_name="hosted_calls", blank=True, verbose_name=_("hosts"),
        help_text=_("Guardians are asked for each host whether data may be shared with it."),
    )
    nominee_role = models.CharField(
        _("who may be nominated"), max_length=8, choices=PersonRole, default=PersonRole.STUDENT
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    age_on = models.DateField(_("age counted on"), null=True, blank=True)
    minimum_age = models.PositiveSmallIntegerField(_("youngest"), null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(_("oldest"), null=True, blank=True)
    grades = models.JSONField(_("grades"), default=list, blank=True)
    countries = models.JSONField(_("countries"), default=list, blank=True)
    nominations_per_institution = models.PositiveSmallIntegerField(
        _("nominations a school may make"), default=5, validators=[MinValueValidator(1)]
    )
    places = models.PositiveIntegerField(_("places"), default=20, validators=[MinValueValidator(1)])
    consents_required = models.JSONField(_("consents required"), default=list, blank=True)
    consents_optional = models.JSONField(_("consents asked for, not required"), default=list, blank=True)
    offer_days = models.PositiveSmallIntegerField(
        _("days to answer an offer"), default=7, validators=[MinValueValidator(1)]
    )
    reviews_close_at = models.DateTimeField(_("reviews due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CallState, default=CallState.DRAFT)

    objects = CallQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="call_closes_after_opening"
            )
        ]
        indexes = [models.Index(fields=["state", "closes_at"], name="call_by_closing")]

    def __str__(self) -> str:
        return self.title

    def is_open(self, moment=None) -> bool:
        moment = moment or timezone.now()
        return self.state == CallState.PUBLISHED and self.opens_at <= moment < self.closes_at

    def is_relied_on(self) -> bool:
        """Whether a nomination was ever submitted to it, be it withdrawn since: then what it asks is fixed."""
        return self.nominations.filter(submitted_at__isnull=False).exists()


class QuestionKind(models.TextChoices):
    SHORT = "short", _("short text")
    LONG = "long", _("long text")
    NUMBER = "number", _("number")
    CHOICE = "choice", _("one of several")
    FILE = "file", _("file (PDF or picture)")


class Question(Record):
    """One question of a call, asked for each nominee. A file question is how evidence is asked for."""

    Kind = QuestionKind

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=8, choices=QuestionKind, default=QuestionKind.SHORT)
    label = models.CharField(_("question"), max_length=300)
    help_text = models.CharField(_("explanation"), max_length=500, blank=True)
    required = models.BooleanField(_("required"), default=True)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    maximum_length = models.PositiveIntegerField(_("longest answer, in characters"), null=True, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.label


class Criterion(Record):
    """One line of a call's rubric: what is scored, from 0 to `maximum`, with what weight."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria")
    order = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(_("criterion"), max_length=200)
    help_text = models.TextField(_("explanation"), blank=True)
    maximum = models.PositiveSmallIntegerField(_("highest score"), default=5, validators=[MinValueValidator(1)])
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=2, default=1)
    # What each score means, {"0": "…", "5": "…"}.
    descriptors = models.JSONField(_("what the scores mean"), default=dict, blank=True)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.label


class QuotaAttribute(models.TextChoices):
    COUNTRY = "country", _("country")
    INSTITUTION = "institution", _("school")
    GENDER = "gender", _("gender")
    RURAL = "rural", _("rural school")


class Quota(models.Model):
    """At least or at most so many of those selected: of one value of an attribute, or of each value."""

    Attribute = QuotaAttribute

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="quotas")
    attribute = models.CharField(_("by"), max_length=12, choices=QuotaAttribute)
    value = models.CharField(_("only for"), max_length=60, blank=True, help_text=_("Empty: for each."))
    minimum = models.PositiveIntegerField(_("at least"), null=True, blank=True)
    maximum = models.PositiveIntegerField(_("at most"), null=True, blank=True)

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering = ["id"]
