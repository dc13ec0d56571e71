from typing import Any

from django.dispatch import receiver

from events.registration.models import Registration
from events.registration.signals import registration_cancelled
from events.timetable.models import GroupMember


@receiver(registration_cancelled, dispatch_uid="leave_group")
def leave_group(sender: Any, registration: Registration, **kwargs: Any) -> None:
    """Whoever does not come is in no group."""
    GroupMember.objects.filter(registration=registration).delete()
