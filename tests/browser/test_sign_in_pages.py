"""The sign-in library's pages, in our clothes and under our Content-Security-Policy."""

import re

import pytest

from core.accounts.demonstration import offer_account
from core.mail.models import Message
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.browser


@pytest.fixture
def device():
    """A device that makes passkeys and confirms its owner by itself, plugged into a page."""

    def plug_into(page) -> None:
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }})

    return plug_into


def test_a_newcomer_signs_up_confirms_and_forgets_the_password(open_page, site, look, run_tasks):
    page = open_page(size="phone")
    page.goto("/")
    make_user("Somebody", is_secretariat=True)
    page.goto("/accounts/signup/")
    look(page, "sign-up")
    page.get_by_label("Email").fill("mai@example.org")
    page.get_by_label("Your name").fill("ໃໝ່")
    page.get_by_label("Password", exact=False).first.fill("a long enough one")
    page.get_by_label("Password (again)").fill("a long enough one")
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("heading", name="Look into your mailbox").wait_for()
    look(page, "look-into-your-mailbox")
    run_tasks()
    page.goto(re.search(r"https?://\S+/confirm-email/\S+", Message.objects.get(to="mai@example.org").body)[0])
    look(page, "confirm-email")
    page.get_by_role("button", name="Yes, confirm").click()
    page.get_by_role("heading", name="What waits for me").wait_for()
    page.context.clear_cookies()
    page.goto("/accounts/password/reset/")
    look(page, "forgotten-password")
    page.get_by_label("Email").fill("mai@example.org")
    page.get_by_role("button", name="Send the link").click()
    page.get_by_role("heading", name="Look into your mailbox").wait_for()
    page.goto(re.search(r"https?://\S+/reset/key/\S+", Message.objects.latest("pk").body)[0])
    look(page, "a-new-password")
    page.get_by_label("New Password", exact=False).first.fill("another long one")
    page.get_by_label("New Password (again)").fill("another long one")
    page.get_by_role("button", name="Keep this password").click()
    page.get_by_text("password is now changed").first.wait_for()
    sign_in(page, "mai@example.org", "another long one")
    page.get_by_role("heading", name="What waits for me").wait_for()


def sign_in(page, email: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm_that_it_is_me(page, look) -> None:
    page.get_by_role("heading", name="Is it you?").wait_for()
    look(page, "is-it-you")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def test_a_passkey_is_added_and_signs_in(open_page, look, device):
    user = make_user("Passkey Owner")
    page = open_page(user)
    device(page)
    page.goto("/accounts/2fa/")
    look(page, "sign-in-safety")
    page.get_by_role("link", name="Add a passkey").click()
    confirm_that_it_is_me(page, look)
    page.get_by_role("heading", name="A new passkey").wait_for()
    look(page, "add-a-passkey")
    page.get_by_label("Name").fill("My laptop")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    look(page, "recovery-codes")
    page.goto("/accounts/2fa/webauthn/")
    page.get_by_text("My laptop").wait_for()
    look(page, "passkeys")

    page.get_by_role("button", name="Passkey Owner").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name="What waits for me").wait_for()
    page.get_by_role("button", name="Passkey Owner").wait_for()


def test_an_authenticator_app_is_turned_on_asked_for_and_turned_off(open_page, look):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    def code(secret: str) -> str:
        return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

    user = make_user("App Owner")
    page = open_page(user)
    page.goto("/accounts/2fa/totp/activate/")
    confirm_that_it_is_me(page, look)
    page.get_by_role("heading", name="Turn on the authenticator app").wait_for()
    look(page, "authenticator-app")
    secret = page.locator("#authenticator_secret").input_value()
    page.get_by_label("code", exact=False).fill(code(secret))
    page.get_by_role("button", name="Turn on").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    recovery = page.locator("#recovery_codes").input_value().split()

    page.get_by_role("button", name="App Owner").click()
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, user.email, PASSWORD)
    page.get_by_role("heading", name="One thing more").wait_for()
    look(page, "second-factor")
    page.get_by_label("code", exact=False).fill(recovery[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="What waits for me").wait_for()

    page.goto("/accounts/2fa/totp/deactivate/")
    if page.get_by_role("heading", name="Is it you?").is_visible():
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
    look(page, "turn-off-the-app")
    page.get_by_role("button", name="Turn off").click()
    page.get_by_text("Off: your password alone lets you in.").wait_for()


def test_the_remaining_pages_of_an_account_look_right(open_page, look):
    page = open_page(make_user("Somebody"), size="phone")
    page.goto("/accounts/password/change/")
    look(page, "change-password")
    page.goto("/accounts/email/")
    if page.get_by_role("heading", name="Is it you?").is_visible():
        confirm_that_it_is_me(page, look)
    look(page, "email-addresses")
    page.goto("/accounts/logout/")
    look(page, "sign-out")
    page.goto("/accounts/inactive/")
    look(page, "closed-account")
    page.goto("/me/")
    look(page, "language-and-time-zone")
    page.goto("/nowhere/")
    look(page, "no-such-page")
    page.goto("/audit/")
    look(page, "not-for-you")


def test_one_press_signs_in_to_an_account_of_a_demonstration(open_page, look, settings):
    settings.DEMONSTRATION = True
    for name, role in (("Somchai Dee", "Coordinator of a school"), ("Siti Rahma", "Secretariat")):
        offer_account(make_user(name, is_secretariat=role == "Secretariat"), role)
    page = open_page(size="phone")
    page.goto("/accounts/login/")
    look(page, "sign-in-demonstration")
    page.get_by_role("button", name="Sign in as Siti Rahma, Secretariat").click()
    page.get_by_role("heading", name="What waits for me").wait_for()
    page.get_by_role("link", name="Outbox").click()
    look(page, "outbox-empty")


def test_the_secretariat_reads_outbox_audit_and_users(open_page, look, site, run_tasks):
    secretariat = make_user("Sekar Ayu", is_secretariat=True)
    other = make_user("Nguyễn Văn An")
    page = open_page(secretariat)
    reset = open_page(size="phone")
    reset.goto("/accounts/password/reset/")
    reset.get_by_label("Email").fill(other.email)
    reset.get_by_role("button", name="Send the link").click()
    reset.get_by_role("heading", name="Look into your mailbox").wait_for()
    run_tasks()
    page.goto("/outbox/")
    look(page, "outbox")
    page.get_by_role("link", name="A new password for Luminary").click()
    look(page, "message")
    page.locator(".message-text a").first.wait_for()
    page.goto("/users/")
    look(page, "users")
    page.get_by_role("link", name="Nguyễn Văn An").click()
    look(page, "user")
    page.get_by_role("link", name="Close the account").click()
    look(page, "close-the-account")
    page.get_by_role("button", name="Close the account").click()
    page.get_by_role("button", name="Open the account again").wait_for()
    page.goto("/audit/")
    page.get_by_text("closed the account").wait_for()
    look(page, "audit")
    page.get_by_role("link", name="Readings of protected data").click()
    look(page, "readings")
