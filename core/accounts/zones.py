"""Time zones by their IANA names."""

import zoneinfo
from datetime import date, datetime
from functools import cache

UTC = zoneinfo.ZoneInfo("UTC")


def zone_or_utc(name: str) -> zoneinfo.ZoneInfo:
    """The zone of that name; UTC for a name the zone data does not know."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return UTC


def local_today(zone: str, now: datetime | None = None) -> date:
    """The date it is now in that zone."""
    return (now or datetime.now(UTC)).astimezone(zone_or_utc(zone)).date()


@cache
def zone_choices() -> list[tuple[str, str]]:
    """Every zone with a place's name, for a form's list, in alphabetical order."""
    names = sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [("UTC", "UTC")] + [(name, name.replace("_", " ")) for name in names]
