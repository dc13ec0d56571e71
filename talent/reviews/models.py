from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.audit.lifecycle import Lifecycle
from core.keys import Record
from talent.calls.models import Call, Criterion
from talent.nominations.models import Nomination


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
