from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit.lifecycle import Lifecycle
from core.keys import Record
from talent.calls.models import Call
from talent.nominations.models import Nomination


class OfferState(models.TextChoices):
    OFFERED = "offered", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("withdrawn")


OFFER_LIFECYCLE = Lifecycle(
    states=OfferState,
    allowed={"offered": {"accepted", "declined", "expired", "withdrawn"}, "accepted": {"withdrawn"}},
    path=("offered", "accepted"),
)


class Offer(Record):
    """A place held for a nominee until a deadline."""

    State = OfferState
    lifecycle = OFFER_LIFECYCLE

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="offers")
    # Repeats the nomination's call: a place is counted by call, and large tables carry what they are split by.
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="offers")
    deadline = models.DateTimeField(_("answer by"))
    state = models.CharField(_("state"), max_length=10, choices=OfferState, default=OfferState.OFFERED)
    answered_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [
            models.UniqueConstraint(
                fields=["nomination"], condition=models.Q(state__in=["offered", "accepted"]), name="one_live_offer"
            )
        ]
        indexes = [models.Index(fields=["state", "deadline"], name="offer_by_deadline")]

    def __str__(self) -> str:
        return str(self.nomination)
