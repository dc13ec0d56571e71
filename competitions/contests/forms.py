from decimal import Decimal

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from competitions.contests.models import Contest, Juror, JuryRole, Problem
from competitions.contests.problems import MOST_PROBLEMS, NewProblems, why_no_marks
from core.files.fields import CheckedFileField
from core.files.models import UploadKind


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, even if that is nothing at all; None while it is only being read."""
    return request.POST if request.method == "POST" else None


class ContestForm(forms.ModelForm):
    class Meta:
        model = Contest
        fields = ("title",)


class MarksAllowed(forms.Form):
    """What both problem forms check: that the full mark is a whole number of steps."""

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        maximum, step = cleaned.get("maximum"), cleaned.get("step")
        if maximum is not None and step is not None and (wrong := why_no_marks(maximum, step)):
            self.add_error("step" if maximum > 0 else "maximum", wrong)
        return cleaned


class ProblemsForm(MarksAllowed):
    """Several problems at once: how many, their full mark and step."""

    count = forms.IntegerField(label=_("How many problems"), min_value=1, max_value=MOST_PROBLEMS, initial=6)
    maximum = forms.DecimalField(
        label=_("Full mark of each"), max_digits=7, decimal_places=2, initial=7, min_value=Decimal("0.01")
    )
    step = forms.DecimalField(
        label=_("Step"), max_digits=5, decimal_places=2, initial=1, min_value=Decimal("0.01"),
        help_text=_("1 for whole marks, 0.5 for half marks."),
    )

    def new_problems(self) -> NewProblems:
        return NewProblems(**self.cleaned_data)


class ProblemForm(MarksAllowed, forms.ModelForm):
    class Meta:
        model = Problem
        fields = ("number", "title", "maximum", "step")


class SeatForm(forms.Form):
    email = forms.EmailField(label=_("Email of their account"))
    role = forms.ChoiceField(label=_("Part in the jury"), choices=JuryRole.choices, initial=JuryRole.JUROR)


class RoleForm(forms.ModelForm):
    class Meta:
        model = Juror
        fields = ("role",)


class TableForm(forms.Form):
    """A table to bring in; it is checked and held, and nothing of it is stored yet."""

    file = CheckedFileField(label=_("File"), kinds=[UploadKind.SPREADSHEET])

    def __init__(self, *args, by, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].by = by


class GuestForm(forms.Form):
    guest = forms.BooleanField(
        label=_("Guest, outside the official ranking"), required=False,
        help_text=_("Guests get ranks and awards by the same cut-offs, and never move them."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
