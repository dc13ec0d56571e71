from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from core.accounts.zones import zone_choices
from talent.institutions.models import Institution, InstitutionKind, Invitation, MemberCountry, MembershipRole
from talent.institutions.roles import roles_at
from talent.institutions.similar import similar_institutions


def member_countries() -> list[tuple[str, str]]:
    """The countries that take part, by name, for a form's list."""
    codes = MemberCountry.objects.filter(active=True).values_list("code", flat=True)
    return sorted(((str(code), countries.name(str(code))) for code in codes), key=lambda each: each[1])


class FactsForm(forms.ModelForm):
    """What an institution says of itself. Its kind and country are fixed when it signs up."""

    zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    address = forms.CharField(label=_("Postal address"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Institution
        fields = (
            "name", "latin_name", "city", "address", "website", "registry_number", "rural", "language", "zone",
        )
        help_texts = {
            "latin_name": _("For badges, lists and colleagues who do not read your script."),
            "rural": _("Some calls keep places for students of rural schools."),
            "language": _("Mails to your guardians and colleagues are written in it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.kind != InstitutionKind.SCHOOL:
            self.fields.pop("rural", None)


class SignUpForm(FactsForm):
    """A new institution. One that may be in the store already is asked about before it is stored."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=InstitutionKind)
    country = forms.ChoiceField(
        label=_("Country"), choices=lambda: [("", _("choose")), *member_countries()],
        help_text=_("The countries that take part. Another one? Write to the secretariat."),
    )
    rural = forms.BooleanField(label=_("A rural school"), required=False, help_text=FactsForm.Meta.help_texts["rural"])
    another = forms.BooleanField(label=_("It is none of these: sign up a new one"), required=False)
    field_order = ("kind", "country", "name", "latin_name", "city", "registry_number", "website", "address", "rural")

    class Meta(FactsForm.Meta):
        fields = ("name", "latin_name", "city", "address", "website", "registry_number", "rural", "kind", "country")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("zone")
        self.similar: list[Institution] = []
        self.another = self.fields.pop("another")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") != InstitutionKind.SCHOOL:
            cleaned["rural"] = False
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        self.similar = similar_institutions(self.instance)
        if self.similar:
            self.fields["another"] = self.another
            if self.data.get(self.add_prefix("another")) != "on":
                self.add_error("another", _("Look at these first; if yours is none of them, say so here."))


class InviteForm(forms.ModelForm):
    role = forms.ChoiceField(label=_("What will they do?"))

    class Meta:
        model = Invitation
        fields = ("name", "email", "role")
        labels = {"name": _("Colleague's name"), "email": _("Their email")}
        help_texts = {"email": _("They sign in or sign up with this address.")}

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, what_they_do(role)) for role in roles_at(institution.kind)]


class SuccessorForm(forms.Form):
    name = forms.CharField(label=_("Successor's name"), max_length=200)
    email = forms.EmailField(label=_("Their email"), help_text=_("They sign in or sign up with this address."))


def what_they_do(role: str) -> str:
    return {
        MembershipRole.COORDINATOR: _("Coordinator: nominates students, manages the school's people"),
        MembershipRole.TEACHER: _("Teacher: sees the school's students, accompanies them"),
        MembershipRole.ORGANISER: _("Organiser: makes calls and editions, sees who is coming"),
        MembershipRole.OFFICER: _("Ministry officer: verifies the country's institutions"),
        MembershipRole.EXPERT: _("Expert: reviews, judges, mentors"),
    }[MembershipRole(role)]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Those who lead the institution read it in an email."),
    )


class MemberCountryForm(forms.ModelForm):
    zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    age_of_majority = forms.IntegerField(
        label=_("Age of majority"), min_value=14, max_value=25,
        help_text=_("From this age a student answers for themselves. Open consents follow a change within the hour."),
    )

    class Meta:
        model = MemberCountry
        fields = ("age_of_majority", "zone", "language", "currency", "active")
        labels = {"active": _("Takes part")}
        help_texts = {"active": _("Only institutions of countries that take part can sign up.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from django.conf import settings

        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class NewMemberCountryForm(MemberCountryForm):
    code = forms.ChoiceField(label=_("Country"))
    field_order = ("code",)

    class Meta(MemberCountryForm.Meta):
        fields = ("code", *MemberCountryForm.Meta.fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = set(MemberCountry.objects.values_list("code", flat=True))
        self.fields["code"].choices = [each for each in countries if each[0] not in taken]
