from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords

from core.audit.lifecycle import Lifecycle
from core.keys import Record
from core.naming import NamedTwice


class MemberCountry(models.Model):
    """A country that takes part in the Plan of Action. Data, not code: the secretariat may add one."""

    code = CountryField(_("country"), unique=True)
    age_of_majority = models.PositiveSmallIntegerField(_("age of majority"), default=18)
    zone = models.CharField(_("time zone"), max_length=64)
    language = models.CharField(_("language"), max_length=10)
    currency = models.CharField(_("currency"), max_length=3)
    active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("member country")
        verbose_name_plural = _("member countries")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code.name


class InstitutionKind(models.TextChoices):
    SCHOOL = "school", _("school")
    UNIVERSITY = "university", _("university")
    COLLEGE = "college", _("TVET college")
    MINISTRY = "ministry", _("ministry")
    COMPANY = "company", _("company")
    ASSOCIATION = "association", _("association")


class InstitutionState(models.TextChoices):
    APPLIED = "applied", _("waiting for verification")
    VERIFIED = "verified", _("verified")
    REFUSED = "refused", _("refused")
    SUSPENDED = "suspended", _("suspended")


VERIFICATION = Lifecycle(
    states=InstitutionState,
    allowed={
        "applied": {"verified", "refused"},
        "refused": {"applied"},
        "verified": {"suspended"},
        "suspended": {"verified"},
    },
    path=("applied", "verified"),
)


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def verified(self) -> "InstitutionQuerySet":
        return self.filter(state=InstitutionState.VERIFIED)

    def schools(self) -> "InstitutionQuerySet":
        return self.filter(kind=InstitutionKind.SCHOOL)


class Institution(NamedTwice, Record):
    """A school, university, TVET college, ministry, company or association."""

    Kind = InstitutionKind
    State = InstitutionState
    lifecycle = VERIFICATION

    name = models.CharField(_("name"), max_length=250, help_text=_("In your own script."))
    latin_name = models.CharField(_("name in Latin letters"), max_length=250)
    kind = models.CharField(_("kind"), max_length=12, choices=InstitutionKind)
    country = CountryField(_("country"), db_index=True)
    city = models.CharField(_("city"), max_length=120)
    address = models.TextField(_("postal address"), blank=True)
    website = models.URLField(_("website"), blank=True)
    registry_number = models.CharField(
        _("number in the national register"), max_length=60, blank=True,
        help_text=_("If your ministry gives schools a number, it makes verification quick."),
    )
    rural = models.BooleanField(_("rural"), default=False)
    # The grade after which students leave; a school says it when its year turns.
    last_grade = models.PositiveSmallIntegerField(_("last grade"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en-gb")
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    state = models.CharField(_("state"), max_length=10, choices=InstitutionState, default=InstitutionState.APPLIED)

    objects = InstitutionQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        indexes = [models.Index(fields=["state", "country", "latin_name"], name="institution_by_country")]

    def __str__(self) -> str:
        return self.name


class MembershipRole(models.TextChoices):
    COORDINATOR = "coordinator", _("coordinator")
    TEACHER = "teacher", _("teacher")
    ORGANISER = "organiser", _("organiser")
    OFFICER = "officer", _("ministry officer")
    EXPERT = "expert", _("expert")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        return self.filter(ended_at__isnull=True)


class Membership(Record):
    """A person's part in an institution: what they act as, from when, until when."""

    Role = MembershipRole

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=MembershipRole)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "institution", "role"], condition=models.Q(ended_at__isnull=True),
                name="one_active_membership",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.institution}"


class InvitationState(models.TextChoices):
    OPEN = "open", _("open")
    ACCEPTED = "accepted", _("accepted")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Invitation(Record):
    """An invitation of a colleague, by a signed link that opens for two weeks and works once."""

    State = InvitationState
    lifecycle = Lifecycle(
        states=InvitationState, allowed={"open": {"accepted", "withdrawn"}}, path=("open", "accepted")
    )

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("email"))
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=12, choices=MembershipRole)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=InvitationState, default=InvitationState.OPEN)
    membership = models.OneToOneField(Membership, null=True, blank=True, on_delete=models.SET_NULL)
    # Whose place the invited person takes: that membership ends as this one begins.
    hands_over = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="handing_over"
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.email} → {self.institution}"
