from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
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


class Nominating(models.TextChoices):
    """Which institutions may nominate to a call."""

    ALL = "all", _("every verified school of these countries")
    INVITED = "invited", _("only institutions that are invited")


class HiddenFromPanel(models.TextChoices):
    """What a reviewer does not see of a nominee while the reviews are open."""

    NAME = "name", _("name")
    SCHOOL = "school", _("school")
    COUNTRY = "country", _("country")
    GENDER = "gender", _("gender")
    PHOTOGRAPH = "photograph", _("photographs")


LONGEST_GRACE = 24 * 60  # minutes


class CallQuerySet(models.QuerySet["Call"]):
    def shown(self) -> "CallQuerySet":
        """Calls with a public page."""
        return self.exclude(state=CallState.DRAFT)

    def open_at(self, moment=None) -> "CallQuerySet":
        """Calls that take nominations at the moment (now by default)."""
        moment = moment or timezone.now()
        return self.filter(state=CallState.PUBLISHED, opens_at__lte=moment, closes_at__gt=moment)


    def closing_between(self, begin: datetime, end: datetime) -> "CallQuerySet":
        """Published calls that close after `begin` and by `end`, for everybody or for some school."""
        stretch = {"closes_at__gt": begin, "closes_at__lte": end}
        extended = Extension.objects.filter(**stretch)
        return self.filter(state=CallState.PUBLISHED, opens_at__lte=begin).filter(
            models.Q(**stretch) | models.Q(pk__in=extended.values("call"))
        )


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
    genders = models.JSONField(_("genders"), default=list, blank=True)
    # Codes of languages; a nominee has at least one of them.
    languages = models.JSONField(_("languages"), default=list, blank=True)
    nominating = models.CharField(
        _("who may nominate"), max_length=8, choices=Nominating, default=Nominating.ALL
    )
    self_nomination = models.BooleanField(
        _("people may nominate themselves"), default=False,
        help_text=_("A student's own nomination goes on only once the school has confirmed it."),
    )
    grace_minutes = models.PositiveSmallIntegerField(
        _("grace, in minutes"), default=0, validators=[MaxValueValidator(LONGEST_GRACE)],
        help_text=_("So long after closing a draft may still be submitted. Schools are shown the closing only."),
    )
    ministry_stage = models.BooleanField(
        _("ministries rank and forward"), default=False,
        help_text=_("What schools submit goes to their country's ministry first; the panel has what it forwards."),
    )
    ministries_close_at = models.DateTimeField(_("ministries forward until"), null=True, blank=True)
    forwarded_per_ministry = models.PositiveSmallIntegerField(
        _("nominations a ministry may forward"), null=True, blank=True, validators=[MinValueValidator(1)],
        help_text=_("Empty: as many as it likes."),
    )
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
    retention_months = models.PositiveSmallIntegerField(
        _("months that nominations are kept"), default=24, validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_(
            "So long after the decision, if nothing happens any more, answers, files and comments are erased and what "
            "is left is made anonymous. Schools and families are told a month before."
        ),
    )
    recommendations_asked = models.PositiveSmallIntegerField(
        _("recommendations for each nominee"), default=0, validators=[MaxValueValidator(5)]
    )
    recommendations_close_at = models.DateTimeField(_("recommendations due"), null=True, blank=True)
    recommendation_shown_to_school = models.BooleanField(_("the school may read them"), default=False)
    reviewers_per_nomination = models.PositiveSmallIntegerField(
        _("reviewers of each nomination"), null=True, blank=True, validators=[MinValueValidator(1)],
        help_text=_("Empty: everybody on the panel reviews everything. Three is usual."),
    )
    own_country_is_conflict = models.BooleanField(
        _("nobody reviews nominees of their own country"), default=False,
        help_text=_("Nobody reviews their own school's nominees in any case."),
    )
    hidden_from_panel = models.JSONField(_("hidden from reviewers"), default=list, blank=True)
    disagreement_limit = models.PositiveSmallIntegerField(
        _("reviews may differ by"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_(
            "In points of 100. Where two reviews differ by more, one more reviewer is asked. Empty: nobody is."
        ),
    )
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

    @property
    def hidden_words(self) -> list[str]:
        """What reviewers do not see, in words; empty where the review is open."""
        return [str(HiddenFromPanel(each).label) for each in self.hidden_from_panel]

    @property
    def grace(self) -> timedelta:
        return timedelta(minutes=self.grace_minutes)

    def takes_forwarding(self, moment: datetime | None = None) -> bool:
        """Whether a ministry may rank and forward at the moment, and take back what it forwarded."""
        return bool(
            self.ministry_stage and self.ministries_close_at
            and self.state in (CallState.PUBLISHED, CallState.REVIEWING)
            and (moment or timezone.now()) < self.ministries_close_at
        )

    @property
    def recommendations_due(self) -> datetime:
        """The first moment at which no recommendation is taken: the call's closing where it names no other."""
        return self.recommendations_close_at or self.closes_at

    def is_relied_on(self) -> bool:
        """Whether a nomination was ever submitted to it, be it withdrawn since: then what it asks is fixed."""
        return self.nominations.filter(submitted_at__isnull=False).exists()


class QuestionKind(models.TextChoices):
    SHORT = "short", _("short text")
    LONG = "long", _("long text")
    NUMBER = "number", _("number")
    CHOICE = "choice", _("one of several")
    CHOICES = "choices", _("any of several")
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
    minimum = models.DecimalField(_("smallest number"), max_digits=14, decimal_places=4, null=True, blank=True)
    maximum = models.DecimalField(_("largest number"), max_digits=14, decimal_places=4, null=True, blank=True)
    # Shown only while an earlier question of choices has one of `shown_values` as its answer.
    shown_if = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.RESTRICT, related_name="depending",
        verbose_name=_("shown only if"),
    )
    shown_values = models.JSONField(_("is answered by"), default=list, blank=True)
    # Raised by each change of meaning after the first submission; what was asked before is in `earlier`.
    version = models.PositiveIntegerField(default=1)
    # What a reviewer is not shown, because the answer would tell who it is.
    hidden_from_panel = models.BooleanField(_("hidden from reviewers"), default=False)
    # The choice question whose answer is the nomination's subject; reviewers are matched to it by their expertise.
    tells_subject = models.BooleanField(_("tells the subject"), default=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.label


class EarlierVersion(models.Model):
    """How a line of a call read before its meaning was changed: `asked` has its fields as they were."""

    number = models.PositiveIntegerField()
    asked = models.JSONField(default=dict)
    until = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        abstract = True
        ordering = ["number"]


class EarlierQuestion(EarlierVersion):
    """A question as nominations answered it that were submitted before it was changed."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="earlier")

    class Meta(EarlierVersion.Meta):
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="one_question_per_version")]


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
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.label

    @property
    def descriptions(self) -> list[tuple[int, str]]:
        """What the scores mean, the highest first."""
        return sorted(((int(score), meaning) for score, meaning in self.descriptors.items()), reverse=True)


class EarlierCriterion(EarlierVersion):
    """A criterion as schools read it that submitted before it was changed."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="earlier")

    class Meta(EarlierVersion.Meta):
        constraints = [models.UniqueConstraint(fields=["criterion", "number"], name="one_criterion_per_version")]


class InvitedInstitution(models.Model):
    """An institution that the organiser invited to nominate to a call."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="invited")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="invited_to")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("invited institution")
        verbose_name_plural = _("invited institutions")
        constraints = [models.UniqueConstraint(fields=["call", "institution"], name="invited_once")]

    def __str__(self) -> str:
        return f"{self.institution} → {self.call}"


class Extension(Record):
    """A later closing moment of a call for one school, with the reason."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="extensions")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="extensions")
    closes_at = models.DateTimeField(_("closes for this school"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [models.UniqueConstraint(fields=["call", "institution"], name="one_extension_per_school")]

    def __str__(self) -> str:
        return f"{self.institution}: {self.call}"


class QuotaAttribute(models.TextChoices):
    COUNTRY = "country", _("country")
    INSTITUTION = "institution", _("school")
    GENDER = "gender", _("gender")
    RURAL = "rural", _("rural school")
    SUBJECT = "subject", _("subject (a question's answer)")
    HOST = "host", _("from a host's country")
    FIRST_TIMER = "first_timer", _("for the first time")


class Quota(models.Model):
    """At least or at most so many, or such a share, of those selected: of one value of an attribute, or of each.

    By subject means by the answer to `question`, one of the call's with choices. Shares are in per cent.
    """

    Attribute = QuotaAttribute

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="quotas")
    attribute = models.CharField(_("by"), max_length=12, choices=QuotaAttribute)
    question = models.ForeignKey(
        Question, null=True, blank=True, on_delete=models.CASCADE, related_name="quotas", verbose_name=_("question")
    )
    value = models.CharField(_("only for"), max_length=300, blank=True, help_text=_("Empty: for each."))
    minimum = models.PositiveIntegerField(_("at least"), null=True, blank=True)
    maximum = models.PositiveIntegerField(_("at most"), null=True, blank=True)
    minimum_share = models.DecimalField(
        _("at least, in % of those selected"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    maximum_share = models.DecimalField(
        _("at most, in % of those selected"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering = ["id"]
