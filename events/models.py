"""The module's models, gathered from its rooms."""

from events.certificates.models import Certificate
from events.programmes.models import Edition, Programme, TeamMember
from events.registration.models import Delegation, Place, Registration
from events.timetable.models import Group, GroupMember

__all__ = [
    "Certificate",
    "Delegation",
    "Edition",
    "Group",
    "GroupMember",
    "Place",
    "Programme",
    "Registration",
    "TeamMember",
]
