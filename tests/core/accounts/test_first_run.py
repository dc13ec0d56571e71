import pytest
from django.contrib.auth import get_user
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from core.accounts.first_run import AlreadyRun, make_secretariat
from core.accounts.models import User
from core.audit.models import Entry
from tests.concurrency import at_once

GIVEN = {
    "name": "Daw Khin", "email": "Office@Example.org", "zone": "Asia/Yangon",
    "password": "a long enough one", "again": "a long enough one",
}


@pytest.fixture
def address() -> str:
    return reverse("first_run")


def test_an_empty_site_leads_to_the_first_run(db, client, address):
    assert client.get("/").url == address
    assert client.get(address).status_code == 200


def test_the_first_account_is_the_secretariat_and_is_signed_in(db, client, address):
    response = client.post(address, GIVEN)
    user = User.objects.get()
    assert response.url == "/"
    assert (user.email, user.zone, user.is_secretariat) == ("office@example.org", "Asia/Yangon", True)
    assert get_user(client) == user
    assert Entry.objects.about(user).get().act == "made the secretariat's account"


def test_the_first_account_signs_in_again_without_confirming_an_email(db, client, address):
    client.post(address, GIVEN)
    again = Client()
    answer = again.post(reverse("account_login"), {"login": "office@example.org", "password": GIVEN["password"]})
    assert answer.url == "/"


def test_the_first_run_is_gone_once_there_is_an_account(client, user, address):
    assert client.get(address).status_code == 404
    assert client.post(address, GIVEN).status_code == 404
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"again": "another long one"}, "again"), ({"password": "short", "again": "short"}, "password"),
     ({"email": "nobody"}, "email"), ({"zone": "Mars/Base"}, "zone"), ({"name": ""}, "name")],
)
def test_a_refused_form_keeps_what_was_typed_and_says_what_to_mend(db, client, address, wrong, field):
    response = client.post(address, {**GIVEN, **wrong})
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not User.objects.exists()
    if field != "name":
        assert 'value="Daw Khin"' in response.content.decode()


def test_production_has_no_first_run_page(db, client, address, settings):
    settings.PRODUCTION = True
    assert client.get(address).status_code == 404
    assert client.get("/").status_code == 200


def test_a_second_who_comes_after_the_check_makes_no_account(user):
    with pytest.raises(AlreadyRun):
        make_secretariat(email="a@example.org", password="x", name="A", language="en-gb", zone="UTC")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_many_who_press_at_once_make_one_account(address):
    ContentType.objects.get_for_model(User)
    answers = at_once(
        [lambda n=n: Client().post(address, {**GIVEN, "email": f"p{n}@example.org"}).status_code for n in range(8)]
    )
    assert sorted(answers) == [302] + [404] * 7
    assert User.objects.count() == 1


def test_a_demonstration_is_refused_in_production():
    import os
    import subprocess
    import sys

    told = subprocess.run(
        [sys.executable, "manage.py", "check"], capture_output=True, text=True, check=False,
        env={**os.environ, "LUMINARY_PRODUCTION": "1", "LUMINARY_DEMONSTRATION": "1", "LUMINARY_SECRET_KEY": "x" * 60},
    )
    assert told.returncode
    assert ImproperlyConfigured.__name__ in told.stderr
