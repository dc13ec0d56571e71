from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit.lifecycle import Lifecycle
from core.keys import Record
from talent.nominations.models import Nomination


class RecommendationState(models.TextChoices):
    NAMED = "named", _("named, not asked yet")
    ASKED = "asked", _("asked")
    OPENED = "opened", _("opened")
    GIVEN = "given", _("given")
    CANNOT = "cannot", _("can't recommend")
    CANCELLED = "cancelled", _("cancelled")


RECOMMENDATION_LIFECYCLE = Lifecycle(
    states=RecommendationState,
    allowed={
        "named": {"asked", "cancelled"},
        "asked": {"opened", "cancelled"},
        "opened": {"given", "cannot", "asked", "cancelled"},
        # Only when the organiser asks for a correction; asked for no more, it counts as it was handed in.
        "given": {"opened"},
    },
    path=("named", "asked", "opened", "given"),
)


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def live(self) -> "RecommendationQuerySet":
        """Those that were given or may still be: each takes one of the places that the call has for them."""
        return self.exclude(state__in=[RecommendationState.CANNOT, RecommendationState.CANCELLED])

    def outstanding(self) -> "RecommendationQuerySet":
        """Those whose recommender was asked and has not answered."""
        return self.filter(state__in=[RecommendationState.ASKED, RecommendationState.OPENED])


class Recommendation(Record):
    """What one teacher, named by the school, writes about a nominee, by a signed link.

    `shown_to_school` is what the recommender was told when asked; a later change of the call changes nothing for
    what was written under that promise. `link` is the number of the one link that opens it.
    """

    State = RecommendationState
    lifecycle = RECOMMENDATION_LIFECYCLE

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="recommendations")
    name = models.CharField(_("recommender's name"), max_length=200)
    email = models.EmailField(_("email"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en-gb")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(
        _("state"), max_length=9, choices=RecommendationState, default=RecommendationState.NAMED
    )
    link = models.PositiveSmallIntegerField(default=1)
    misdirected = models.BooleanField(default=False)
    shown_to_school = models.BooleanField(default=False)
    # What is being written, and what was handed in: while it is corrected the latter is what is read.
    text = models.TextField(_("recommendation"), blank=True)
    handed_in = models.TextField(blank=True)
    # Raised by each saving: two windows do not overwrite each other unseen.
    version = models.PositiveIntegerField(default=0)
    why_not = models.TextField(_("why not"), blank=True)
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    given_at = models.DateTimeField(_("given"), null=True, blank=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                models.F("nomination"), models.functions.Lower("email"),
                condition=~models.Q(state__in=["cannot", "cancelled"]), name="one_recommendation_per_recommender",
            )
        ]
        indexes = [models.Index(fields=["state", "nomination"], name="recommendation_by_state")]

    def __str__(self) -> str:
        return f"{self.name}: {self.nomination}"
