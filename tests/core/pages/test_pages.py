"""The pages that everybody meets."""

import pytest
from django.urls import reverse
from django.utils import translation

from core.places.register import PLACES, Place, places_of
from tests.factories import make_user


def test_a_missing_page_and_a_forbidden_one_are_ours_and_say_what_to_do(client, user, signed_in):
    missing = client.get("/no/such/page/")
    assert missing.status_code == 404
    assert "There is no such page" in missing.content.decode()
    forbidden = signed_in(user).get(reverse("users"))
    assert forbidden.status_code == 403
    assert "This page is not for you" in forbidden.content.decode()


def test_an_error_of_ours_shows_a_page_that_needs_nothing(client, user, monkeypatch, rf):
    from core.pages import views

    monkeypatch.setattr(views, "waiting_for", lambda user: 1 / 0)
    client.raise_request_exception = False
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    broken = client.get("/")
    assert broken.status_code == 500
    assert "Something went wrong on our side" in broken.content.decode()
    assert "ZeroDivisionError" not in broken.content.decode()


def test_a_form_without_its_token_is_refused_in_plain_words(user):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    refused = client.post(reverse("account_login"), {"login": user.email, "password": "x"})
    assert refused.status_code == 403
    assert "The page was open too long" in refused.content.decode()


@pytest.mark.parametrize("address", ["/%00/", "/users/%00/", "/?q=%00", "/consent/%00/", "/organise/editions/%00/"])
def test_a_null_character_leads_nowhere(address, as_secretariat):
    assert as_secretariat.get(address).status_code == 404


def test_a_load_balancer_is_answered_in_one_query(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert client.get("/healthy").content == b"ok\n"


def test_a_language_is_chosen_for_this_browser_and_outside_addresses_are_not_followed(client, db):
    answer = client.post(reverse("set_language"), {"language": "ru", "next": "https://evil.example/"})
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]
    client.post(reverse("set_language"), {"language": "ru", "next": "/"})
    assert 'lang="ru"' in client.get(reverse("account_login")).content.decode()


def test_a_persons_own_language_and_zone_hold_once_signed_in(signed_in):
    user = make_user(language="ru", zone="Asia/Vientiane")
    page = signed_in(user).get("/me/").content.decode()
    assert 'lang="ru"' in page
    assert '<option value="Asia/Vientiane" selected>' in page


def test_settings_are_saved_and_a_wrong_zone_is_not(signed_in, user):
    client = signed_in(user)
    client.post("/me/", {"name": "ສົມໃຈ", "language": "lo", "zone": "Asia/Vientiane"})
    user.refresh_from_db()
    assert (user.name, user.language, user.zone) == ("ສົມໃຈ", "lo", "Asia/Vientiane")
    refused = client.post("/me/", {"name": "X", "language": "lo", "zone": "Mars/Base"})
    assert refused.status_code == 200
    user.refresh_from_db()
    assert user.zone == "Asia/Vientiane"


def test_the_bar_leads_to_each_place_once_in_order(user, monkeypatch):
    monkeypatch.setattr("core.places.register.PLACES", [
        lambda user: [Place("B", "/b/", 20), Place("A", "/a/", 10)], lambda user: [Place("B again", "/b/", 1)],
    ])
    assert [place.label for place in places_of(user)] == ["A", "B"]


def test_the_bar_shows_where_one_is_and_for_whom_one_acts(as_secretariat):
    page = as_secretariat.get(reverse("outbox")).content.decode()
    assert 'href="/outbox/" aria-current="page"' in page
    assert '<span class="bar-for">Secretariat</span>' in page


def test_the_bar_takes_few_queries_for_anybody(world_roles, django_assert_max_num_queries):
    for user in world_roles:
        with django_assert_max_num_queries(6):
            assert isinstance(user.places, list)
            assert isinstance(user.acts_for, str)


@pytest.fixture
def world_roles(db):
    from core.accounts.models import User
    from tests.world import World

    return [User.objects.get(pk=user.pk) for user in World().roles.values() if user]


def test_every_place_of_everybody_opens(world_roles, signed_in):
    assert PLACES
    for user in world_roles:
        for place in user.places:
            assert signed_in(user).get(place.address, follow=True).status_code == 200, (user, place.address)


def test_every_language_renders_the_first_pages(client, db, settings):
    make_user()
    for code, _ in settings.LANGUAGES:
        with translation.override(code):
            page = client.get("/", headers={"accept-language": code})
        assert page.status_code == 200, code
