"""The form made from a call's questions, filled in for one nominee."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext

from core.accounts.models import User
from core.files.fields import CheckedFileField
from core.files.models import Upload, UploadKind
from talent.calls.conditions import shown_questions
from talent.calls.fitting import Bounds, fault_of_number, plain
from talent.calls.models import Question, QuestionKind

EVIDENCE = (UploadKind.DOCUMENT, UploadKind.PICTURE)
LONGEST = 20_000


class Given(Protocol):
    """An answer as it is stored, by whichever room stores it."""

    question_id: int
    text: str
    upload: Upload | None
    version: int


class Written(forms.CharField):
    """A text whose line breaks count as one character, as the browser counts them."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")


class Figure(forms.CharField):
    """A number with a point or a comma, kept as it was typed but for the comma."""

    def __init__(self, *, bounds: Bounds, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bounds = bounds

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if typed and (fault := fault_of_number(typed, self.bounds)):
            raise forms.ValidationError(fault, code="number")
        return "".join(typed.split()).replace(",", ".")


class Several(forms.MultipleChoiceField):
    """Any of several: kept as one text, a line for each, in the order in which they are offered."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        return value.splitlines() if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        ticked = set(super().clean(value))
        return "\n".join(each for each, _label in self.choices if each in ticked)


@dataclass(frozen=True)
class Line:
    """A question's field on the page: whether it is shown now, on what that depends, whether it reads anew."""

    field: forms.BoundField
    question: Question
    shown: bool
    depends_on: str = ""
    reads_anew: bool = False

    @property
    def values(self) -> str:
        return json.dumps(self.question.shown_values)


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
        self.stored_versions = {pk: answer.version for pk, answer in given.items() if answer.text or answer.upload}
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

    def texts(self) -> dict[int, str]:
        """What is typed, or stored, as the answer to each question of choices."""
        found = {}
        for name, question in self.questions.items():
            if question.kind in (QuestionKind.CHOICE, QuestionKind.CHOICES):
                value = self[name].value()
                found[question.pk] = "\n".join(value) if isinstance(value, list | tuple) else value or ""
        return found

    def shown(self) -> set[int]:
        """The questions that are shown with what is typed now, by their ids."""
        return {question.pk for question in shown_questions(list(self.questions.values()), self.texts())}

    def asks_more(self) -> bool:
        """Whether what is typed shows a question that was hidden when the page was made, and it lacks an answer."""
        before = shown_questions(list(self.questions.values()), {
            question.pk: self.initial.get(name) or "" for name, question in self.questions.items()
            if question.kind in (QuestionKind.CHOICE, QuestionKind.CHOICES)
        })
        anew = self.shown() - {question.pk for question in before}
        return any(
            question.required and question.pk in anew and not self.cleaned_data.get(name)
            for name, question in self.questions.items()
        )

    def lines(self) -> list[Line]:
        """The fields in order, those that are hidden now as well: what is typed into them is kept."""
        shown = self.shown()
        names = {question.pk: name for name, question in self.questions.items()}
        return [
            Line(
                self[name], question, question.pk in shown, names.get(question.shown_if_id or 0, ""),
                self.stored_versions.get(question.pk, question.version) < question.version,
            )
            for name, question in self.questions.items()
        ]

    @property
    def asked(self) -> str:
        """What the questions asked when the page was made: another value means that one reads anew."""
        return ".".join(f"{question.key}-{question.version}" for question in self.questions.values())


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
        case QuestionKind.CHOICES:
            return Several(choices=[(each, each) for each in question.choices], **common)
        case QuestionKind.NUMBER:
            return figure_for(question, common)
        case QuestionKind.LONG:
            return Written(
                max_length=question.maximum_length or LONGEST, widget=forms.Textarea(attrs={"rows": 6}), **common
            )
        case _:
            return Written(max_length=question.maximum_length or 500, **common)


def figure_for(question: Question, common: dict[str, Any]) -> Figure:
    """A number's field, which says the bounds before they are overstepped."""
    least, most = question.minimum, question.maximum
    if least is not None and most is not None:
        bounds = gettext("From %(least)s to %(most)s.") % {"least": plain(least), "most": plain(most)}
    elif least is not None:
        bounds = gettext("At least %(least)s.") % {"least": plain(least)}
    else:
        bounds = gettext("At most %(most)s.") % {"most": plain(most)} if most is not None else ""
    words = " ".join(each for each in (question.help_text, bounds) if each)
    return Figure(
        bounds=Bounds(least, most), max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        **{**common, **({"help_text": words} if words else {})},
    )
