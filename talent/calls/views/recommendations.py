"""The step in which a call asks for recommendations."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from core.accounts.access import requires
from core.accounts.zoned_forms import ClockTime, ZonedForm
from talent.calls.loading import load_call
from talent.calls.models import Call
from talent.calls.views.calls import form_step
from talent.calls.views.steps import posted


class RecommendationsForm(ZonedForm, forms.ModelForm):
    """How many recommendations are asked for, until when, and whether the school may read them."""

    zone = forms.CharField(disabled=True, required=False, widget=forms.HiddenInput)
    recommendations_close_at = ClockTime(
        label=_("Recommendations due"), required=False,
        help_text=_("On the clocks of the call's zone. Empty: until the call closes. It may be later than that."),
    )

    class Meta:
        model = Call
        fields = ("zone", "recommendations_asked", "recommendations_close_at", "recommendation_shown_to_school")
        help_texts = {
            "recommendations_asked": _("0: none. The school names the teachers; each writes by a link of their own."),
            "recommendation_shown_to_school": _(
                "Teachers are told before they write. What a teacher was told stays true for what that teacher writes."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_relied_on():
            self.fields["recommendations_asked"].disabled = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        due = cleaned.get("recommendations_close_at")
        if due and due <= self.instance.opens_at:
            self.add_error("recommendations_close_at", _("They are due before the call opens."))
        return cleaned


@requires("calls.edit", load_call)
@require_http_methods(["GET", "POST"])
def call_recommendations(request: HttpRequest, call: Call) -> HttpResponse:
    return form_step(request, call, "recommendations", RecommendationsForm(posted(request), instance=call))
