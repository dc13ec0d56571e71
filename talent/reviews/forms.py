from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from talent.calls.models import Call, Criterion, HiddenFromPanel
from talent.reviews.models import Panellist
from talent.reviews.rules import FIELDS, OF_CHOICES, ReviewRules, rules_of

# Beyond this many levels a row of buttons is no longer quicker than a number.
MOST_LEVELS = 10


class PanellistForm(forms.Form):
    email = forms.EmailField(
        label=_("Email"),
        help_text=_("Whoever has no account gets an invitation, and the seat at the first sign-in."),
    )


class ReviewRulesForm(forms.ModelForm):
    """How the call is reviewed; `rules()` has what was chosen."""

    hidden_from_panel = forms.MultipleChoiceField(
        label=_("Hidden from reviewers"), required=False,
        choices=[(each.value, capfirst(each.label)) for each in HiddenFromPanel],
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Reviewers see a number instead, and files without their names. What schools write, and what stands in "
            "files, may still tell who it is: ask schools to leave it out."
        ),
    )
    hidden_questions = forms.MultipleChoiceField(
        label=_("Answers hidden from reviewers"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Such as a letter that names the nominee."),
    )
    subject_question = forms.ChoiceField(
        label=_("The question that tells the subject"), required=False,
        help_text=_("Reviewers who know a nomination's subject are preferred. A question with choices."),
    )

    class Meta:
        model = Call
        fields = FIELDS

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        questions = list(self.instance.questions.all()) if self.instance.pk else []
        now = rules_of(self.instance)
        self.fields["hidden_questions"].choices = [(str(each.pk), each.label) for each in questions]
        self.initial["hidden_questions"] = [str(pk) for pk in now.hidden_questions]
        self.fields["subject_question"].choices = [("", _("none"))] + [
            (str(each.pk), each.label) for each in questions if each.kind in OF_CHOICES
        ]
        self.initial["subject_question"] = str(now.subject_question or "")
        if not questions:
            del self.fields["hidden_questions"]

    def rules(self) -> ReviewRules:
        chosen = self.cleaned_data
        return ReviewRules(
            chosen["reviewers_per_nomination"], chosen["own_country_is_conflict"], tuple(chosen["hidden_from_panel"]),
            chosen["disagreement_limit"], frozenset(int(pk) for pk in chosen.get("hidden_questions", ())),
            int(chosen["subject_question"]) if chosen["subject_question"] else None,
        )


class SeatForm(forms.ModelForm):
    """What a panellist knows and speaks, where they are from, and how many reviews they take."""

    subjects = forms.MultipleChoiceField(
        label=_("Expertise"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nominations in these subjects come to you first."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, widget=forms.CheckboxSelectMultiple, choices=settings.LANGUAGES,
        help_text=_("Those in which you can read what was submitted."),
    )

    class Meta:
        model = Panellist
        fields = ("subjects", "languages", "country", "most_reviews")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        known = self.instance.call.questions.filter(tells_subject=True).first()
        choices = list(dict.fromkeys([*(known.choices if known else []), *self.instance.subjects]))
        self.fields["subjects"].choices = [(each, each) for each in choices]
        if not choices:
            del self.fields["subjects"]


class ConflictForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False,
        help_text=_("Not required. The organiser reads it."),
    )


class RequiredReason(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


@dataclass(frozen=True)
class Level:
    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Line:
    """One criterion on the scoring page: its levels to choose from, or a number to type."""

    criterion: Criterion
    field: forms.BoundField
    levels: list[Level]
    described: bool


class Scorecard(forms.Form):
    """Points for each criterion of a rubric, and the comment. Nothing is required before submitting."""

    comment = forms.CharField(
        label=_("Comment for the panel"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The organiser and the chair read it when the reviews are closed."),
    )

    def __init__(self, *args, criteria: list[Criterion], points: dict[int, Decimal], comment: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        self.initial["comment"] = comment
        for criterion in criteria:
            name = f"points-{criterion.key}"
            self.fields[name] = forms.DecimalField(
                label=criterion.label, min_value=0, max_value=criterion.maximum, max_digits=6, decimal_places=2,
                required=False,
            )
            given = points.get(criterion.pk)
            self.initial[name] = "" if given is None else f"{given.normalize():f}"

    def points(self, *, only_sent: bool = False) -> dict[Criterion, Decimal | None]:
        """The typed points; `only_sent` leaves out criteria that the request does not name."""
        return {
            criterion: self.cleaned_data[name]
            for criterion in self.criteria
            if (name := f"points-{criterion.key}") in self.cleaned_data and (not only_sent or name in self.data)
        }

    def lines(self) -> Iterator[Line]:
        for criterion in self.criteria:
            field = self[f"points-{criterion.key}"]
            levels = []
            if criterion.maximum <= MOST_LEVELS:
                now = str(field.value() if field.value() is not None else "")
                levels = [
                    Level(str(number), criterion.descriptors.get(str(number), ""), now == str(number))
                    for number in range(criterion.maximum + 1)
                ]
            yield Line(criterion, field, levels, any(level.words for level in levels))
