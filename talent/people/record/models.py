from django.db import models
from django.utils.translation import gettext_lazy as _

from core.keys import Record
from talent.institutions.models import Institution
from talent.people.models import ConsentKind, ConsentRequest, ConsentStanding, Person


class EntryKind(models.TextChoices):
    NOMINATION = "nomination", _("nomination")
    PROGRAMME = "programme", _("camp or other programme")
    CONTEST = "contest", _("contest")
    AWARD = "award", _("award")
    MENTOR = "mentor", _("mentor met")
    CERTIFICATE = "certificate", _("certificate")


class RecordEntryQuerySet(models.QuerySet["RecordEntry"]):
    def standing(self) -> "RecordEntryQuerySet":
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def named(self) -> "RecordEntryQuerySet":
        """Those for which the consent to the name in published results stands now."""
        return self.filter(
            consent__items__kind=ConsentKind.NAME, consent__items__standing=ConsentStanding.GIVEN
        )


class RecordEntry(Record):
    """One line of a person's talent record. What it tells of is named by `source`, so writing twice writes once."""

    Kind = EntryKind

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="record_entries")
    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind)
    title = models.CharField(_("title"), max_length=250)
    on = models.DateField(_("on"))
    # Where the person was when it was written, and who nominated them: these schools see it as theirs, and neither
    # changes when the person moves on.
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    nominated_by = models.ForeignKey(Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organiser = models.ForeignKey(Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # The consent that decides what others may see of it, as it stands when they look.
    consent = models.ForeignKey(ConsentRequest, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    detail = models.JSONField(default=dict)
    source = models.CharField(max_length=80, unique=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = RecordEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of a talent record")
        verbose_name_plural = _("entries of talent records")
        indexes = [models.Index(fields=["person", "-on", "-id"], name="record_of_person")]

    def __str__(self) -> str:
        return self.title
