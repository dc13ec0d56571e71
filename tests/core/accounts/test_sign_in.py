"""Signing in and up: quick, rate-limited, and telling a stranger nothing about who has an account."""

import re

import pytest
from django.contrib.auth import get_user
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core.accounts.demonstration import PASSWORD as DEMONSTRATION_PASSWORD
from core.accounts.demonstration import offer_account
from core.accounts.models import User
from core.mail.models import Message
from tests.factories import PASSWORD, make_user

SIGN_IN = "account_login"
SECRET = re.compile(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+"')


def page_of(answer) -> bytes:
    """The page as a person sees it: without the token that differs each time."""
    return SECRET.sub(b"", answer.content)


def test_a_user_signs_in_with_email_and_password(client, user):
    answer = client.post(reverse(SIGN_IN), {"login": user.email.upper(), "password": PASSWORD})
    assert answer.url == "/"
    assert get_user(client) == user


def test_a_closed_account_does_not_sign_in(client, user):
    User.objects.update(is_active=False)
    client.post(reverse(SIGN_IN), {"login": user.email, "password": PASSWORD})
    assert not get_user(client).is_authenticated


def test_a_wrong_password_and_an_unknown_email_are_answered_alike(db):
    make_user(email="known@example.org")
    answers = [
        Client().post(reverse(SIGN_IN), {"login": email, "password": "wrong"})
        for email in ("known@example.org", "nobody@example.org")
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    pages = [page_of(answer).replace(b"known@", b"nobody@") for answer in answers]
    assert pages[0] == pages[1]


def test_guessing_one_persons_password_is_stopped_even_for_the_right_one(user):
    for _ in range(5):
        Client().post(reverse(SIGN_IN), {"login": user.email, "password": "wrong"})
    client = Client()
    answer = client.post(reverse(SIGN_IN), {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 200
    assert not get_user(client).is_authenticated
    assert "Too many failed login attempts" in answer.content.decode()


def test_guessing_many_peoples_passwords_from_one_place_is_stopped(user):
    for number in range(20):
        Client().post(reverse(SIGN_IN), {"login": f"p{number}@example.org", "password": "wrong"})
    client = Client()
    client.post(reverse(SIGN_IN), {"login": user.email, "password": PASSWORD})
    assert not get_user(client).is_authenticated


def sign_up(email: str):
    return Client().post(
        reverse("account_signup"),
        {"email": email, "name": "Mai", "password1": "a long enough one", "password2": "a long enough one"},
        follow=True,
    )


def test_signing_up_with_a_taken_address_looks_like_signing_up(user):
    fresh, taken = sign_up("fresh@example.org"), sign_up(user.email)
    assert fresh.redirect_chain == taken.redirect_chain
    assert page_of(fresh).replace(b"fresh@example.org", user.email.encode()) == page_of(taken)
    assert User.objects.filter(email=user.email).count() == 1
    assert Message.objects.get(to=user.email).subject == "You already have an account at Luminary"


def test_a_reset_for_an_unknown_address_looks_like_one_for_a_known(user):
    answers = [
        Client().post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in (user.email, "nobody@example.org")
    ]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert page_of(answers[0]) == page_of(answers[1])


def links_in(message: Message) -> list[str]:
    return re.findall(r"https?://[^/]+(/accounts/\S+)", message.body)


def test_who_signs_up_confirms_by_the_link_in_the_message_and_is_let_in(db, client):
    answer = client.post(
        reverse("account_signup"),
        {"email": "Mai@Example.org", "name": "ໃໝ່", "zone": "Asia/Vientiane", "password1": "a long enough one",
         "password2": "a long enough one"},
    )
    assert answer.url == reverse("account_email_verification_sent")
    user = User.objects.get()
    assert (user.email, user.name, user.zone) == ("mai@example.org", "ໃໝ່", "Asia/Vientiane")
    credentials = {"login": "mai@example.org", "password": "a long enough one"}
    Client().post(reverse(SIGN_IN), credentials)
    message = Message.objects.earliest("pk")
    assert message.subject == "Confirm your email for Luminary"
    client.post(links_in(message)[0])
    later = Client()
    assert later.post(reverse(SIGN_IN), credentials).url == "/"


def test_a_zone_that_nobody_knows_becomes_utc(db, client):
    client.post(
        reverse("account_signup"),
        {"email": "a@example.org", "name": "A", "zone": "../../etc", "password1": "a long enough one",
         "password2": "a long enough one"},
    )
    assert User.objects.get().zone == "UTC"


def test_a_forgotten_password_is_replaced_by_the_link_in_the_message_once(client, user):
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = links_in(Message.objects.get())[0]
    form = client.get(link, follow=True)
    given = {"password1": "quite another one", "password2": "quite another one"}
    client.post(form.redirect_chain[-1][0], given)
    assert "too old or was used before" in Client().get(link, follow=True).content.decode()
    cache.clear()
    assert Client().post(reverse(SIGN_IN), {"login": user.email, "password": "quite another one"}).url == "/"


def test_the_accounts_of_a_demonstration_stand_on_its_sign_in_page_only(client, user, settings):
    offer_account(user, "Coordinator of a school")
    assert "Coordinator of a school" not in client.get(reverse(SIGN_IN)).content.decode()
    settings.DEMONSTRATION = True
    page = client.get(reverse(SIGN_IN)).content.decode()
    assert "Coordinator of a school" in page
    assert DEMONSTRATION_PASSWORD in page


def test_one_press_signs_in_to_a_listed_account_of_a_demonstration_only(client, user, settings):
    listed = reverse("demonstration_sign_in", args=[user.key])
    settings.DEMONSTRATION = True
    assert client.post(listed).status_code == 404, "not listed"
    offer_account(user, "Juror")
    settings.DEMONSTRATION = False
    assert client.post(listed).status_code == 404, "no demonstration"
    settings.DEMONSTRATION = True
    assert client.post(listed).url == "/"
    assert get_user(client) == user


@pytest.mark.parametrize("name", [SIGN_IN, "account_signup", "account_reset_password"])
def test_entry_pages_take_few_queries(db, client, name, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        assert client.get(reverse(name)).status_code == 200


def test_production_cookies_and_addresses_are_for_https_only():
    import json
    import os
    import subprocess
    import sys

    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "DEBUG")
    code = (
        "import django, json; from django.conf import settings; django.setup();"
        f"print(json.dumps([getattr(settings, name) for name in {names}]))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "LUMINARY_PRODUCTION": "1",
             "LUMINARY_SECRET_KEY": "x" * 60, "LUMINARY_DEMONSTRATION": "0"},
    )
    assert json.loads(told.stdout) == [True, True, True, 31_536_000, False]
