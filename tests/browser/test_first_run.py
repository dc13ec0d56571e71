import pytest

from core.accounts.models import User

pytestmark = pytest.mark.browser


def test_whoever_sets_up_makes_the_first_account_signs_out_and_in_again(page, look):
    page.goto("/")
    look(page, "first-run")
    page.get_by_label("Your name").fill("Daw Khin Khin")
    page.get_by_label("Email").fill("khin@example.org")
    page.get_by_label("Password", exact=False).first.fill("a long enough one")
    page.get_by_label("The password again").fill("a long enough one")
    page.get_by_role("button", name="Make the account").click()
    page.get_by_text("Nothing waits for you now.").wait_for()
    look(page, "home-secretariat")
    assert User.objects.get().is_secretariat

    page.get_by_role("button", name="Daw Khin Khin").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").click()
    look(page, "sign-in")
    page.get_by_label("Email").fill("khin@example.org")
    page.get_by_label("Password").fill("a long enough one")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="What waits for me").wait_for()
