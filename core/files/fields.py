"""A form's file: checked at once, and kept while the rest of the form is being corrected."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.files.archives import ZIP
from core.files.checks import ENDINGS, in_words
from core.files.export import XLSX
from core.files.models import Upload, UploadKind
from core.files.uploads import HELD_FOR, keep_upload

SALT = "held upload"
CONTENT_TYPES = {
    UploadKind.PICTURE: ("image/jpeg", "image/png", "image/webp"),
    UploadKind.DOCUMENT: ("application/pdf",),
    UploadKind.SPREADSHEET: (XLSX, "text/csv"),
    UploadKind.ARCHIVE: (ZIP, "application/x-zip-compressed"),
}


@dataclass(frozen=True)
class Sent:
    """What the browser sent for one field."""

    file: UploadedFile | None
    held: str
    removed: bool


class CheckedFileInput(forms.Widget):
    """Chooses a file; beside it the name of the one already held, which stays unless another is chosen."""

    template_name = "core/files/checked_file.html"
    needs_multipart_form = True
    accept: tuple[str, ...] = ()

    def value_from_datadict(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> Sent:
        return Sent(files.get(name), data.get(f"{name}-held") or "", bool(data.get(f"{name}-removed")))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> bool:
        return name not in files and f"{name}-held" not in data and f"{name}-removed" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        upload = value if isinstance(value, Upload) else None
        widget_attrs = context["widget"]["attrs"]
        may_remove = not self.is_required
        if upload is not None:
            widget_attrs.pop("required", None)
        if self.accept:
            widget_attrs["accept"] = ",".join(self.accept)
        context["widget"] |= {
            "upload": upload,
            "held": held_token(upload) if upload is not None and upload.held_until else "",
            "may_remove": may_remove,
        }
        return context


def held_token(upload: Upload) -> str:
    return signing.dumps([upload.key, upload.by_id], salt=SALT)


class CheckedFileField(forms.Field):
    """A file of the given kinds. Cleans to an `Upload`, or None where nothing was required and nothing given.

    The file is checked and held as soon as it arrives, so a form refused for another reason keeps it. Set
    `by` to the person (`form.fields["paper"].by = request.user`): what one person holds no other can send in.
    Initial values may be an Upload or its primary key, as a ModelForm gives them.
    """

    widget = CheckedFileInput
    default_error_messages = {
        "required": _("Choose a file."),
        "lapsed": _("The file was uploaded too long ago. Choose it again."),
    }

    def __init__(self, *, kinds: Collection[UploadKind], by: User | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", lazy(what_is_taken, str)(tuple(kinds)))
        super().__init__(**kwargs)
        self.kinds, self.by = tuple(kinds), by
        self.upload: Upload | None = None
        self.widget.accept = accepted(self.kinds)

    def _clean_bound_field(self, bound: forms.BoundField) -> Upload | None:
        return self.clean(bound.data, bound.initial)

    def clean(self, value: Sent | None, initial: Upload | int | None = None) -> Upload | None:
        self.upload = stored(initial)
        lapsed = False
        if value is not None:
            if value.held:
                held = self.held(value.held)
                lapsed = held is None
                self.upload = held or self.upload
            if value.removed:
                self.upload = None
            if value.file is not None:
                self.upload, lapsed = keep_upload(value.file, self.kinds, self.by), False
        if lapsed:
            raise forms.ValidationError(self.error_messages["lapsed"], code="lapsed")
        if self.upload is None and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        self.run_validators(self.upload)
        return self.upload

    def held(self, token: str) -> Upload | None:
        try:
            key, by = signing.loads(token, salt=SALT, max_age=HELD_FOR)
        except (signing.BadSignature, ValueError):
            return None
        if by != (self.by.pk if self.by else None):
            return None
        return Upload.objects.filter(key=key, kind__in=self.kinds).first()

    def bound_data(self, data: Any, initial: Any) -> Upload | None:
        return self.upload

    def prepare_value(self, value: Any) -> Upload | None:
        return stored(value)

    def has_changed(self, initial: Any, data: Sent | None) -> bool:
        return data is not None and bool(data.file or data.held or data.removed)


def stored(value: Any) -> Upload | None:
    if value is None or isinstance(value, Upload):
        return value
    return Upload.objects.filter(pk=value).first() if isinstance(value, int) else None


def accepted(kinds: Collection[UploadKind]) -> tuple[str, ...]:
    """For the browser's chooser, which shows only these: content types, and endings where types are not known."""
    types = [content_type for kind in kinds for content_type in CONTENT_TYPES[kind]]
    return tuple(types + [ending for content_type in types for ending in ENDINGS.get(content_type, ())])


def what_is_taken(kinds: Collection[UploadKind]) -> str:
    words = in_words(kinds)
    return gettext("%(kinds)s, at most %(n)s MB.") % {
        "kinds": words[:1].upper() + words[1:], "n": settings.UPLOAD_LIMIT_MB
    }
