from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.files.delimited import ENCODINGS
from core.files.fields import CheckedFileField
from core.files.models import UploadKind


class ArchiveForm(forms.Form):
    """Files of evidence in one archive."""

    archive = CheckedFileField(
        kinds=[UploadKind.ARCHIVE], label=_("Files of evidence, in one zip archive"), required=False,
        help_text=_("Each file named by the student's number or name, then the question. Larger archives in parts."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, CheckedFileField):
                field.by = by


class BringForm(ArchiveForm):
    """A table of nominations, an archive of evidence, or both."""

    table = CheckedFileField(
        kinds=[UploadKind.SPREADSHEET], label=_("Table"), required=False,
        help_text=_("The call's own template, filled in: XLSX or CSV. Nothing is stored before you confirm."),
    )
    encoding = forms.ChoiceField(
        label=_("Text encoding"), required=False, choices=[("", _("find out (recommended)")), *ENCODINGS],
        help_text=_("Only for CSV, and only if letters come out wrong in the preview."),
    )
    field_order = ("table", "archive", "encoding")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("table") and not cleaned.get("archive"):
            raise forms.ValidationError(_("Choose a table, an archive, or both."))
        return cleaned
