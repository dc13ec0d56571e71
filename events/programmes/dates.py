"""How an edition's dates are written."""

from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext as _

from core.accounts.zones import zone_or_utc


def date_span(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """The days of an edition in its own zone: one date, or the first and the last."""
    first = starts_at.astimezone(zone_or_utc(zone)).date()
    last = ends_at.astimezone(zone_or_utc(zone)).date()
    if first == last:
        return formats.date_format(first, "DATE_FORMAT")
    return _("%(first)s to %(last)s") % {
        "first": formats.date_format(first, "DATE_FORMAT"), "last": formats.date_format(last, "DATE_FORMAT"),
    }
