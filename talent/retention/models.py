from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit.lifecycle import Lifecycle
from core.keys import Record
from talent.calls.models import Call
from talent.people.models import Person


class ErasureState(models.TextChoices):
    ANNOUNCED = "announced", _("announced")
    ASKED = "asked", _("asked for")
    DONE = "done", _("erased")
    STOPPED = "stopped", _("not erased: something happened since")
    REFUSED = "refused", _("not agreed")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN = (ErasureState.ANNOUNCED, ErasureState.ASKED)


class Erasure(Record):
    """One erasure, announced or asked for, and the log of what it erased: numbers, and nothing about anybody."""

    State = ErasureState
    lifecycle = Lifecycle(
        states=ErasureState,
        allowed={"announced": {"done", "stopped"}, "asked": {"done", "refused", "withdrawn"}},
        path=("announced", "done"),
    )

    # One of the two: a call's nominations, or a person.
    call = models.ForeignKey(Call, null=True, blank=True, on_delete=models.CASCADE, related_name="erasures")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="erasures")
    due_on = models.DateField(_("due"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # How many of `total` nominations are done: begun again, an erasure goes on where it stopped.
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ErasureState, default=ErasureState.ANNOUNCED)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        constraints = [
            models.UniqueConstraint(
                fields=["call"], condition=models.Q(state="announced"), name="one_announced_erasure_of_a_call"
            ),
            models.UniqueConstraint(
                fields=["person", "state"], condition=models.Q(state__in=["announced", "asked"]),
                name="one_open_erasure_of_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(call__isnull=False, person__isnull=True)
                | models.Q(call__isnull=True, person__isnull=False),
                name="erasure_of_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="erasure_by_state")]

    def __str__(self) -> str:
        return self.key
