"""A student joins their own account to their record, by their own link."""

from datetime import date

import pytest
from django.urls import reverse

from core.audit.lifecycle import Refused
from talent.people.record.joining import join_account
from talent.people.record.link import Kin
from tests.factories import make_guardian, make_person, make_user
from tests.talent.people.record.test_pages import address, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def student():
    student = make_person(email="Student@example.org", birth_date=date(2009, 1, 1))
    tell(student, "Olympiad")
    return student


def test_signed_in_with_the_address_of_the_link_the_account_is_joined_and_sees_the_record(student, signed_in):
    client, page = signed_in(make_user(email="student@example.org")), address(Kin(student, None))
    assert "Join my account" in client.get(page).content.decode()
    assert "Olympiad" in client.post(f"{page}join/", follow=True).content.decode()
    assert "Olympiad" in client.get(reverse("my_record")).content.decode()
    assert "Join my account" not in client.get(page).content.decode()


def test_nobody_elses_account_is_joined_and_no_guardians_link_joins_one(student, signed_in, client):
    stranger, page = signed_in(make_user()), address(Kin(student, None))
    assert "Join my account" not in stranger.get(page).content.decode()
    for opener in (stranger, client):
        opener.post(f"{page}join/")
    guardian = make_guardian(student, "student@example.org")
    parents = address(Kin(student, guardian))
    signed_in(make_user(email="student@example.org")).post(f"{parents}join/")
    student.refresh_from_db()
    assert student.user is None


def test_an_account_is_joined_to_one_record_only(student):
    user = make_user(email="student@example.org")
    join_account(Kin(student, None), user)
    twin = make_person(email="student@example.org")
    with pytest.raises(Refused, match="another record"):
        join_account(Kin(twin, None), user)
