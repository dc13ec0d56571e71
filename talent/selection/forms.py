from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from core.accounts.zoned_forms import ClockTime, in_zone
from core.accounts.zones import zone_or_utc
from talent.nominations.models import Call, Criterion

# Beyond this many levels a row of buttons is no longer quicker than a number.
MOST_LEVELS = 10


class PanellistForm(forms.Form):
    email = forms.EmailField(
        label=_("Email"),
        help_text=_("Whoever has no account gets an invitation, and the seat at the first sign-in."),
    )


class RequiredReason(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class OptionalReason(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Not required. The organiser reads it."),
    )


class TakeOutForm(RequiredReason):
    waits = forms.BooleanField(
        label=_("Keep on the waiting list"), required=False, initial=True,
        help_text=_("With its rank: it may come in again when somebody declines."),
    )


class DecideForm(forms.Form):
    waiting = forms.IntegerField(
        label=_("Length of the waiting list"), min_value=0,
        help_text=_("The highest ranked of those not selected. Schools of the others are told that it is over."),
    )

    def __init__(self, *args, most: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["waiting"].max_value = most
        self.fields["waiting"].validators.append(forms.fields.validators.MaxValueValidator(most))
        self.fields["waiting"].widget.attrs["max"] = most
        self.fields["waiting"].initial = most


class DeadlineForm(forms.Form):
    """A deadline typed as the clocks of the call's zone show it; `cleaned_data` has the moment."""

    deadline = ClockTime(label=_("Answer by"))

    def __init__(self, *args, call: Call, deadline: datetime, **kwargs) -> None:
        self.zone = zone_or_utc(call.zone)
        super().__init__(
            *args, initial={"deadline": deadline.astimezone(self.zone).replace(tzinfo=None)}, **kwargs
        )
        self.fields["deadline"].help_text = _("By the clocks of %(zone)s.") % {"zone": call.zone.replace("_", " ")}

    def clean_deadline(self) -> datetime:
        moment = in_zone(self.cleaned_data["deadline"], self.zone)
        if moment is None:
            raise forms.ValidationError(
                _("On that day the clocks there go forward, and this time does not exist.")
            )
        return moment


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
