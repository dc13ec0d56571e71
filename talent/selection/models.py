from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit.lifecycle import Lifecycle
from core.keys import Record
from talent.nominations.models import Call, Criterion, Nomination


class Panellist(Record):
    """One member of a call's panel. The chair sees all reviews; reviewers see their own."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="panel")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="panels")
    is_chair = models.BooleanField(_("chair"), default=False)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("panellist")
        verbose_name_plural = _("panellists")
        constraints = [models.UniqueConstraint(fields=["call", "user"], name="one_seat_per_panel")]

    def __str__(self) -> str:
        return str(self.user)


class ReviewState(models.TextChoices):
    ASSIGNED = "assigned", _("not begun")
    STARTED = "started", _("begun")
    SUBMITTED = "submitted", _("submitted")
    RECUSED = "recused", _("stood aside")


class Review(Record):
    """One panellist's scoring of one nomination."""

    State = ReviewState
    lifecycle = Lifecycle(
        states=ReviewState,
        allowed={
            "assigned": {"started", "submitted", "recused"},
            "started": {"submitted", "recused"},
            "submitted": {"started"},
            "recused": {"assigned"},
        },
        path=("assigned", "started", "submitted"),
    )

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="reviews")
    panellist = models.ForeignKey(Panellist, on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(_("state"), max_length=10, choices=ReviewState, default=ReviewState.ASSIGNED)
    comment = models.TextField(_("comment for the panel"), blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [models.UniqueConstraint(fields=["nomination", "panellist"], name="one_review_each")]
        indexes = [models.Index(fields=["panellist", "state"], name="review_by_panellist")]


class Score(models.Model):
    """What one review gives for one criterion."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    points = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [models.UniqueConstraint(fields=["review", "criterion"], name="one_score_per_criterion")]


class ProposalState(models.TextChoices):
    OPEN = "open", _("being weighed")
    DECIDED = "decided", _("decided")
    DISCARDED = "discarded", _("discarded")


class Proposal(Record):
    """A ranked proposal under the call's quotas, as computed; the adjustments to it are kept beside."""

    State = ProposalState
    lifecycle = Lifecycle(
        states=ProposalState, allowed={"open": {"decided", "discarded"}}, path=("open", "decided")
    )

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="proposals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    places = models.PositiveIntegerField()
    seed = models.CharField(max_length=40)
    quotas = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=10, choices=ProposalState, default=ProposalState.OPEN)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.UniqueConstraint(
                fields=["call"], condition=models.Q(state="open"), name="one_open_proposal_per_call"
            )
        ]


class Standing(models.Model):
    """Where one nomination stands in a proposal: score, rank, in or out, why; and what a person changed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="standings")
    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="standings")
    score = models.DecimalField(max_digits=12, decimal_places=6)
    rank = models.PositiveIntegerField()
    proposed = models.BooleanField()
    reason = models.CharField(max_length=300)
    selected = models.BooleanField()
    adjusted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    adjusted_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        constraints = [models.UniqueConstraint(fields=["proposal", "nomination"], name="one_standing_each")]
        ordering = ["rank", "id"]


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
