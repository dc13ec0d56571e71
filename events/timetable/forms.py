from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.programmes.models import Edition
from events.timetable.models import Group

MOST_GROUPS = 500


class ProposalForm(forms.Form):
    """How many groups, and which draw."""

    number = forms.IntegerField(label=_("Number of groups"), min_value=1, max_value=MOST_GROUPS)
    seed = forms.IntegerField(
        label=_("Draw"), min_value=1, max_value=9999, initial=1,
        help_text=_("Another number mixes the same people differently; the same number gives the same groups again."),
    )


class MoveForm(forms.Form):
    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = forms.ModelChoiceField(
            Group.objects.filter(edition=edition), label=_("Into"), to_field_name="key", empty_label=None
        )
