from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit.lifecycle import Lifecycle
from core.keys import Record
from talent.calls.models import Call
from talent.nominations.models import Nomination, NominationState


class ProposalState(models.TextChoices):
    OPEN = "open", _("being weighed")
    DECIDED = "decided", _("decided")
    DISCARDED = "discarded", _("discarded")


class Proposal(Record):
    """A ranked proposal under the call's quotas, as computed; the adjustments to it are kept beside.

    Making one closes the reviews; discarding it without making another opens them again. Every proposal of
    a call has the same seed, so that nobody draws lots until they like them.
    """

    State = ProposalState
    lifecycle = Lifecycle(
        states=ProposalState, allowed={"open": {"decided", "discarded"}}, path=("open", "decided")
    )

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="proposals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    places = models.PositiveIntegerField()
    seed = models.CharField(max_length=40)
    quotas = models.JSONField(default=list)
    # Who had to be taken or left out, by the nomination's key: {"key": …, "take": …, "reason": …}.
    rulings = models.JSONField(default=list)
    # Which quotas cannot all hold, in words; empty where they do.
    conflict = models.TextField(blank=True)
    # What the total would be without each quota and ruling: {"said": …, "total": …, "gain": …}.
    prices = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=10, choices=ProposalState, default=ProposalState.OPEN)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.UniqueConstraint(
                fields=["call"], condition=models.Q(state="open"), name="one_open_proposal_per_call"
            )
        ]

    def __str__(self) -> str:
        return str(self.call)


class Standing(models.Model):
    """Where one nomination stands in a proposal: score, rank, in or out, why; and what a person changed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="standings")
    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="standings")
    score = models.DecimalField(max_digits=12, decimal_places=6)
    # The mean of the reviews as they were given, and the standard error of the calibrated score.
    raw = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    error = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    # Its value for each attribute that quotas count by, as it was when the proposal was made.
    traits = models.JSONField(default=dict)
    # How many reviews the score is the mean of; with none the score says nothing.
    reviews = models.PositiveSmallIntegerField(default=0)
    rank = models.PositiveIntegerField()
    proposed = models.BooleanField()
    reason = models.CharField(max_length=300)
    selected = models.BooleanField()
    # Whether it may come from the waiting list where it is not selected.
    waits = models.BooleanField(default=True)
    adjusted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    adjusted_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        constraints = [models.UniqueConstraint(fields=["proposal", "nomination"], name="one_standing_each")]
        ordering = ["rank", "id"]

    @property
    def state(self) -> str:
        """What the nomination becomes by this standing."""
        if self.selected:
            return NominationState.SELECTED
        return NominationState.WAITING_LIST if self.waits else NominationState.NOT_SELECTED

    @property
    def place(self) -> str:
        words = str(NominationState(self.state).label)
        return _("%(outcome)s, by hand") % {"outcome": words} if self.adjusted_by_id else words


class Ruling(models.Model):
    """What people have decided before anything is computed: this nomination must be taken, or must not.

    Every proposal made while it stands keeps it; each proposal remembers those that it kept.
    """

    nomination = models.OneToOneField(Nomination, on_delete=models.CASCADE, related_name="ruling")
    take = models.BooleanField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("ruling")
        verbose_name_plural = _("rulings")
