"""The sign-in library's own addresses: it guards them itself, and this holds how."""

from tests.permissions.row import ALLAUTH, EVERYBODY, SIGNED_IN_ROLES, Row

ANYBODY = (
    "account_login", "account_logout", "account_inactive", "account_signup", "account_email_verification_sent",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key_done",
)
OWN_ACCOUNT = (
    "account_reauthenticate", "account_email", "account_change_password", "account_set_password", "mfa_index",
    "mfa_reauthenticate", "mfa_activate_totp", "mfa_generate_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
)
# In the middle of signing in: who has signed in is led on, who has not begun is led to the sign-in page.
HALFWAY = ("account_confirm_login_code", "mfa_authenticate", "mfa_login_webauthn")

ROWS = [
    *(Row(name, ALLAUTH, EVERYBODY) for name in ANYBODY),
    *(Row(name, ALLAUTH, SIGNED_IN_ROLES) for name in OWN_ACCOUNT),
    *(Row(name, ALLAUTH, SIGNED_IN_ROLES) for name in HALFWAY),
    Row("account_confirm_email", ALLAUTH, EVERYBODY, lambda world: {"key": "wrong"}),
    Row("account_reset_password_from_key", ALLAUTH, EVERYBODY, lambda world: {"uidb36": "1", "key": "wrong"}),
    Row("mfa_deactivate_totp", ALLAUTH, set(), gone=True),
    Row("mfa_view_recovery_codes", ALLAUTH, set(), gone=True),
    Row("mfa_download_recovery_codes", ALLAUTH, set(), gone=True),
    # First asks to sign in once more.
    Row("mfa_remove_webauthn", ALLAUTH, SIGNED_IN_ROLES, lambda world: {"pk": 1}),
    Row("mfa_edit_webauthn", ALLAUTH, SIGNED_IN_ROLES, lambda world: {"pk": 1}),
]
