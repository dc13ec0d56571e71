from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from competitions.contests.models import Contest, Entry
from core.audit.lifecycle import Lifecycle
from core.keys import Record


class CutoffProposal(models.Model):
    """What the rule proposed to the jury from the marks as they stood: kept beside what the jury chose."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="cutoff_proposals")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # The digest of the totals it was computed from, and each neighbour of half with cut-offs and counts.
    totals_digest = models.CharField(max_length=64)
    neighbours = models.JSONField()

    class Meta:
        verbose_name = _("proposal of cut-offs")
        verbose_name_plural = _("proposals of cut-offs")


class CutoffChoice(models.Model):
    """The jury's cut-offs: the lowest total of each award, with the counts they give. The last one counts."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="cutoff_choices")
    proposal = models.ForeignKey(CutoffProposal, on_delete=models.PROTECT, related_name="choices")
    gold = models.DecimalField(max_digits=9, decimal_places=2)
    silver = models.DecimalField(max_digits=9, decimal_places=2)
    bronze = models.DecimalField(max_digits=9, decimal_places=2)
    counts = models.JSONField()
    note = models.TextField(_("note of the jury"), blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("choice of cut-offs")
        verbose_name_plural = _("choices of cut-offs")


class PublicationState(models.TextChoices):
    PUBLISHED = "published", _("published")
    REPLACED = "replaced", _("replaced by a corrected list")
    TAKEN_BACK = "taken_back", _("taken back")


class Publication(Record):
    """A published list of results: frozen rows, with a digest of them that anyone can recompute."""

    State = PublicationState
    lifecycle = Lifecycle(
        states=PublicationState, allowed={"published": {"replaced", "taken_back"}}, path=("published",)
    )

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="publications")
    choice = models.ForeignKey(CutoffChoice, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    digest = models.CharField(max_length=64)
    # The problems as they were: [{"number": 1, "title": "", "maximum": "7.00"}, …].
    problems = models.JSONField()
    note = models.TextField(_("note"), blank=True)
    # Why the jury took the list up again: shown beside it until a corrected one replaces it, and after.
    correction = models.TextField(_("why it is being corrected"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PublicationState, default=PublicationState.PUBLISHED)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints = [
            models.UniqueConstraint(
                fields=["contest"], condition=models.Q(state="published"), name="one_published_list"
            )
        ]

    def __str__(self) -> str:
        return str(self.contest)


class PublishedResult(models.Model):
    """One contestant's row in a published list. `shown_name` is empty without that consent."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="results")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="published_results")
    code = models.CharField(_("contestant"), max_length=20)
    shown_name = models.CharField(_("name"), max_length=200, blank=True)
    country = CountryField(_("country"), blank=True)
    delegation = models.CharField(_("delegation"), max_length=60)
    guest = models.BooleanField(default=False)
    rank = models.PositiveIntegerField(_("rank"))
    tied = models.BooleanField(default=False)
    # The marks in the problems' order, as texts: a number, "", "absent", …
    marks = models.JSONField()
    total = models.DecimalField(_("total"), max_digits=9, decimal_places=2)
    award = models.CharField(_("award"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("published result")
        verbose_name_plural = _("published results")
        constraints = [models.UniqueConstraint(fields=["publication", "entry"], name="one_result_each")]
        indexes = [
            models.Index(fields=["publication", "rank", "id"], name="result_by_rank"),
            models.Index(fields=["publication", "delegation", "rank"], name="result_by_delegation"),
        ]
