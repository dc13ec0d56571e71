from django.db import models
from django.utils.translation import gettext_lazy as _

from core.keys import Record
from events.programmes.models import Edition
from events.registration.models import Registration


class Group(Record):
    """A working group of an edition, mixed from several countries."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="groups")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="one_group_per_number")]
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """One registration's place in a group."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="group_member")

    class Meta:
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of groups")
