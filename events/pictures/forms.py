from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts.models import User
from core.files.fields import CheckedFileField
from core.files.models import UploadKind

ALT_HELP = gettext_lazy("For people who cannot see it, and where it does not load. No names of children.")


class WordsForm(forms.Form):
    alt = forms.CharField(label=gettext_lazy("What it shows"), max_length=300, help_text=ALT_HELP)

    def clean_alt(self) -> str:
        alt = self.cleaned_data["alt"].strip()
        if len(alt) < 5:
            raise forms.ValidationError(_("Say in a few words what can be seen."))
        return alt


class PictureForm(WordsForm):
    picture = CheckedFileField(label=gettext_lazy("Picture"), kinds=[UploadKind.PICTURE])

    field_order = ("picture", "alt")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picture"].by = by
