from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords

from core.files.models import Upload
from core.files.staged_import import ImportState, RowVerdict, StagedImport  # noqa: F401
from core.keys import Record
from core.naming import NamedTwice
from talent.institutions.models import Institution
from talent.people.languages import languages_in_words


class PersonRole(models.TextChoices):
    STUDENT = "student", _("student")
    TEACHER = "teacher", _("teacher")
    EXPERT = "expert", _("expert")


class Gender(models.TextChoices):
    FEMALE = "f", _("female")
    MALE = "m", _("male")
    OTHER = "x", _("other")
    UNSAID = "", _("not said")


class PersonQuerySet(models.QuerySet["Person"]):
    def students(self) -> "PersonQuerySet":
        """Students who were not made anonymous."""
        return self.filter(role=PersonRole.STUDENT, erased_at__isnull=True)

    def at(self, institution: Institution) -> "PersonQuerySet":
        return self.filter(institution=institution)

    def current(self) -> "PersonQuerySet":
        return self.filter(left_on__isnull=True)


class Person(NamedTwice, Record):
    """A student, a teacher or an expert: one person, wherever they go. An account is another thing.

    A name is one field, as the person writes it, with a Latin form for badges and a key to sort by.
    """

    Role = PersonRole
    Gender = Gender

    role = models.CharField(max_length=8, choices=PersonRole, default=PersonRole.STUDENT)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="people")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="person"
    )
    name = models.CharField(_("name"), max_length=200, help_text=_("As the person writes it, in any script."))
    latin_name = models.CharField(_("name in Latin letters"), max_length=200, help_text=_("For badges and lists."))
    sort_key = models.CharField(max_length=200, blank=True, editable=False)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    gender = models.CharField(_("gender"), max_length=1, choices=Gender, blank=True, default="")
    country = CountryField(_("country"))
    grade = models.PositiveSmallIntegerField(_("grade"), null=True, blank=True)
    number = models.CharField(_("school's number"), max_length=40, blank=True)
    email = models.EmailField(_("email"), blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    # When the person was made anonymous: what is left is kept for statistics alone.
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Until when the family asked that the record be kept, though nothing happens any more.
    keep_until = models.DateField(null=True, blank=True, editable=False)

    objects = PersonQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["updated_at", "sort_key"])

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "number"], condition=~models.Q(number=""), name="one_person_per_school_number"
            )
        ]
        indexes = [models.Index(fields=["institution", "role", "sort_key", "id"], name="person_by_institution")]

    def __str__(self) -> str:
        return self.name

    @property
    def language_names(self) -> str:
        return languages_in_words(self.languages)

    def save(self, *args, **kwargs) -> None:
        self.sort_key = sort_key(self.latin_name or self.name)
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "sort_key"}
        super().save(*args, **kwargs)


def sort_key(latin_name: str) -> str:
    """The key lists of people are sorted by: the Latin name without case or doubled spaces."""
    return " ".join(latin_name.casefold().split())[:200]


class GuardianQuerySet(models.QuerySet["Guardian"]):
    def current(self) -> "GuardianQuerySet":
        return self.filter(ended_at__isnull=True)


class Guardian(Record):
    """One guardian of one student. Without an email they sign on paper, which the school scans in."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="guardians")
    name = models.CharField(_("guardian's name"), max_length=200)
    relationship = models.CharField(_("relationship"), max_length=60, blank=True)
    email = models.EmailField(_("email"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en-gb")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GuardianQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        verbose_name = _("guardian")
        verbose_name_plural = _("guardians")

    def __str__(self) -> str:
        return self.name


class ConsentKind(models.TextChoices):
    """What a guardian is asked, each separately."""

    TAKING_PART = "taking_part", _("taking part")
    PHOTOGRAPHS = "photographs", _("photographs")
    MEDICAL = "medical", _("medical treatment in an emergency")
    SHARING = "sharing", _("data shared with the host")
    NAME = "name", _("name in published results")


class ConsentStanding(models.TextChoices):
    WAITING = "waiting", _("waiting for an answer")
    GIVEN = "given", _("given")
    REFUSED = "refused", _("refused")


class ConsentRequest(Record):
    """What is asked of a student's guardians (or of the student who is of age) for one purpose.

    `standing` is kept by `talent.people.consent` from the answers: given when every required item is
    given, refused when one of them is refused or withdrawn, else waiting.
    """

    Standing = ConsentStanding

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consent_requests")
    purpose = models.CharField(_("for"), max_length=250)
    explained = models.TextField(_("explained"), blank=True)
    organiser = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateTimeField(_("answer by"), null=True, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    standing = models.CharField(
        _("consent"), max_length=8, choices=ConsentStanding, default=ConsentStanding.WAITING, db_index=True
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    # Raised by each answer, so that two answers given at once are put in order.
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("consent request")
        verbose_name_plural = _("consent requests")

    def __str__(self) -> str:
        return f"{self.person}: {self.purpose}"


class ConsentItem(models.Model):
    """One thing asked: of what kind, for which host where it is about sharing, and whether it is required."""

    request = models.ForeignKey(ConsentRequest, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=12, choices=ConsentKind)
    host = models.ForeignKey(Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    required = models.BooleanField(default=True)
    standing = models.CharField(max_length=8, choices=ConsentStanding, default=ConsentStanding.WAITING)

    class Meta:
        verbose_name = _("consent item")
        verbose_name_plural = _("consent items")
        constraints = [
            models.UniqueConstraint(fields=["request", "kind", "host"], name="one_item_per_kind_and_host"),
            models.UniqueConstraint(
                fields=["request", "kind"], condition=models.Q(host__isnull=True), name="one_item_per_kind"
            ),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.host})" if self.host_id else self.get_kind_display()


class ConsentDecision(models.TextChoices):
    GIVEN = "given", _("given")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class AnsweredBy(models.TextChoices):
    LINK = "link", _("by signed link")
    PAPER = "paper", _("on paper")


class ConsentAnswer(models.Model):
    """One answer to one item by one guardian, or by the student who is of age. Never changed; the last counts."""

    item = models.ForeignKey(ConsentItem, on_delete=models.CASCADE, related_name="answers")
    guardian = models.ForeignKey(Guardian, null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    decision = models.CharField(max_length=9, choices=ConsentDecision)
    at = models.DateTimeField(default=timezone.now)
    how = models.CharField(max_length=5, choices=AnsweredBy)
    signed_name = models.CharField(max_length=200)
    paper = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("consent answer")
        verbose_name_plural = _("consent answers")
        ordering = ["id"]


class StudentImport(StagedImport):
    """One file of students on its way in."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="student_imports")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("student import")
        verbose_name_plural = _("student imports")

    def __str__(self) -> str:
        return self.upload.name


class StudentImportRow(models.Model):
    """One row of the file: as read, what it would do, and what is wrong with it."""

    student_import = models.ForeignKey(StudentImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=8, choices=RowVerdict)
    # The cells as read, in the order of the file's header; the fields to store; {field: [old, new]} as `judge`
    # says it; [[field or heading, reason], …].
    cells = models.JSONField(default=dict)
    fields = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    wrong = models.JSONField(default=list)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("row of a student import")
        verbose_name_plural = _("rows of student imports")
        indexes = [models.Index(fields=["student_import", "verdict", "number"], name="import_row_by_verdict")]
