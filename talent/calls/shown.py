"""What calls put on the welcome page."""

from django.http import HttpRequest

from core.pages.welcome import PublishedPart, shown_on_welcome
from talent.calls.models import Call

SHOWN = 6


@shown_on_welcome
def open_calls(request: HttpRequest) -> PublishedPart | None:
    calls = list(Call.objects.open_at().select_related("institution").order_by("closes_at", "pk")[:SHOWN])
    return PublishedPart("talent/calls/_welcome.html", {"calls": calls}, order=30) if calls else None
