from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from talent.institutions.models import Institution
from talent.people.models import Person
from talent.people.rollover.rule import HIGHEST_GRADE


class WantedForm(forms.Form):
    """Whom a new school asks for."""

    name = forms.CharField(
        label=_("Student's name"), max_length=200, help_text=_("In their own script or in Latin letters, in full.")
    )
    birth_date = forms.DateField(
        label=_("Date of birth"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class TakeInForm(forms.Form):
    """What the new school writes down of the student: its own number, and the grade."""

    grade = forms.IntegerField(label=_("Grade"), min_value=1, max_value=HIGHEST_GRADE, required=False)
    number = forms.CharField(
        label=_("Your school's number"), max_length=40, required=False,
        help_text=_("The number of the school so far is not taken over."),
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.institution = institution

    def clean_number(self) -> str:
        number = self.cleaned_data["number"].strip()
        if number and (other := Person.objects.at(self.institution).filter(number=number).first()):
            raise forms.ValidationError(_("%(name)s has this number already."), params={"name": other.name})
        return number


class AnswerForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Do you agree?"), choices=[("yes", _("Yes, I agree")), ("no", _("No, I do not agree"))],
        widget=forms.RadioSelect,
    )
    signed_name = forms.CharField(
        label=_("Your name"), max_length=200, help_text=_("As your signature."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class RefuseForm(forms.Form):
    signed_name = AnswerForm.base_fields["signed_name"]
