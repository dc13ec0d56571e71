from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.accounts.zones import zone_choices, zone_or_utc


class SignupDetails(forms.Form):
    """What signing up asks besides email and password (allauth adds these fields to its form)."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, help_text=_("As you write it yourself, in any script.")
    )

    zone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-guess-zone": True}))

    def signup(self, request, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.zone = zone_or_utc(self.cleaned_data["zone"]).key
        user.language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
        user.save()


class FirstRun(forms.Form):
    """The secretariat's account of an empty site."""

    name = forms.CharField(label=_("Your name"), max_length=200)
    email = forms.EmailField(label=_("Email"), max_length=254, help_text=_("You sign in with it."))
    zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, widget=forms.Select(attrs={"data-guess-zone": True})
    )
    password = forms.CharField(
        label=_("Password"), strip=False, help_text=password_validation.password_validators_help_text_html,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The password again"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict:
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("The two passwords differ."))
        return given

    def clean_password(self) -> str:
        given = self.cleaned_data
        likely = User(email=given.get("email", ""), name=given.get("name", ""))
        password_validation.validate_password(given["password"], likely)
        return given["password"]

    def account(self) -> dict[str, str]:
        """The account's fields; its language is the one that the form was read in."""
        given = {name: self.cleaned_data[name] for name in ("email", "password", "name", "zone")}
        return {**given, "language": get_language() or settings.LANGUAGE_CODE}


class PersonalSettings(forms.ModelForm):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)

    class Meta:
        model = User
        fields = ("name", "language", "zone")
