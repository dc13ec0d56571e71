"""The harness itself: what other tests rely on."""

import pytest
from django.contrib.auth import authenticate
from django.db import connection

from core.mail.models import Message, MessageState
from core.mail.queue import store_message
from tests.concurrency import at_once


def test_a_made_user_can_sign_in(user, password):
    assert authenticate(None, email=user.email, password=password) == user


def test_a_signed_in_client_sees_the_home_page(signed_in, user):
    assert user.name in signed_in(user).get("/").content.decode()


def test_queued_tasks_run_until_none_is_left(run_tasks):
    message = store_message(to="a@example.org", language="en-gb", subject="Hello", body="Hello\n")
    assert run_tasks() == 1
    assert Message.objects.get(pk=message.pk).state == MessageState.KEPT
    assert run_tasks() == 0


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_acts_at_once_have_their_own_connections():
    def backend() -> int:
        with connection.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            return cursor.fetchone()[0]

    assert len(set(at_once([backend] * 5))) == 5
