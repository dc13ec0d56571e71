from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords

from core.accounts.models import User
from core.audit.lifecycle import Lifecycle
from core.keys import Record
from events.programmes.models import Edition, TeamRole
from events.programmes.team import roles_in_teams
from events.registration.models import Registration
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole


class ContestState(models.TextChoices):
    PREPARING = "preparing", _("in preparation")
    MARKING = "marking", _("marking")
    JURY = "jury", _("before the jury")
    PUBLISHED = "published", _("published")


CONTEST_LIFECYCLE = Lifecycle(
    states=ContestState,
    allowed={
        "preparing": {"marking"},
        "marking": {"preparing", "jury"},
        "jury": {"marking", "published"},
        "published": {"jury"},
    },
    path=("preparing", "marking", "jury", "published"),
)


class ContestQuerySet(models.QuerySet["Contest"]):
    def with_edition(self) -> "ContestQuerySet":
        return self.select_related("edition__host", "edition__programme")

    def organised_by(self, user: User) -> "ContestQuerySet":
        """Contests whose edition the person runs."""
        hosts = institutions_of(user, MembershipRole.ORGANISER)
        team = [edition for edition, role in roles_in_teams(user).items() if role == TeamRole.ORGANISER]
        return self.filter(
            models.Q(edition__programme__institution__in=hosts)
            | models.Q(edition__host__in=hosts)
            | models.Q(edition__in=team)
        )

    def seen_by(self, user: User) -> "ContestQuerySet":
        """Contests the person organises or sits in the jury of; the secretariat sees all."""
        if user.is_secretariat:
            return self
        seats = Juror.objects.filter(user=user).values("contest")
        organised = Contest.objects.organised_by(user).values("pk")
        return self.filter(models.Q(pk__in=seats) | models.Q(pk__in=organised))


class Contest(Record):
    """One contest of an edition; its contestants are the edition's registrations, or come from a file."""

    State = ContestState
    lifecycle = CONTEST_LIFECYCLE

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="contests")
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=ContestState, default=ContestState.PREPARING)

    objects = ContestQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        verbose_name = _("contest")
        verbose_name_plural = _("contests")

    def __str__(self) -> str:
        return self.title


class JuryRole(models.TextChoices):
    CHAIR = "chair", _("jury chair")
    JUROR = "juror", _("juror: enters marks")


class Juror(Record):
    """Somebody's part in a contest's jury."""

    Role = JuryRole

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="jury")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="juries")
    role = models.CharField(_("role"), max_length=6, choices=JuryRole, default=JuryRole.JUROR)

    class Meta:
        verbose_name = _("juror")
        verbose_name_plural = _("jurors")
        constraints = [models.UniqueConstraint(fields=["contest", "user"], name="one_seat_in_a_jury")]

    def __str__(self) -> str:
        return str(self.user)


class Problem(Record):
    """One problem: its number in the paper, the full mark and the step of its marks."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="problems")
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    title = models.CharField(_("title"), max_length=200, blank=True)
    maximum = models.DecimalField(_("full mark"), max_digits=7, decimal_places=2, default=7)
    step = models.DecimalField(_("step"), max_digits=5, decimal_places=2, default=1)

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        constraints = [models.UniqueConstraint(fields=["contest", "number"], name="one_problem_per_number")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"P{self.number}"


class EntryState(models.TextChoices):
    ENTERED = "entered", _("entered")
    WITHDRAWN = "withdrawn", _("withdrawn")


class EntryQuerySet(models.QuerySet["Entry"]):
    def entered(self) -> "EntryQuerySet":
        return self.filter(state=EntryState.ENTERED)

    def in_order(self) -> "EntryQuerySet":
        """By delegation, and LAO2 before LAO10."""
        return self.order_by("delegation", Length("code"), "code")


class Entry(Record):
    """One contestant in one contest, under a code (`LAO3`)."""

    State = EntryState
    lifecycle = Lifecycle(
        states=EntryState, allowed={"entered": {"withdrawn"}, "withdrawn": {"entered"}}, path=("entered",)
    )

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="entries")
    registration = models.ForeignKey(
        Registration, null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=200, blank=True)
    country = CountryField(_("country"), blank=True)
    # For files whose countries are not ISO codes (historic states, joint teams): shown as written.
    delegation = models.CharField(_("delegation"), max_length=60)
    guest = models.BooleanField(_("guest, outside the official ranking"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=EntryState, default=EntryState.ENTERED)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.UniqueConstraint(fields=["contest", "code"], name="one_entry_per_code"),
            models.UniqueConstraint(
                fields=["contest", "registration"], condition=models.Q(registration__isnull=False),
                name="one_entry_per_registration",
            ),
        ]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
