"""What other rooms' announcements mean for what is owed."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy

from core.audit.record import Actor
from events.copying.copy import Part, copies
from events.payments.copied import copy_prices, copy_scholarships
from events.payments.crediting import give_up_line
from events.registration.models import Registration
from events.registration.signals import registration_cancelled

copies(Part("prices", gettext_lazy("Terms of payment, prices and extras"), copy_prices, order=40))
copies(Part("scholarships", gettext_lazy("Scholarships with their codes"), copy_scholarships, order=45, ticked=False))


@receiver(registration_cancelled, sender=Registration, dispatch_uid="give_up_line")
def give_up(sender: Any, registration: Registration, by: Actor, reason: str, **kwargs: Any) -> None:
    """In the cancellation's transaction: a place given up is credited by the edition's rule."""
    give_up_line(registration, by, reason)
