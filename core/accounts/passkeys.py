from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class AddPasskey(AddWebAuthnForm):
    """A new passkey, which by itself signs in unless its owner wants otherwise."""

    passwordless = forms.BooleanField(
        label=_("It signs me in by itself, without the password"), required=False, initial=True,
        help_text=_("Without this it is asked for after the password."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.initial["name"] = _("Passkey %(number)d") % {
            "number": self.user.authenticator_set.filter(type=Authenticator.Type.WEBAUTHN).count() + 1
        }
