from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.files.delimited import ENCODINGS
from core.files.fields import CheckedFileField
from core.files.models import UploadKind


class ImportForm(forms.Form):
    """A file of students."""

    file = CheckedFileField(
        kinds=[UploadKind.SPREADSHEET], label=_("File"),
        help_text=_("A table as XLSX or CSV, with one student in each row. Nothing is stored before you confirm."),
    )
    encoding = forms.ChoiceField(
        label=_("Text encoding"), required=False, choices=[("", _("find out (recommended)")), *ENCODINGS],
        help_text=_("Only for CSV, and only if letters come out wrong in the preview."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].by = by  # type: ignore[attr-defined]


class EncodingForm(forms.Form):
    encoding = forms.ChoiceField(label=_("Text encoding"), choices=ENCODINGS)

