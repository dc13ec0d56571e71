from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit.lifecycle import Lifecycle
from core.keys import Record
from talent.calls.models import Call
from talent.nominations.models import Nomination


class PairState(models.TextChoices):
    OPEN = "open", _("to look at")
    SAME = "same", _("the same person")
    DIFFERENT = "different", _("different people")


class DuplicatePair(Record):
    """Two nominations of one call, by different schools, whose nominees may be one person. Nothing is merged by it:
    the organiser says whether they are the same."""

    State = PairState
    lifecycle = Lifecycle(
        states=PairState,
        allowed={"open": {"same", "different"}, "same": {"different"}, "different": {"same"}},
        path=("open", "same"),
    )

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="duplicate_pairs")
    first = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(_("likeness"))
    reasons = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=9, choices=PairState, default=PairState.OPEN)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_pair_of_nominations"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="the_earlier_nomination_first"
            ),
        ]
        indexes = [models.Index(fields=["call", "state", "-score"], name="duplicates_by_call")]

    def __str__(self) -> str:
        return f"{self.first.nominee} = {self.second.nominee}?"
