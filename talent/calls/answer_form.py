"""The form made from a call's questions, filled in for one nominee."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.files.fields import CheckedFileField
from core.files.models import Upload, UploadKind
from talent.calls.models import Question, QuestionKind

EVIDENCE = (UploadKind.DOCUMENT, UploadKind.PICTURE)
LONGEST = 20_000


class Given(Protocol):
    """An answer as it is stored, by whichever room stores it."""

    question_id: int
    text: str
    upload: Upload | None


class Written(forms.CharField):
    """A text whose line breaks count as one character, as the browser counts them."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")


class Figure(forms.CharField):
    """A number with a point or a comma, kept as it was typed but for the comma."""

    def clean(self, value: Any) -> str:
        typed = super().clean(value).replace(" ", "").replace(",", ".")
        try:
            if typed and not Decimal(typed).is_finite():
                raise InvalidOperation
        except InvalidOperation:
            raise forms.ValidationError(_("Enter a number, such as 12 or 8.5."), code="number") from None
        return typed


class AnswersForm(forms.Form):
    """One field a question, none of them required: what lacks is asked for when the draft is submitted."""

    def __init__(
        self, *args: Any, questions: Sequence[Question], answers: Iterable[Given] = (), by: User | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = {field_name(question): question for question in questions}
        for name, question in self.questions.items():
            field = self.fields[name] = field_for(question)
            if isinstance(field, CheckedFileField):
                field.by = by
        self.begin_with(answers)

    def begin_with(self, answers: Iterable[Given]) -> None:
        """Take these as what is stored."""
        given = {answer.question_id: answer for answer in answers}
        for name, question in self.questions.items():
            answer = given.get(question.pk)
            if answer is not None:
                self.initial[name] = answer.upload if question.kind == QuestionKind.FILE else answer.text
            else:
                self.initial.pop(name, None)

    def given(self) -> dict[Question, str | Upload | None]:
        """The answers without an error; those with one stay in the form and are not stored."""
        return {
            question: self.cleaned_data[name]
            for name, question in self.questions.items() if name in self.cleaned_data
        }

    def differences(self) -> list[dict[str, Any]]:
        """Where what is typed here differs from what is stored."""
        return [
            {"question": question, "mine": self.cleaned_data[name], "theirs": self.initial.get(name)}
            for name, question in self.questions.items()
            if name in self.cleaned_data and (self.cleaned_data[name] or "") != (self.initial.get(name) or "")
        ]


def field_name(question: Question) -> str:
    return f"q-{question.key}"


def field_for(question: Question) -> forms.Field:
    label = question.label if question.required else gettext("%(question)s (not required)") % {
        "question": question.label
    }
    common = {"label": label, "required": False}
    if question.help_text:
        common["help_text"] = question.help_text
    match question.kind:
        case QuestionKind.FILE:
            return CheckedFileField(kinds=EVIDENCE, **common)
        case QuestionKind.CHOICE:
            return forms.ChoiceField(choices=[("", "–"), *((each, each) for each in question.choices)], **common)
        case QuestionKind.NUMBER:
            return Figure(max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **common)
        case QuestionKind.LONG:
            return Written(
                max_length=question.maximum_length or LONGEST, widget=forms.Textarea(attrs={"rows": 6}), **common
            )
        case _:
            return Written(max_length=question.maximum_length or 500, **common)
