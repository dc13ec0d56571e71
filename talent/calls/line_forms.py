"""The forms of one question and of one criterion."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from talent.calls.conditions import depending_on
from talent.calls.models import Criterion, Question, QuestionKind

OF_CHOICES = (QuestionKind.CHOICE, QuestionKind.CHOICES)
# Beyond so many levels a criterion is described at five of them only.
MOST_LEVELS = 20


class NewVersionForm(forms.ModelForm):
    """A line of a call; once nominations were submitted, with the reason for a new version of it."""

    new_version_because = forms.CharField(
        label=_("Reason for a new version"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only if the meaning changes: then this becomes a new version, and the one before is kept for the "
                    "nominations that were submitted with it. Schools can read the reason."),
    )

    def __init__(self, *args: Any, relied_on: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not relied_on or self.instance.pk is None:
            del self.fields["new_version_because"]

    @property
    def reason(self) -> str:
        return self.cleaned_data.get("new_version_because", "")


class QuestionForm(NewVersionForm):
    choices = forms.CharField(
        label=_("Choices"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For “one of several” and “any of several”: one choice a line."),
    )
    condition = forms.MultipleChoiceField(
        label=_("Show only if"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick one or more answers to one earlier question. None ticked: it is always shown."),
    )

    class Meta:
        model = Question
        fields = ("kind", "label", "help_text", "required", "choices", "maximum_length", "minimum", "maximum")
        help_texts = {
            "maximum_length": _("For texts; empty: as long as they like."),
            "minimum": _("For numbers; empty: any."), "maximum": _("For numbers; empty: any."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["choices"] = "\n".join(self.instance.choices)
        self.before = self.questions_before()
        self.fields["condition"].choices = [
            (question.label, [(answer_mark(question, value), value) for value in question.choices])
            for question in self.before
        ]
        if condition := self.instance.shown_if:
            self.initial["condition"] = [answer_mark(condition, value) for value in self.instance.shown_values]
        if not self.before:
            del self.fields["condition"]

    def questions_before(self) -> list[Question]:
        """The questions of choices that stand before this one: a condition leads to one of them."""
        found = []
        for question in self.instance.call.questions.all():
            if question.pk == self.instance.pk:
                break
            if question.kind in OF_CHOICES:
                found.append(question)
        return found

    def clean_choices(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["choices"].splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def clean_condition(self) -> list[str]:
        ticked = self.cleaned_data["condition"]
        if len({mark.partition("|")[0] for mark in ticked}) > 1:
            raise forms.ValidationError(_("Tick answers to one question only."))
        return ticked

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        if kind not in OF_CHOICES:
            cleaned["choices"] = []
        elif len(cleaned.get("choices") or []) < 2:
            self.add_error("choices", _("Give at least two choices, one a line."))
        if kind not in {QuestionKind.SHORT, QuestionKind.LONG}:
            cleaned["maximum_length"] = None
        if kind != QuestionKind.NUMBER:
            cleaned["minimum"] = cleaned["maximum"] = None
        least, most = cleaned.get("minimum"), cleaned.get("maximum")
        if least is not None and most is not None and least > most:
            self.add_error("maximum", _("The largest number is below the smallest."))
        self.keep_values_that_others_need(cleaned)
        self.place_condition(cleaned.get("condition") or [])
        return cleaned

    def keep_values_that_others_need(self, cleaned: dict[str, Any]) -> None:
        """A choice by which another question is shown stays, or that condition is changed first."""
        if self.instance.pk is None:
            return
        for other in depending_on(self.instance, self.instance.call.questions.all()):
            if gone := [value for value in other.shown_values if value not in (cleaned.get("choices") or [])]:
                words = gettext("“%(other)s” is shown by “%(gone)s”: change that condition first.")
                self.add_error("choices", words % {"other": other, "gone": "”, “".join(gone)})

    def place_condition(self, ticked: list[str]) -> None:
        by_key = {question.key: question for question in self.before}
        marks = [mark.partition("|") for mark in ticked]
        self.instance.shown_if = by_key.get(marks[0][0]) if marks else None
        self.instance.shown_values = [value for _key, _bar, value in marks]


def answer_mark(question: Question, value: str) -> str:
    """How one answer to one question is named in the form."""
    return f"{question.key}|{value}"


class CriterionForm(NewVersionForm):
    """A criterion, with a field for what each score means."""

    class Meta:
        model = Criterion
        fields = ("label", "help_text", "maximum", "weight")
        widgets = {"help_text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weight"].min_value = 0
        kept = self.instance.descriptors
        self.levels = levels_described(self.typed_maximum(), kept)
        for level in self.levels:
            self.fields[level_name(level)] = forms.CharField(
                label=gettext("What %(score)s means") % {"score": level}, required=False, max_length=500,
                initial=kept.get(str(level), ""), widget=forms.Textarea(attrs={"rows": 1}),
            )
        if "new_version_because" in self.fields:
            self.fields["new_version_because"] = self.fields.pop("new_version_because")

    def typed_maximum(self) -> int:
        typed = str(self.data.get("maximum", "")) if self.is_bound else ""
        return int(typed) if typed.isdecimal() and 0 < int(typed) < 1000 else self.instance.maximum

    def clean_weight(self):
        weight = self.cleaned_data["weight"]
        if weight < 0:
            raise forms.ValidationError(_("A weight is not below zero."))
        return weight

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.instance.descriptors = {
            str(level): meaning for level in self.levels if (meaning := (cleaned.get(level_name(level)) or "").strip())
        }
        return cleaned

    def facts(self) -> list[forms.BoundField]:
        return [self[name] for name in ("label", "help_text", "maximum", "weight")]

    def descriptions(self) -> list[forms.BoundField]:
        return [self[level_name(level)] for level in reversed(self.levels)]


def level_name(level: int) -> str:
    return f"level-{level}"


def levels_described(maximum: int, kept: dict[str, str]) -> list[int]:
    """The scores that get a field: each of them, or of many the ends, the quarters and those described already."""
    if maximum <= MOST_LEVELS:
        return list(range(maximum + 1))
    quarters = {maximum * part // 4 for part in range(5)}
    return sorted(quarters | {int(level) for level in kept if level.isdecimal() and int(level) <= maximum})
