from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts.zoned_forms import ClockTime, ZonedForm
from events.calling_off.postpone import NewDates, why_not
from events.programmes.models import Edition

REASON_HELP = gettext_lazy("Everybody reads it: in the mail, and on the edition's page.")
USUAL_DAYS_TO_DECIDE = 14


class CancelEditionForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text=REASON_HELP
    )
    sure = forms.BooleanField(
        label=gettext_lazy("Yes, cancel it for everybody"),
        error_messages={"required": gettext_lazy("Tick this box if you are sure: it cannot be undone.")},
    )


class PostponeForm(ZonedForm):
    starts_at = ClockTime(label=gettext_lazy("Begins"))
    ends_at = ClockTime(label=gettext_lazy("Ends"))
    closes_at = ClockTime(label=gettext_lazy("Registration closes"), required=False)
    given_back_until = ClockTime(
        label=gettext_lazy("Everything is given back to those who cannot come and say so before"), required=False,
        help_text=gettext_lazy("After that the edition's usual rule counts again. Empty: it counts at once."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text=REASON_HELP
    )
    zone = forms.CharField(widget=forms.HiddenInput, disabled=True)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        self.edition = edition
        kwargs["initial"] = {
            "starts_at": edition.starts_at, "ends_at": edition.ends_at, "closes_at": edition.registration_closes_at,
            "given_back_until": edition.given_back_until or timezone.now().replace(
                hour=12, minute=0, second=0, microsecond=0
            ) + timedelta(days=USUAL_DAYS_TO_DECIDE),
            "zone": edition.zone,
        }
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].help_text = _("All times are those of %(zone)s.") % {"zone": edition.zone}

    def dates(self) -> NewDates:
        said = self.cleaned_data
        return NewDates(said["starts_at"], said["ends_at"], said.get("closes_at"), said.get("given_back_until"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        complete = cleaned.get("starts_at") and cleaned.get("ends_at")
        if complete and (wrong := why_not(self.edition, self.dates(), timezone.now())):
            self.add_error(None, wrong)
        return cleaned
