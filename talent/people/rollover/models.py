from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit.lifecycle import Lifecycle
from core.keys import Record
from talent.institutions.models import Institution


class RolloverState(models.TextChoices):
    STORED = "stored", _("stored")
    UNDONE = "undone", _("taken back")


class YearRollover(Record):
    """One turn of a school's year: what it did to whom, kept so that it can be taken back for some days."""

    State = RolloverState
    lifecycle = Lifecycle(states=RolloverState, allowed={"stored": {"undone"}}, path=("stored",))

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="rollovers")
    # The year in which the school year that begins with it begins.
    year = models.PositiveSmallIntegerField(_("school year"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    left_on = models.DateField(_("leavers left on"))
    # [[person's pk, grade before, grade after, "up"|"leaves"], …] of those it changed; emptied when it can no
    # longer be taken back.
    turns = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=8, choices=RolloverState, default=RolloverState.STORED)

    class Meta:
        verbose_name = _("turn of a school's year")
        verbose_name_plural = _("turns of schools' years")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "year"], condition=models.Q(state="stored"), name="one_rollover_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution}, {self.year}"
