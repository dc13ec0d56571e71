from django import forms
from django.utils.translation import gettext_lazy as _

TEXT = forms.Textarea(attrs={"rows": 3})


class ChoiceForm(forms.Form):
    note = forms.CharField(
        label=_("Note of the jury"), widget=TEXT, required=False, max_length=2000,
        help_text=_("Kept with the choice: the vote, and why."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class PublishForm(forms.Form):
    note = forms.CharField(
        label=_("Note beside the list"), widget=TEXT, required=False, max_length=2000,
        help_text=_("Everybody reads it."),
    )
    reason = forms.CharField(
        label=_("Why it is published although scripts are not settled"), widget=TEXT, max_length=1000
    )

    def __init__(self, *args, settled: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if settled:
            del self.fields["reason"]


class CorrectionForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the jury takes it up again"), widget=TEXT, max_length=1000,
        help_text=_("Everybody reads it beside the list."),
    )
    shown = forms.ChoiceField(
        label=_("The list until then"), widget=forms.RadioSelect, initial="yes",
        choices=[
            ("yes", _("stays public, with the reason beside it")),
            ("no", _("is taken back now; only the reason is public")),
        ],
    )
