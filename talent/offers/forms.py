from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from core.accounts.zoned_forms import ClockTime, in_zone
from core.accounts.zones import zone_or_utc
from talent.calls.models import Call


class OptionalReason(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Not required. The organiser reads it."),
    )


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
