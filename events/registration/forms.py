from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from events.programmes.models import Edition
from events.registration.models import Delegation, RegistrationRole
from events.registration.places import OPEN_ROLES, place_counts
from talent.institutions.models import Institution
from talent.people.models import Person, PersonRole

MOST_PLACES = 20_000


class OpenPlacesForm(forms.Form):
    """The number of open places for each role; `wanted` gives them."""

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = {count.role: count for count in place_counts(edition)}
        for role in OPEN_ROLES:
            count = now.get(role)
            self.fields[role.value] = forms.IntegerField(
                label=str(role.label).capitalize(), min_value=0, max_value=MOST_PLACES,
                initial=count.number if count else 0,
                help_text=_("%(taken)s taken") % {"taken": count.taken} if count else "",
            )

    def wanted(self) -> dict[str, int]:
        return {role.value: self.cleaned_data[role.value] for role in OPEN_ROLES}


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The school and the organiser read it."),
    )


class TeacherForm(forms.ModelForm):
    """A teacher of one's own school who comes along."""

    class Meta:
        model = Person
        fields = ("name", "latin_name", "email", "gender", "country")

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.institution = institution
        self.instance.role = PersonRole.TEACHER
        self.initial.setdefault("country", str(institution.country))
        self.fields["country"] = forms.ChoiceField(label=gettext_lazy("Country"), choices=list(countries))


class GuestForm(forms.ModelForm):
    """Somebody the organiser registers who is not in the store yet: a speaker, a volunteer, an observer."""

    role_here = forms.ChoiceField(
        label=gettext_lazy("Comes as"),
        choices=[choice for choice in RegistrationRole.choices if choice[0] != RegistrationRole.STUDENT],
        initial=RegistrationRole.SPEAKER,
    )

    class Meta:
        model = Person
        fields = ("name", "latin_name", "email", "country")

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.institution = institution
        self.instance.role = PersonRole.EXPERT
        self.initial.setdefault("country", str(institution.country))
        self.fields["country"] = forms.ChoiceField(label=gettext_lazy("Country"), choices=list(countries))


class DelegationForm(forms.ModelForm):
    class Meta:
        model = Delegation
        fields = ("code", "name", "guest")

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip().upper()
        taken = Delegation.objects.filter(edition=self.instance.edition, code=code).exclude(pk=self.instance.pk)
        if taken.exists():
            raise forms.ValidationError(_("Another delegation has this code."))
        return code
