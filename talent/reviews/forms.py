from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from talent.calls.models import Criterion

# Beyond this many levels a row of buttons is no longer quicker than a number.
MOST_LEVELS = 10


class PanellistForm(forms.Form):
    email = forms.EmailField(
        label=_("Email"),
        help_text=_("Whoever has no account gets an invitation, and the seat at the first sign-in."),
    )


class RequiredReason(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


@dataclass(frozen=True)
class Level:
    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Line:
    """One criterion on the scoring page: its levels to choose from, or a number to type."""

    criterion: Criterion
    field: forms.BoundField
    levels: list[Level]
    described: bool


class Scorecard(forms.Form):
    """Points for each criterion of a rubric, and the comment. Nothing is required before submitting."""

    comment = forms.CharField(
        label=_("Comment for the panel"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The organiser and the chair read it when the reviews are closed."),
    )

    def __init__(self, *args, criteria: list[Criterion], points: dict[int, Decimal], comment: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        self.initial["comment"] = comment
        for criterion in criteria:
            name = f"points-{criterion.key}"
            self.fields[name] = forms.DecimalField(
                label=criterion.label, min_value=0, max_value=criterion.maximum, max_digits=6, decimal_places=2,
                required=False,
            )
            given = points.get(criterion.pk)
            self.initial[name] = "" if given is None else f"{given.normalize():f}"

    def points(self, *, only_sent: bool = False) -> dict[Criterion, Decimal | None]:
        """The typed points; `only_sent` leaves out criteria that the request does not name."""
        return {
            criterion: self.cleaned_data[name]
            for criterion in self.criteria
            if (name := f"points-{criterion.key}") in self.cleaned_data and (not only_sent or name in self.data)
        }

    def lines(self) -> Iterator[Line]:
        for criterion in self.criteria:
            field = self[f"points-{criterion.key}"]
            levels = []
            if criterion.maximum <= MOST_LEVELS:
                now = str(field.value() if field.value() is not None else "")
                levels = [
                    Level(str(number), criterion.descriptors.get(str(number), ""), now == str(number))
                    for number in range(criterion.maximum + 1)
                ]
            yield Line(criterion, field, levels, any(level.words for level in levels))
