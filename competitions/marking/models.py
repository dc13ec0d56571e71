from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from competitions.contests.mark import MarkValue, Standing
from competitions.contests.models import Contest, Entry, Problem


class Mark(models.Model):
    """The mark on one script. `version` rises with each change; who saves says which version they saw."""

    Standing = Standing

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="marks")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="marks")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="marks")
    standing = models.CharField(max_length=12, choices=Standing, default=Standing.NOT_MARKED)
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now=True)

    @property
    def value(self) -> MarkValue:
        return MarkValue(Standing(self.standing), self.points)

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = [
            models.UniqueConstraint(fields=["entry", "problem"], name="one_mark_per_script"),
            models.CheckConstraint(
                condition=models.Q(standing="number", points__isnull=False)
                | (~models.Q(standing="number") & models.Q(points__isnull=True)),
                name="points_only_where_marked",
            ),
        ]


class MarkSource(models.TextChoices):
    GRID = "grid", _("grid")
    FILE = "file", _("file")


class MarkChange(models.Model):
    """Each value a mark ever had: who, when, what. Never changed.

    Marks of one contest are written one after another, so its changes' numbers rise in the order in which
    they are committed: whoever has read up to a number misses nothing by reading on from there.
    """

    Source = MarkSource

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="mark_changes", db_index=False)
    mark = models.ForeignKey(Mark, on_delete=models.CASCADE, related_name="changes")
    standing = models.CharField(max_length=12, choices=Standing)
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    source = models.CharField(max_length=10, choices=MarkSource, default=MarkSource.GRID)

    @property
    def value(self) -> MarkValue:
        return MarkValue(Standing(self.standing), self.points)

    class Meta:
        verbose_name = _("change of a mark")
        verbose_name_plural = _("changes of marks")
        constraints = [models.UniqueConstraint(fields=["mark", "version"], name="one_change_per_version")]
        indexes = [models.Index(fields=["contest", "id"], name="change_by_contest")]
