from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from core.audit.lifecycle import Lifecycle
from core.keys import Record
from talent.calls.models import Call, Criterion
from talent.institutions.models import Institution
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
    # Of the choices of the call's subject question, and codes of the site's languages.
    subjects = models.JSONField(_("expertise"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    country = CountryField(
        _("country"), blank=True,
        help_text=_("Where the call says so, nobody reviews nominees of their own country."),
    )
    most_reviews = models.PositiveSmallIntegerField(
        _("reviews at most"), null=True, blank=True, help_text=_("Empty: as many as come out even.")
    )

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
            "submitted": {"started", "recused"},
            "recused": {"assigned"},
        },
        path=("assigned", "started", "submitted"),
    )

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="reviews")
    panellist = models.ForeignKey(Panellist, on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(_("state"), max_length=10, choices=ReviewState, default=ReviewState.ASSIGNED)
    comment = models.TextField(_("comment for the panel"), blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    # Which conflict set it aside (`conflicts.Bar`); empty for who stood aside by themselves, or not at all.
    barred = models.CharField(max_length=12, blank=True)

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


class DeclaredConflict(Record):
    """Why somebody on the panel may not judge one nomination, or any of one school; declared by them or for them."""

    panellist = models.ForeignKey(Panellist, on_delete=models.CASCADE, related_name="conflicts")
    nomination = models.ForeignKey(
        Nomination, null=True, blank=True, on_delete=models.CASCADE, related_name="declared_conflicts"
    )
    institution = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="declared_conflicts"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("declared conflict")
        verbose_name_plural = _("declared conflicts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(nomination__isnull=False, institution__isnull=True)
                | models.Q(nomination__isnull=True, institution__isnull=False),
                name="conflict_with_one_thing",
            ),
            models.UniqueConstraint(fields=["panellist", "nomination"], name="one_conflict_with_a_nomination"),
            models.UniqueConstraint(fields=["panellist", "institution"], name="one_conflict_with_a_school"),
        ]

    def __str__(self) -> str:
        return f"{self.panellist} × {self.nomination or self.institution}"


class Disagreement(Record):
    """Two reviews of one nomination that differ by more than the call's limit; noticed once, and stays noticed."""

    nomination = models.OneToOneField(Nomination, on_delete=models.CASCADE, related_name="disagreement")
    # In points of 100, when it was noticed.
    difference = models.DecimalField(max_digits=7, decimal_places=4)

    class Meta:
        verbose_name = _("disagreement")
        verbose_name_plural = _("disagreements")

    def __str__(self) -> str:
        return str(self.nomination)


class DiscussionNote(Record):
    """What the panel said about one nomination at its meeting. Notes are added and never changed."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="discussion_notes")
    text = models.TextField(_("note"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("discussion note")
        verbose_name_plural = _("discussion notes")
        ordering = ["created_at", "id"]


class PanelMeeting(Record):
    """A meeting of the panel as it was recorded: when, who was present, what was decided. It is never changed;
    a later record corrects an earlier one."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="panel_meetings")
    held_at = models.DateTimeField(_("held"))
    present = models.ManyToManyField(Panellist, blank=True, related_name="meetings", verbose_name=_("present"))
    guests = models.CharField(_("others present"), max_length=500, blank=True)
    decided = models.TextField(_("what was decided"))
    minutes = models.TextField(_("minutes"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("panel meeting")
        verbose_name_plural = _("panel meetings")
        ordering = ["-held_at", "-id"]

    def __str__(self) -> str:
        return str(self.call)
