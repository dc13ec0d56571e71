"""Forms whose moments are typed as a clock in the record's own zone shows them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.zones import zone_choices, zone_or_utc


class ClockTime(forms.DateTimeField):
    """A date and a time of day without a zone; `ZonedForm` gives it the one that is chosen in the same form."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
        super().__init__(**settings)

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(UTC):
            read = super().to_python(value)
        return read.replace(tzinfo=None) if read else None


class ZonedForm(forms.Form):
    """A form with `ClockTime` fields and a field `zone`.

    Begins with the instance's moments as its own zone shows them, and gives aware moments in `cleaned_data`. A time
    that the zone's change of clocks leaves out is refused; one that comes twice is taken as the first.
    """

    zone_field = "zone"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        instance = getattr(self, "instance", None)
        zone = zone_or_utc(self.initial.get(self.zone_field) or getattr(instance, self.zone_field, "") or "UTC")
        for name in self.clock_times():
            moment = self.initial.get(name)
            if isinstance(moment, datetime) and timezone.is_aware(moment):
                self.initial[name] = moment.astimezone(zone).replace(tzinfo=None)

    def clock_times(self) -> Iterable[str]:
        return [name for name, field in self.fields.items() if isinstance(field, ClockTime)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        zone = zone_or_utc(cleaned.get(self.zone_field) or "UTC")
        for name in self.clock_times():
            if isinstance(typed := cleaned.get(name), datetime):
                moment = in_zone(typed, zone)
                if moment is None:
                    self.add_error(name, _("On that day the clocks there go forward, and this time does not exist."))
                cleaned[name] = moment
        return cleaned


def in_zone(clock: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment (in UTC) when a clock in the zone shows this; None where the change of clocks leaves it out."""
    moment = clock.replace(tzinfo=zone).astimezone(UTC)
    return moment if moment.astimezone(zone).replace(tzinfo=None) == clock else None


def zone_field(**settings: Any) -> forms.ChoiceField:
    """The list of zones for such a form."""
    return forms.ChoiceField(choices=zone_choices, **settings)
