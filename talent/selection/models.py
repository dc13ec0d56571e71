from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.audit.lifecycle import Lifecycle
from core.keys import Record
from talent.nominations.models import Call, Criterion, Nomination, NominationState


class PanellistQuerySet(models.QuerySet["Panellist"]):
    def sitting(self) -> "PanellistQuerySet":
        """Those who have not left the panel."""
        return self.filter(left_at__isnull=True)


class Panellist(Record):
    """One member of a call's panel. Reviewers see their own reviews; when these are closed, the chair sees all."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="panel")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="panels")
    is_chair = models.BooleanField(_("chair"), default=False)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = PanellistQuerySet.as_manager()

    class Meta:
        verbose_name = _("panellist")
        verbose_name_plural = _("panellists")
        constraints = [models.UniqueConstraint(fields=["call", "user"], name="one_seat_per_panel")]

    def __str__(self) -> str:
        return str(self.user)


class PanelInvitationState(models.TextChoices):
    OPEN = "open", _("invited")
    JOINED = "joined", _("joined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class PanelInvitation(Record):
    """A seat kept for somebody without an account: taken when they first sign in with this confirmed address."""

    State = PanelInvitationState
    lifecycle = Lifecycle(
        states=PanelInvitationState, allowed={"open": {"joined", "withdrawn"}}, path=("open", "joined")
    )

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="panel_invitations")
    email = models.EmailField(_("email"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(
        _("state"), max_length=10, choices=PanelInvitationState, default=PanelInvitationState.OPEN
    )

    class Meta:
        verbose_name = _("invitation to a panel")
        verbose_name_plural = _("invitations to panels")
        constraints = [
            models.UniqueConstraint(
                "call", Lower("email"), condition=models.Q(state="open"), name="one_open_invitation_per_panel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.call}"


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

    def __str__(self) -> str:
        return str(self.nomination)


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
    # Which quotas cannot all hold, in words; empty where they do.
    conflict = models.TextField(blank=True)
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
