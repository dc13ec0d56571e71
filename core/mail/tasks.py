"""Sending what is in the outbox."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone
from django_tasks import task

from core.mail.models import Message, MessageState

TRIES = 5
WAIT_MINUTES = (1, 5, 30, 120)


@task(queue_name="mail")
def send_message(message_pk: int) -> str:
    """Send one message. Claims it first, so that two workers cannot both send it.

    A refused sending is tried again after 1, 5, 30 and 120 minutes, then shown as failed. A worker that
    dies between claim and answer leaves `sending`, which `mark_uncertain` turns into `uncertain`: shown in
    the outbox for a person to decide, never repeated by itself.
    """
    claimed = Message.objects.filter(pk=message_pk, state=MessageState.QUEUED).update(
        state=MessageState.SENDING, updated_at=timezone.now()
    )
    if not claimed:
        return "already taken"
    message = Message.objects.get(pk=message_pk)
    if not settings.MAIL_DELIVERY:
        return settle(message, MessageState.KEPT)
    try:
        deliver(message)
    except Exception as error:  # whatever the mail server or the network says, the message must not be lost
        return retry_or_fail(message, error)
    return settle(message, MessageState.SENT, sent_at=timezone.now())


def deliver(message: Message) -> None:
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body,
        to=[message.to],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
        connection=get_connection(settings.DELIVERY_BACKEND),
    )
    if message.html:
        email.attach_alternative(message.html, "text/html")
    email.send()


def settle(message: Message, state: MessageState, **fields) -> str:
    Message.objects.filter(pk=message.pk, state=MessageState.SENDING).update(
        state=state, tries=message.tries + 1, updated_at=timezone.now(), **fields
    )
    return state.value


def retry_or_fail(message: Message, error: Exception) -> str:
    tries = message.tries + 1
    words = f"{type(error).__name__}: {error}"[:2000]
    if tries >= TRIES:
        return settle(message, MessageState.FAILED, error=words)
    answer = settle(message, MessageState.QUEUED, error=words)
    send_message.using(run_after=timezone.now() + timedelta(minutes=WAIT_MINUTES[tries - 1])).enqueue(message.pk)
    return answer


@task
def queue_what_was_lost() -> int:
    """Messages still queued an hour after their last try was due: the task that should send them was lost.

    A worker that is killed takes the task it has just begun with it. Queueing twice does no harm, for only one
    of the tasks can claim the message.
    """
    longest = timedelta(minutes=max(WAIT_MINUTES) + 60)
    old = Message.objects.filter(state=MessageState.QUEUED, updated_at__lt=timezone.now() - longest)
    lost = list(old.values_list("pk", flat=True)[:1000])
    for message_pk in lost:
        send_message.enqueue(message_pk)
    Message.objects.filter(pk__in=lost, state=MessageState.QUEUED).update(updated_at=timezone.now())
    return len(lost)


@task
def mark_uncertain() -> int:
    """Messages claimed half an hour ago without an answer: nobody knows whether they left."""
    return Message.objects.filter(
        state=MessageState.SENDING, updated_at__lt=timezone.now() - timedelta(minutes=30)
    ).update(state=MessageState.UNCERTAIN)
