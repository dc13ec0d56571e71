from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from talent.recommendations.answering import LONGEST
from talent.recommendations.asking import Recommender
from talent.recommendations.models import Recommendation


class RecommenderForm(forms.Form):
    """Whom the school names."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("A teacher who knows the nominee's work."))
    email = forms.EmailField(
        label=_("Email"), help_text=_("Their own: whoever reads mail there can write in their name.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def recommender(self) -> Recommender:
        given = self.cleaned_data
        return Recommender(given["name"].strip(), given["email"].strip(), given["language"])


class TextForm(forms.Form):
    """What a recommender writes."""

    text = forms.CharField(
        label=_("Your recommendation"), max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )

    def __init__(self, *args: Any, recommendation: Recommendation, **kwargs: Any) -> None:
        super().__init__(*args, initial={"text": recommendation.text}, **kwargs)


class CannotForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The school reads it: that you do not know the nominee well enough, or have no time."),
    )
