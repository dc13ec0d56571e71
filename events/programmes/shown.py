from django.http import HttpRequest
from django.utils import timezone

from core.pages.welcome import PublishedPart, shown_on_welcome
from events.programmes.calendar import place_words
from events.programmes.dates import date_span
from events.programmes.models import Edition, EditionState

SHOWN = 6


@shown_on_welcome
def upcoming_editions(request: HttpRequest) -> PublishedPart | None:
    coming = Edition.objects.filter(state=EditionState.PUBLISHED, ends_at__gte=timezone.now())
    editions = list(coming.select_related("programme", "host").order_by("starts_at")[:SHOWN])
    if not editions:
        return None
    cards = [
        {"edition": edition, "when": date_span(edition.starts_at, edition.ends_at, edition.zone),
         "where": place_words(edition)}
        for edition in editions
    ]
    return PublishedPart("events/programmes/upcoming.html", {"cards": cards}, order=20)
