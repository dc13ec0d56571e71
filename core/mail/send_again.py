"""Sending a message once more, because a person decided so."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import OvertakenByOther, Refused
from core.audit.record import record
from core.mail.models import Message, MessageState
from core.mail.tasks import send_message


def may_be_sent_again(message: Message) -> bool:
    """Failed, uncertain, or kept from before a mail server was set."""
    if message.state == MessageState.KEPT:
        return settings.MAIL_DELIVERY
    return message.state in {MessageState.FAILED, MessageState.UNCERTAIN}


@transaction.atomic
def send_again(message: Message, *, by: User) -> None:
    """Queue the message anew. Raises Refused where its state does not allow it or somebody was quicker."""
    if not may_be_sent_again(message):
        raise Refused(_("This message is “%(state)s”: it is not sent again.") % {"state": message.get_state_display()})
    seen = message.state
    taken = Message.objects.filter(pk=message.pk, state=seen).update(
        state=MessageState.QUEUED, tries=0, error="", updated_at=timezone.now()
    )
    if not taken:
        raise OvertakenByOther(_("Somebody else changed it a moment ago. Reload the page to see how it stands."))
    message.state = MessageState.QUEUED
    record("sent again", message, by, reason=str(MessageState(seen).label))
    send_message.enqueue(message.pk)
