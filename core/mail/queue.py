"""Putting a message into the outbox, in the reader's language, exactly once."""

from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from core.mail.models import Message


def queue_message(
    template: str, *, to: str, to_name: str = "", language: str = "", once: str | None = None, about: str = "",
    context: dict[str, Any] | None = None,
) -> Message | None:
    """Write a message into the outbox and queue its sending; both belong to the caller's transaction.

    `template` names a folder `templates/<template>/` with `subject.txt` and `body.txt`; both say who,
    what, when and what next. `once` names the act (`offer-sent:k7…`): a second message of the same name is
    not written and None is returned. `about` is the key of the record it tells of.
    """
    words = {"to_name": to_name, "site_url": settings.SITE_URL, **(context or {})}
    with translation.override(language or settings.LANGUAGE_CODE):
        subject = " ".join(plain_text(f"{template}/subject.txt", words).split())
        body = plain_text(f"{template}/body.txt", words).strip() + "\n"
    return store_message(
        to=to, to_name=to_name, language=language or settings.LANGUAGE_CODE, subject=subject, body=body,
        once=once, about=about,
    )


def plain_text(name: str, words: dict[str, Any]) -> str:
    """A template rendered as plain text: an apostrophe in a name stays an apostrophe."""
    return get_template(name).template.render(Context(words, autoescape=False))


def store_message(*, once: str | None = None, **fields: Any) -> Message | None:
    """Store a message already rendered and queue its sending; None if `once` was stored before."""
    from core.mail.tasks import send_message

    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    fields["subject"] = fields["subject"][:300]
    try:
        with transaction.atomic():
            message = Message.objects.create(once=once, message_id=make_msgid(domain=host), **fields)
    except IntegrityError:
        if once and Message.objects.filter(once=once).exists():
            return None
        raise
    send_message.enqueue(message.pk)
    return message
