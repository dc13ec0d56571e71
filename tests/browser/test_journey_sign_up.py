"""The beginning of journey 2: a school signs up, is verified, and invites a colleague."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import make_institution, make_officer

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def mails_of_the_sign_in_library(settings):
    """The test runner would keep them elsewhere."""
    settings.EMAIL_BACKEND = "core.mail.backend.OutboxBackend"


def in_mail(outbox, to):
    """The first link to a page in the last mail to this address."""
    body = next(each.body for each in reversed(outbox()) if each.to == to)
    return re.search(r"https?://[^/\s]+/\w\S+", body).group()


def create_account(page, address, name, email):
    page.goto(address)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Email").fill(email)
    page.locator("#id_password1").fill("a long enough one")
    page.locator("#id_password2").fill("a long enough one")
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("heading", name="Look into your mailbox").wait_for()


def test_a_school_signs_up_is_verified_and_invites_a_colleague(open_page, look, outbox):
    make_institution("Vientiane Lyceum")
    officer = open_page(make_officer("LA"))
    page = open_page()
    create_account(page, "/accounts/signup/", "Khamla", "khamla@example.org")
    page.goto(in_mail(outbox, "khamla@example.org"))
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("link", name="Register your school").click()
    look(page, "institution-sign-up")
    page.get_by_label("What is it?").select_option("school")
    page.get_by_label("Country").select_option("LA")
    page.get_by_label("Name", exact=False).first.fill("ໂຮງຮຽນ ວຽງຈັນ")
    page.get_by_label("Name in Latin letters").fill("Lycee of Vientiane")
    page.get_by_label("City").fill("Vientiane")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("Is it one of these?")).to_be_visible()
    look(page, "institution-similar")
    page.get_by_label("It is none of these").check()
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("waits for verification").first).to_be_visible()
    look(page, "institution-waiting")

    officer.goto("/")
    officer.get_by_role("link", name="Institutions wait for verification").click()
    look(officer, "institutions-to-verify")
    officer.get_by_role("link", name="ໂຮງຮຽນ ວຽງຈັນ").click()
    officer.get_by_role("link", name="Verify").click()
    look(officer, "institution-verify")
    officer.get_by_role("button", name="Verify").click()
    expect(officer.get_by_text("is verified.")).to_be_visible()
    look(officer, "institution-verified")

    page.goto(in_mail(outbox, "khamla@example.org"))
    page.get_by_role("link", name="Invite a colleague").click()
    page.get_by_label("Colleague's name").fill("Somsy")
    page.get_by_label("Their email").fill("somsy@example.org")
    page.get_by_label("What will they do?").select_option("teacher")
    look(page, "invite-colleague")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("Somsy is invited")).to_be_visible()
    look(page, "members")

    colleague = open_page()
    colleague.goto(in_mail(outbox, "somsy@example.org"))
    look(colleague, "invitation")
    create_account(
        colleague, colleague.get_by_role("main").get_by_role("link", name="Sign up").get_attribute("href"), "Somsy",
        "somsy@example.org",
    )
    colleague.goto(in_mail(outbox, "somsy@example.org"))
    colleague.get_by_role("button", name="Confirm").click()
    if "/invitations/" not in colleague.url:
        colleague.get_by_role("link", name="invites you").click()
    colleague.get_by_role("button", name="Join").click()
    expect(colleague.get_by_text("Welcome to")).to_be_visible()
    colleague.goto(reverse("home"))
    colleague.get_by_role("link", name="My institution").click()
    expect(colleague.get_by_text("2 people act for it.")).to_be_visible()
