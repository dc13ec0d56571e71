"""What a guardian fills in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.files.fields import CheckedFileField
from core.files.models import UploadKind
from talent.people.consent_words import Words, words_of
from talent.people.models import ConsentDecision, ConsentItem, ConsentRequest

YES_OR_NO = [(ConsentDecision.GIVEN.value, _("Yes, I consent")), (ConsentDecision.REFUSED.value, _("No"))]

ON_PAPER = [(ConsentDecision.GIVEN.value, _("Yes")), (ConsentDecision.REFUSED.value, _("No"))]


def slug_of(item: ConsentItem) -> str:
    """An item's name in forms and addresses: its kind, and the host's key where there is one."""
    return f"{item.kind}-{item.host.key}" if item.host else item.kind


@dataclass(frozen=True)
class AskedItem:
    """One item on the page: its words and its field."""

    item: ConsentItem
    words: Words
    field: Any


class SignatureForm(forms.Form):
    """The typed name that stands for a signature."""

    signed_name = forms.CharField(
        label=_("Your full name"), min_length=2, max_length=200, help_text=_("Typing it stands for your signature."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class ConsentForm(SignatureForm):
    """Yes or no to each item, nothing chosen beforehand, and a signature."""

    def __init__(
        self, *args: Any, request: ConsentRequest, items: Sequence[ConsentItem], own: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.items, self.own = request, items, own
        signature = self.fields.pop("signed_name")
        for item in items:
            self.fields[slug_of(item)] = forms.ChoiceField(
                label=words_of(item, request, own=own).question, choices=YES_OR_NO, widget=forms.RadioSelect,
                error_messages={"required": _("Please choose yes or no.")},
            )
        self.fields["signed_name"] = signature

    def asked(self) -> list[AskedItem]:
        return [
            AskedItem(item, words_of(item, self.request, own=self.own), self[slug_of(item)]) for item in self.items
        ]

    def decisions(self) -> dict[int, str]:
        """{item's pk: decision}"""
        return {item.pk: self.cleaned_data[slug_of(item)] for item in self.items}


class ChangeForm(SignatureForm):
    """A new answer to one item. The decision comes with the form: pressed twice, it does not turn round."""

    decision = forms.ChoiceField(choices=YES_OR_NO, widget=forms.HiddenInput)


class PaperForm(forms.Form):
    """What stands ticked on a signed paper, and the paper itself."""

    paper = CheckedFileField(
        label=_("The signed paper, scanned or photographed"), kinds=[UploadKind.DOCUMENT, UploadKind.PICTURE]
    )
    signed_name = forms.CharField(label=_("Name of who signed"), min_length=2, max_length=200)

    def __init__(self, *args: Any, request: ConsentRequest, items: Sequence[ConsentItem], by: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.items = items
        self.fields["paper"].by = by
        for item in items:
            self.fields[slug_of(item)] = forms.ChoiceField(
                label=words_of(item, request, own=False).question, choices=[("", _("Nothing ticked")), *ON_PAPER],
                required=False, widget=forms.RadioSelect, initial="",
            )
        self.order_fields(["paper", *(slug_of(item) for item in items), "signed_name"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.get(slug_of(item)) for item in self.items):
            raise forms.ValidationError(_("Say for at least one question what is ticked on the paper."))
        return cleaned

    def decisions(self) -> dict[int, str]:
        return {item.pk: self.cleaned_data[slug_of(item)] for item in self.items if self.cleaned_data[slug_of(item)]}
