import pytest
from django.contrib.auth import get_user
from django.urls import reverse

from core.accounts import standing
from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.models import Entry
from tests.concurrency import at_once
from tests.factories import make_user


def test_closing_an_account_ends_its_open_sessions(as_secretariat, user, signed_in):
    client = signed_in(user)
    assert get_user(client).is_authenticated
    address = reverse("close_account", args=[user.key])
    assert "signed out everywhere" in as_secretariat.get(address).content.decode()
    assert User.objects.get(pk=user.pk).is_active
    as_secretariat.post(address)
    assert not User.objects.get(pk=user.pk).is_active
    assert client.get("/me/").status_code == 302
    as_secretariat.post(reverse("reopen_account", args=[user.key]))
    assert User.objects.get(pk=user.pk).is_active
    acts = [entry.act for entry in Entry.objects.about(user)]
    assert acts == ["opened the account again", "closed the account"]


def test_a_colleague_joins_and_leaves_the_secretariat(as_secretariat, user, signed_in):
    assert signed_in(user).get(reverse("users")).status_code == 403
    as_secretariat.post(reverse("join_secretariat", args=[user.key]))
    assert signed_in(user).get(reverse("users")).status_code == 200
    as_secretariat.post(reverse("leave_secretariat", args=[user.key]))
    assert signed_in(user).get(reverse("users")).status_code == 403


@pytest.mark.parametrize("name", ["close_account", "leave_secretariat"])
def test_nobody_changes_their_own_standing(name, as_secretariat, secretariat):
    as_secretariat.post(reverse(name, args=[secretariat.key]))
    secretariat.refresh_from_db()
    assert secretariat.is_active
    assert secretariat.is_secretariat


def test_what_is_so_already_is_refused(secretariat, user):
    with pytest.raises(Refused):
        standing.reopen_account(user, by=secretariat)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_of_the_secretariat_cannot_take_each_other_out():
    one, two = make_user(is_secretariat=True), make_user(is_secretariat=True)
    answers = at_once([
        lambda: standing.leave_secretariat(two, by=one), lambda: standing.leave_secretariat(one, by=two)
    ])
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert User.objects.filter(is_secretariat=True).count() == 1
