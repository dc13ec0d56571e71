"""The outbox: once, in the same transaction, tried again, never twice, never lost."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.audit.lifecycle import Refused
from core.audit.models import Entry, Reading
from core.mail.models import Message, MessageState
from core.mail.queue import queue_message, store_message
from core.mail.send_again import send_again
from core.mail.tasks import mark_uncertain, queue_what_was_lost, send_message
from tests.concurrency import at_once

HELLO = {"to": "a@example.org", "language": "en-gb", "subject": "Hello", "body": "Hello\n"}


class RefusingBackend(BaseEmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, email_messages):
        raise ConnectionRefusedError("mail server is asleep")


@pytest.fixture
def delivery(settings):
    settings.MAIL_DELIVERY = True


@pytest.fixture
def asleep(settings, delivery):
    settings.DELIVERY_BACKEND = f"{__name__}.RefusingBackend"


def state_of(message: Message) -> str:
    return Message.objects.get(pk=message.pk).state


def test_an_act_is_told_once_however_often_it_is_said(db):
    assert store_message(once="offer-sent:k2", **HELLO) is not None
    assert store_message(once="offer-sent:k2", **HELLO) is None
    assert store_message(**HELLO) is not None
    assert Message.objects.count() == 2


def test_a_message_of_an_act_that_is_rolled_back_is_never_written(db, run_tasks):
    def act() -> None:
        with transaction.atomic():
            store_message(**HELLO)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert (Message.objects.count(), run_tasks()) == (0, 0)


def test_without_a_mail_server_a_message_is_kept(db, run_tasks):
    message = store_message(**HELLO)
    run_tasks()
    assert state_of(message) == MessageState.KEPT
    assert mail.outbox == []


def test_a_message_is_sent_with_its_own_number_and_marked_as_automatic(db, delivery, run_tasks):
    message = store_message(html="<p>Hello</p>", **HELLO)
    run_tasks()
    (sent,) = mail.outbox
    assert state_of(message) == MessageState.SENT
    assert (sent.to, sent.subject, sent.body) == (["a@example.org"], "Hello", "Hello\n")
    assert sent.extra_headers["Message-ID"] == message.message_id
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert sent.alternatives[0][0] == "<p>Hello</p>"


def test_a_message_is_not_sent_twice_by_a_second_task(db, delivery, run_tasks):
    message = store_message(**HELLO)
    send_message.enqueue(message.pk)
    assert run_tasks() == 2
    assert len(mail.outbox) == 1


def test_a_refused_sending_is_tried_again_later_and_at_last_shown_as_failed(db, asleep, run_tasks):
    with time_machine.travel("2026-05-01 08:00", tick=False) as traveller:
        message = store_message(**HELLO)
        for minutes in (0, 1, 5, 30, 120):
            assert state_of(message) == MessageState.QUEUED
            traveller.shift(timedelta(minutes=minutes, seconds=-1 if minutes else 0))
            if minutes:
                assert run_tasks() == 0, "not before its time"
                traveller.shift(timedelta(seconds=1))
            assert run_tasks() == 1
    message.refresh_from_db()
    assert (message.state, message.tries) == (MessageState.FAILED, 5)
    assert message.error == "ConnectionRefusedError: mail server is asleep"
    assert not DBTaskResult.objects.ready().exists()


def test_a_mail_server_that_wakes_up_gets_the_message(db, asleep, run_tasks, settings):
    with time_machine.travel("2026-05-01 08:00", tick=False) as traveller:
        message = store_message(**HELLO)
        run_tasks()
        settings.DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        traveller.shift(timedelta(minutes=2))
        run_tasks()
    assert state_of(message) == MessageState.SENT
    assert len(mail.outbox) == 1


def test_a_sending_that_was_cut_off_becomes_uncertain_and_is_not_repeated_by_itself(db, delivery, run_tasks):
    message = store_message(**HELLO)
    Message.objects.update(state=MessageState.SENDING, updated_at=timezone.now() - timedelta(minutes=29))
    assert mark_uncertain.func() == 0
    Message.objects.update(updated_at=timezone.now() - timedelta(minutes=31))
    assert mark_uncertain.func() == 1
    run_tasks()
    assert state_of(message) == MessageState.UNCERTAIN
    assert mail.outbox == []


def test_a_message_whose_task_was_lost_is_queued_again_and_sent_once(db, delivery, run_tasks):
    message = store_message(**HELLO)
    DBTaskResult.objects.all().delete()
    assert queue_what_was_lost.func() == 0
    Message.objects.update(updated_at=timezone.now() - timedelta(hours=4))
    assert queue_what_was_lost.func() == 1
    assert queue_what_was_lost.func() == 0
    run_tasks()
    assert state_of(message) == MessageState.SENT
    assert len(mail.outbox) == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_workers_at_once_send_a_message_once(settings):
    settings.MAIL_DELIVERY = True
    message = store_message(**HELLO)
    answers = at_once([lambda: send_message.func(message.pk)] * 8)
    assert sorted(answers) == ["already taken"] * 7 + ["sent"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_an_act_told_by_many_at_once_is_written_once():
    answers = at_once([lambda: store_message(once="offer-sent:k2", **HELLO)] * 8)
    assert sum(answer is not None for answer in answers) == 1
    assert Message.objects.count() == 1


@pytest.mark.parametrize("state", [MessageState.FAILED, MessageState.UNCERTAIN])
def test_the_secretariat_sends_again_what_failed_or_is_uncertain(state, as_secretariat, delivery, run_tasks):
    message = store_message(**HELLO)
    run_tasks()
    mail.outbox.clear()
    Message.objects.update(state=state, tries=5, error="asleep")
    address = reverse("send_message_again", args=[message.key])
    assert "Send this message again?" in as_secretariat.get(address).content.decode()
    assert state_of(message) == state
    assert as_secretariat.post(address).url == reverse("message", args=[message.key])
    run_tasks()
    assert state_of(message) == MessageState.SENT
    assert len(mail.outbox) == 1
    assert Entry.objects.about(message).get().act == "sent again"


@pytest.mark.parametrize(
    "state", [MessageState.QUEUED, MessageState.SENDING, MessageState.SENT, MessageState.KEPT]
)
def test_nothing_else_is_sent_again(state, secretariat):
    message = store_message(**HELLO)
    Message.objects.update(state=state)
    message.refresh_from_db()
    with pytest.raises(Refused):
        send_again(message, by=secretariat)
    assert state_of(message) == state


def test_what_was_kept_goes_out_once_there_is_a_mail_server(secretariat, run_tasks, settings):
    message = store_message(**HELLO)
    run_tasks()
    settings.MAIL_DELIVERY = True
    message.refresh_from_db()
    send_again(message, by=secretariat)
    run_tasks()
    assert state_of(message) == MessageState.SENT


def test_of_two_who_send_again_one_is_told_that_the_other_was_quicker(secretariat, delivery):
    store_message(**HELLO)
    Message.objects.update(state=MessageState.FAILED)
    first, second = Message.objects.get(), Message.objects.get()
    send_again(first, by=secretariat)
    with pytest.raises(Refused):
        send_again(second, by=secretariat)


def test_reading_a_message_is_logged_and_its_links_can_be_pressed(as_secretariat, secretariat):
    message = store_message(**{**HELLO, "body": "Go to https://luminary.example/x?a=1&b=2 <script>alert(1)</script>\n"})
    page = as_secretariat.get(reverse("message", args=[message.key])).content.decode()
    assert '<a href="https://luminary.example/x?a=1&amp;b=2"' in page
    assert "&lt;script&gt;" in page
    reading = Reading.objects.get()
    assert (reading.by, reading.record) == (secretariat, message)


def test_mails_of_libraries_go_into_the_outbox_in_the_readers_words(db):
    from django.core.mail import send_mail

    send_mail("Hello", "Hello\n", None, ["a@example.org", "b@example.org"])
    assert list(Message.objects.order_by("pk").values_list("to", flat=True)) == ["a@example.org", "b@example.org"]


def test_a_mail_says_names_as_they_are_written(db, settings, tmp_path):
    folder = tmp_path / "hello"
    folder.mkdir()
    (folder / "subject.txt").write_text("{{ name }}")
    (folder / "body.txt").write_text("Hello {{ name }}, see {% url 'home' %}\n\n\n")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    message = queue_message("hello", to="a@example.org", context={"name": "Siti O'Brien & <Co>\nBcc: all"})
    assert message.subject == "Siti O'Brien & <Co> Bcc: all"
    assert message.body == "Hello Siti O'Brien & <Co>\nBcc: all, see /\n"
