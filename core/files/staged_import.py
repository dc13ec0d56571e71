"""A file on its way in: read, shown as it would be stored, confirmed, perhaps taken back."""

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.audit.lifecycle import Lifecycle, Refused
from core.keys import Record


class ImportState(models.TextChoices):
    READING = "reading", gettext_lazy("reading the file")
    PREVIEW = "preview", gettext_lazy("preview: nothing stored yet")
    STORING = "storing", gettext_lazy("storing")
    STORED = "stored", gettext_lazy("stored")
    UNDONE = "undone", gettext_lazy("undone")
    REFUSED = "refused", gettext_lazy("the file could not be read")
    ABANDONED = "abandoned", gettext_lazy("abandoned")


class RowVerdict(models.TextChoices):
    NEW = "new", gettext_lazy("new")
    CHANGED = "changed", gettext_lazy("changed")
    SAME = "same", gettext_lazy("unchanged")
    WRONG = "wrong", gettext_lazy("wrong")


IMPORT_LIFECYCLE = Lifecycle(
    states=ImportState,
    allowed={
        "reading": {"preview", "refused", "abandoned"},
        "refused": {"reading", "abandoned"},
        "preview": {"storing", "abandoned", "reading"},
        "storing": {"stored", "preview"},
        "stored": {"undone"},
    },
    path=("reading", "preview", "storing", "stored"),
)
# Where work that was interrupted is taken up again by a person.
INTERRUPTED = {ImportState.READING: ImportState.REFUSED, ImportState.STORING: ImportState.PREVIEW}


class StagedImport(Record):
    """One file on its way in. Nothing of it reaches the store before it is confirmed."""

    State = ImportState
    lifecycle = IMPORT_LIFECYCLE

    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(
        gettext_lazy("state"), max_length=10, choices=ImportState, default=ImportState.READING
    )
    encoding = models.CharField(max_length=20, blank=True)
    problem = models.TextField(blank=True)
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    @property
    def good(self) -> int:
        """How many rows would store something."""
        return sum(self.counts.get(verdict, 0) for verdict in (RowVerdict.NEW, RowVerdict.CHANGED))


def release_stuck(imports: QuerySet) -> int:
    """Bring imports whose work was interrupted back to where a person can try again. Nothing of them was stored."""
    released = 0
    for each in imports:
        try:
            type(each).lifecycle.move(
                each, INTERRUPTED[ImportState(each.state)], by="scheduler",
                problem=_("The work was interrupted, and nothing was stored. Try again."),
            )
        except Refused:
            # It ended at this very moment.
            continue
        released += 1
    return released
