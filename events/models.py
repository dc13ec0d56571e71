"""The module's models, gathered from its rooms."""

from events.calling_off.models import Postponement
from events.certificates.models import Certificate
from events.payments.models import (
    Attempt,
    CountryGroup,
    Extra,
    Fee,
    Invoice,
    InvoiceSeries,
    LedgerEntry,
    Order,
    OrderLine,
    Posting,
    Refund,
    Scholarship,
    StatementFile,
    StatementLine,
    StripeEvent,
    Terms,
)
from events.pictures.models import Picture, Rendition
from events.programmes.models import Edition, Programme, TeamMember
from events.registration.models import Delegation, Place, Registration
from events.timetable.models import Group, GroupMember
from events.venues.models import Venue

__all__ = [
    "Attempt",
    "Certificate",
    "CountryGroup",
    "Delegation",
    "Edition",
    "Extra",
    "Fee",
    "Group",
    "GroupMember",
    "Invoice",
    "InvoiceSeries",
    "LedgerEntry",
    "Order",
    "OrderLine",
    "Picture",
    "Place",
    "Posting",
    "Postponement",
    "Programme",
    "Refund",
    "Registration",
    "Rendition",
    "Scholarship",
    "StatementFile",
    "StatementLine",
    "StripeEvent",
    "TeamMember",
    "Terms",
    "Venue",
]
