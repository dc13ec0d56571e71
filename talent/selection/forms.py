
from django import forms
from django.utils.translation import gettext_lazy as _

from talent.reviews.forms import RequiredReason


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


