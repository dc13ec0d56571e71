"""What other rooms' announcements mean for what is owed."""

from typing import Any

from django.dispatch import receiver

from core.audit.record import Actor
from events.payments.crediting import give_up_line
from events.registration.models import Registration
from events.registration.signals import registration_cancelled


@receiver(registration_cancelled, sender=Registration, dispatch_uid="give_up_line")
def give_up(sender: Any, registration: Registration, by: Actor, reason: str, **kwargs: Any) -> None:
    """In the cancellation's transaction: a place given up is credited by the edition's rule."""
    give_up_line(registration, by, reason)
