from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit.lifecycle import Lifecycle
from core.keys import Record
from talent.institutions.models import Institution
from talent.people.models import Guardian, Person


class ChangeState(models.TextChoices):
    ASKED = "asked", _("the family is asked")
    AGREED = "agreed", _("agreed: the new school takes the student in")
    DONE = "done", _("done")
    REFUSED = "refused", _("not agreed")
    DECLINED = "declined", _("not taken in")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("not answered in time")


OPEN = (ChangeState.ASKED, ChangeState.AGREED)


class StartedBy(models.TextChoices):
    OLD = "old", _("the school so far")
    NEW = "new", _("the new school")


class SchoolChangeQuerySet(models.QuerySet["SchoolChange"]):
    def open(self) -> "SchoolChangeQuerySet":
        return self.filter(state__in=OPEN)

    def concerning(self, institution: Institution) -> "SchoolChangeQuerySet":
        """Those that this school is shown: its own students', those it asked for, and those coming with consent.

        The school so far is not shown what another asked for before the family agreed: nothing came of it.
        """
        agreed = [ChangeState.AGREED, ChangeState.DONE, ChangeState.DECLINED]
        return self.filter(
            models.Q(from_institution=institution, started_by=StartedBy.OLD)
            | models.Q(from_institution=institution, state__in=agreed)
            | models.Q(to_institution=institution, started_by=StartedBy.NEW)
            | models.Q(to_institution=institution, state__in=agreed)
        )


class SchoolChange(Record):
    """One student's way from one school to another.

    A new school that asks for a student is not told whether there is one: what it typed is kept, and `person` is
    empty where nobody matched.
    """

    State = ChangeState
    lifecycle = Lifecycle(
        states=ChangeState,
        allowed={
            "asked": {"agreed", "refused", "withdrawn", "expired"},
            "agreed": {"done", "declined", "withdrawn", "refused", "expired"},
            # The school that asked is not told of a refusal, so it may still withdraw what looks open to it.
            "refused": {"withdrawn"},
        },
        path=("asked", "agreed", "done"),
    )

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="school_changes")
    asked_name = models.CharField(_("name"), max_length=200, blank=True)
    from_institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")
    to_institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")
    started_by = models.CharField(max_length=3, choices=StartedBy)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answer_by = models.DateTimeField(_("answer by"))
    guardian = models.ForeignKey(Guardian, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    signed_name = models.CharField(max_length=200, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ChangeState, default=ChangeState.ASKED)

    objects = SchoolChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of school")
        verbose_name_plural = _("changes of school")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state__in=["asked", "agreed"]), name="one_open_school_change"
            )
        ]
        indexes = [models.Index(fields=["state", "answer_by"], name="school_change_by_time")]

    def __str__(self) -> str:
        return self.key
