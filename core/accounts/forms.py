from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.accounts.zones import zone_choices


class SignupDetails(forms.Form):
    """What signing up asks besides email and password (allauth adds these fields to its form)."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, help_text=_("As you write it yourself, in any script.")
    )

    def signup(self, request, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
        user.save()


class PersonalSettings(forms.ModelForm):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)

    class Meta:
        model = User
        fields = ("name", "language", "zone")
