from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.accounts.zoned_forms import ClockTime, ZonedForm
from talent.calls.models import Call
from talent.nominations.models import Nomination
from talent.recommendations.models import RecommendationState


class WordsForm(ZonedForm):
    """What is to be corrected, in words, and until when, on the clocks of the call's zone."""

    zone = forms.CharField(disabled=True, required=False, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("What to correct"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The school, or the recommender, reads it: “please upload page 2 again, it cannot be read”."),
    )
    due_at = ClockTime(label=_("Due"), help_text=_("On the clocks of the call's zone."))

    def __init__(
        self, *args: Any, nomination: Nomination | None = None, call: Call | None = None, **kwargs: Any
    ) -> None:
        call = call or nomination.call
        initial = {"zone": call.zone, **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)


class AnewForm(WordsForm):
    """What everybody reads who is asked to answer a question in its new version."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("What the schools are told")
        self.fields["words"].help_text = _("Why the question was changed, and what is expected now.")


class AskForm(WordsForm):
    """Which answers and recommendations are opened again."""

    questions = forms.MultipleChoiceField(label=_("Answers"), required=False, widget=forms.CheckboxSelectMultiple)
    recommendations = forms.MultipleChoiceField(
        label=_("Recommendations"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("questions", "recommendations", "words", "due_at", "zone")

    def __init__(self, *args: Any, nomination: Nomination, **kwargs: Any) -> None:
        super().__init__(*args, nomination=nomination, **kwargs)
        self.asked = {question.key: question for question in nomination.call.questions.all()}
        given = nomination.recommendations.filter(state=RecommendationState.GIVEN)
        self.given = {each.key: each for each in given}
        for name, offered in (("questions", self.asked), ("recommendations", self.given)):
            self.fields[name].choices = [(key, getattr(each, "label", None) or each.name)
                                         for key, each in offered.items()]
            if not offered:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not (cleaned.get("questions") or cleaned.get("recommendations")):
            raise forms.ValidationError(_("Choose what is to be corrected."))
        return cleaned
