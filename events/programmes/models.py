from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.audit.lifecycle import Lifecycle
from core.keys import Record
from talent.calls.models import Call
from talent.institutions.models import Institution


class ProgrammeKind(models.TextChoices):
    CAMP = "camp", _("STEAM camp")
    COMPETITION = "competition", _("competition")
    FAIR = "fair", _("SMART fair")
    EXPERTS = "experts", _("Meeting the Experts")
    PRACTICUM = "practicum", _("practicum exchange")
    RESEARCH = "research", _("research project")
    SEMINAR = "seminar", _("seminar or workshop")
    CULTURAL = "cultural", _("cultural exchange")


class Programme(Record):
    """What recurs: a camp, a contest, an exchange. Each holding of it is an edition."""

    Kind = ProgrammeKind

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=ProgrammeKind)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="programmes", verbose_name=_("organiser")
    )

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [models.UniqueConstraint(fields=["institution", "name"], name="one_programme_of_a_name")]

    def __str__(self) -> str:
        return self.name


class EditionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", _("closed")
    ARCHIVED = "archived", _("archived")
    CANCELLED = "cancelled", _("cancelled")


EDITION_LIFECYCLE = Lifecycle(
    states=EditionState,
    allowed={
        "draft": {"published"},
        "published": {"draft", "closed", "cancelled"},
        "closed": {"published", "archived", "cancelled"},
        "cancelled": {"archived"},
    },
    path=("draft", "published", "closed", "archived"),
)


class EditionQuerySet(models.QuerySet["Edition"]):
    def shown(self) -> "EditionQuerySet":
        """Editions with a public page."""
        return self.exclude(state=EditionState.DRAFT)


class Edition(Record):
    """One holding of a programme: its dates, venue, zone, host and co-hosts."""

    State = EditionState
    lifecycle = EDITION_LIFECYCLE

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="editions")
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    summary = models.TextField(_("in short"))
    description = models.TextField(_("description"), blank=True)
    host = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="hosted_editions", verbose_name=_("host")
    )
    co_hosts = models.ManyToManyField(
        Institution, blank=True, related_name="co_hosted_editions", verbose_name=_("co-hosts")
    )
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    online = models.BooleanField(_("on line"), default=False)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    calls = models.ManyToManyField(Call, blank=True, related_name="editions", verbose_name=_("calls"))
    # Schools register students themselves, without a call, while there are open places.
    open_registration = models.BooleanField(_("open registration by schools"), default=False)
    registration_closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    consents_required = models.JSONField(_("consents required"), default=list, blank=True)
    consents_optional = models.JSONField(_("consents asked for, not required"), default=list, blank=True)
    # Words that stand above everything on its public page: why it was cancelled, that its dates were moved.
    notice = models.TextField(_("notice"), blank=True)
    # Whoever gives up a place before then gets back all that was paid: set when the dates are moved.
    given_back_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=EditionState, default=EditionState.DRAFT)

    objects = EditionQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gte=models.F("starts_at")), name="edition_ends_after_start"
            )
        ]
        indexes = [models.Index(fields=["state", "starts_at"], name="edition_by_start")]

    def __str__(self) -> str:
        return self.title


class TeamRole(models.TextChoices):
    ORGANISER = "organiser", _("organiser")
    ASSISTANT = "assistant", _("assistant: sees who is coming")


class TeamMember(Record):
    """Somebody's part in running one edition, besides the organisers of its host."""

    Role = TeamRole

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="edition_roles")
    role = models.CharField(_("role"), max_length=10, choices=TeamRole, default=TeamRole.ORGANISER)

    class Meta:
        verbose_name = _("member of the team")
        verbose_name_plural = _("members of the team")
        constraints = [models.UniqueConstraint(fields=["edition", "user"], name="one_part_in_a_team")]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"
