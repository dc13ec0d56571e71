"""The forms about who nominates, through which stages, and until when one school may."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.accounts.zoned_forms import ClockTime, ZonedForm
from talent.calls.models import Call, Nominating


class InZoneOf(ZonedForm):
    """A form whose moments are typed in the zone of its call, which it does not change."""

    def clean(self) -> dict[str, Any]:
        self.cleaned_data[self.zone_field] = self.call_zone()
        return super().clean()

    def call_zone(self) -> str:
        raise NotImplementedError


class StagesForm(InZoneOf, forms.ModelForm):
    """Who may nominate, and whether ministries stand between the schools and the panel."""

    nominating = forms.ChoiceField(
        label=_("Who may nominate"), choices=Nominating.choices, widget=forms.RadioSelect, required=False
    )
    ministries_close_at = ClockTime(
        label=_("Ministries forward until"), required=False,
        help_text=_("After the closing, on the clocks of the call's zone. What is not forwarded by then is out."),
    )

    class Meta:
        model = Call
        fields = (
            "nominating", "self_nomination", "ministry_stage", "ministries_close_at", "forwarded_per_ministry"
        )

    def call_zone(self) -> str:
        return self.instance.zone

    def clean_nominating(self) -> str:
        return self.cleaned_data["nominating"] or self.instance.nominating

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        until = cleaned.get("ministries_close_at")
        if not cleaned.get("ministry_stage"):
            return cleaned
        if not until:
            if "ministries_close_at" not in self.errors:
                self.add_error("ministries_close_at", _("Say until when ministries forward."))
        elif until <= self.instance.closes_at + self.instance.grace:
            self.add_error("ministries_close_at", _("Ministries need time after the call has closed."))
        return cleaned


class ExtensionForm(InZoneOf):
    """A later closing for one school, and why."""

    closes_at = ClockTime(label=_("Closes for this school"))
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The school reads it, and it stays in the call's history."),
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        self.call = call
        super().__init__(*args, **{**kwargs, "initial": {**kwargs.get("initial", {}), "zone": call.zone}})

    def call_zone(self) -> str:
        return self.call.zone
