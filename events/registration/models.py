from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from core.audit.lifecycle import Lifecycle
from core.keys import Record
from events.programmes.models import Edition
from talent.institutions.models import Institution
from talent.offers.models import Offer
from talent.people.models import ConsentRequest, Person


class RegistrationRole(models.TextChoices):
    STUDENT = "student", _("student")
    TEACHER = "teacher", _("teacher")
    LEADER = "leader", _("leader")
    DEPUTY = "deputy", _("deputy leader")
    OBSERVER = "observer", _("observer")
    VOLUNTEER = "volunteer", _("volunteer")
    SPEAKER = "speaker", _("speaker")
    HOST = "host", _("host")


class Delegation(Record):
    """A country's or a school's people in one edition, under one code (`LAO`)."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="delegations")
    code = models.CharField(_("code"), max_length=12)
    name = models.CharField(_("name"), max_length=200)
    country = CountryField(_("country"))
    guest = models.BooleanField(_("guest, outside the official ranking"), default=False)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="one_delegation_per_code")]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class RegistrationState(models.TextChoices):
    WAITING_CONSENT = "waiting_consent", _("waiting for consent")
    CONFIRMED = "confirmed", _("confirmed")
    CANCELLED = "cancelled", _("cancelled")


REGISTRATION_LIFECYCLE = Lifecycle(
    states=RegistrationState,
    allowed={
        "waiting_consent": {"confirmed", "cancelled"},
        "confirmed": {"waiting_consent", "cancelled"},
    },
    path=("waiting_consent", "confirmed"),
)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def coming(self) -> "RegistrationQuerySet":
        """Confirmed ones: those an organiser counts on."""
        return self.filter(state=RegistrationState.CONFIRMED)

    def live(self) -> "RegistrationQuerySet":
        return self.exclude(state=RegistrationState.CANCELLED)


class Registration(Record):
    """One person's place in one edition."""

    Role = RegistrationRole
    State = RegistrationState
    lifecycle = REGISTRATION_LIFECYCLE

    # Without an index of its own: three of the table's begin with it.
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="registrations", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="registrations")
    country = CountryField(_("country"))
    # The person's sort key, repeated here so that the list of an edition is read from one index.
    sort_key = models.CharField(max_length=200, blank=True, editable=False)
    role = models.CharField(_("role"), max_length=10, choices=RegistrationRole, default=RegistrationRole.STUDENT)
    delegation = models.ForeignKey(
        Delegation, null=True, blank=True, on_delete=models.SET_NULL, related_name="registrations"
    )
    # One accepted offer may lead to several editions: a call may be used by more than one.
    offer = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.PROTECT, related_name="registrations")
    consent = models.ForeignKey(
        ConsentRequest, null=True, blank=True, on_delete=models.SET_NULL, related_name="registrations"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(
        _("state"), max_length=16, choices=RegistrationState, default=RegistrationState.WAITING_CONSENT
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "person"], condition=~models.Q(state="cancelled"), name="one_live_registration"
            )
        ]
        indexes = [
            models.Index(fields=["edition", "sort_key", "id"], name="registration_by_name"),
            models.Index(fields=["edition", "state", "sort_key", "id"], name="registration_by_state"),
            # Holds all that the edition's numbers are counted from.
            models.Index(fields=["edition", "role", "state", "country"], name="registration_numbers"),
            models.Index(fields=["institution", "edition"], name="registration_by_school"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.edition}"

    def save(self, *args, **kwargs) -> None:
        if not self.sort_key:
            self.sort_key = self.person.sort_key
        super().save(*args, **kwargs)


class Place(models.Model):
    """One open place of an edition: a row, so that many can be taken at once without a queue at one counter."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="open_places")
    role = models.CharField(max_length=10, choices=RegistrationRole, default=RegistrationRole.STUDENT)
    registration = models.OneToOneField(
        Registration, null=True, blank=True, on_delete=models.SET_NULL, related_name="place"
    )

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        indexes = [
            models.Index(
                fields=["edition", "role"], condition=models.Q(registration__isnull=True), name="free_place"
            )
        ]
