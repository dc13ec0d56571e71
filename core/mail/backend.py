"""Django's mail backend for libraries that send by themselves: their mails go into the outbox too."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation

from core.mail.queue import store_message


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for email in email_messages:
            html = next((str(a[0]) for a in getattr(email, "alternatives", []) if a[1] == "text/html"), "")
            for address in email.recipients():
                store_message(
                    to=address,
                    language=translation.get_language() or "en-gb",
                    subject=str(email.subject),
                    body=str(email.body),
                    html=html,
                )
        return len(email_messages)
