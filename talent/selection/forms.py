
from collections.abc import Sequence
from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.zoned_forms import ClockTime, in_zone
from core.accounts.zones import zone_or_utc
from talent.calls.models import Call
from talent.reviews.forms import RequiredReason
from talent.reviews.models import Panellist
from talent.selection.quotas import SIDES


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


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("A note"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What the panel said. Notes are kept as they are, with who wrote them."),
    )


class MeetingForm(forms.Form):
    """A meeting as it is recorded; `held_at` is typed by the clocks of the call's zone and comes out as the moment."""

    held_at = ClockTime(label=_("Held on"))
    present = forms.ModelMultipleChoiceField(
        label=_("Present"), queryset=Panellist.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say who of the panel was present.")},
    )
    guests = forms.CharField(label=_("Others present"), max_length=500, required=False)
    decided = forms.CharField(
        label=_("What was decided"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("It is kept as it is. A mistake is corrected by recording the meeting anew."),
    )
    minutes = forms.CharField(
        label=_("Minutes"), max_length=50_000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, *args, call: Call, **kwargs) -> None:
        self.zone = zone_or_utc(call.zone)
        now = timezone.now().astimezone(self.zone).replace(tzinfo=None, second=0, microsecond=0)
        super().__init__(*args, initial={"held_at": now}, **kwargs)
        self.fields["held_at"].help_text = _("By the clocks of %(zone)s.") % {"zone": call.zone.replace("_", " ")}
        self.fields["present"].queryset = call.panel.sitting().select_related("user").order_by("user__name", "pk")

    def clean_held_at(self) -> datetime:
        moment = in_zone(self.cleaned_data["held_at"], self.zone)
        if moment is None:
            raise forms.ValidationError(
                _("On that day the clocks there go forward, and this time does not exist.")
            )
        return moment


class RulingForm(RequiredReason):
    take = forms.ChoiceField(
        label=_("Ruling"), widget=forms.RadioSelect,
        choices=[("yes", _("It must be taken.")), ("no", _("It must not be taken, nor come from the waiting list."))],
    )
    field_order = ("take", "reason")


class WhatIfForm(forms.Form):
    """Places, and for each stored quota its numbers; `quotas` gives them back as they are stored."""

    places = forms.IntegerField(label=_("Places"), min_value=0, max_value=1_000_000)

    def __init__(self, data, *, places: int, quotas: Sequence[dict]) -> None:
        self.stored = list(quotas)
        super().__init__(data)
        self.fields["places"].initial = places
        for number, quota in enumerate(self.stored):
            self.fields[f"keep_{number}"] = forms.BooleanField(label=_("Keep it"), required=False, initial=True)
            for name, label in (("minimum", _("At least")), ("maximum", _("At most"))):
                self.fields[f"{name}_{number}"] = forms.IntegerField(
                    label=label, required=False, min_value=0, max_value=1_000_000, initial=quota[name]
                )
            for name, label in (("minimum_share", _("At least, in %")), ("maximum_share", _("At most, in %"))):
                self.fields[f"{name}_{number}"] = forms.DecimalField(
                    label=label, required=False, min_value=0, max_value=100, decimal_places=2,
                    initial=quota.get(name),
                )

    def rows(self, told: Sequence[str]) -> list[dict]:
        """Each quota's fields, with its words."""
        return [
            {"said": words, "fields": [self[f"{name}_{number}"] for name in SIDES], "keep": self[f"keep_{number}"]}
            for number, words in enumerate(told)
        ]

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        for number in range(len(self.stored)):
            for least, most in (("minimum", "maximum"), ("minimum_share", "maximum_share")):
                low, high = cleaned.get(f"{least}_{number}"), cleaned.get(f"{most}_{number}")
                if low is not None and high is not None and low > high:
                    self.add_error(f"{most}_{number}", _("“At most” is below “at least”."))
        return cleaned

    def quotas(self) -> list[dict]:
        cleaned = self.cleaned_data
        return [
            {
                **quota, "minimum": cleaned[f"minimum_{number}"], "maximum": cleaned[f"maximum_{number}"],
                **{
                    name: None if (share := cleaned[f"{name}_{number}"]) is None else str(share)
                    for name in ("minimum_share", "maximum_share")
                },
            }
            for number, quota in enumerate(self.stored) if cleaned[f"keep_{number}"]
        ]
