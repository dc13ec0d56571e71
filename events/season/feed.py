"""The season as a calendar to subscribe to, for each choice of filters."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from events.programmes.calendar import calendar_of, event_of
from events.programmes.models import Edition

# What is longer past leaves the feed; most is what calendars can still take.
LOOKS_BACK = timedelta(days=366)
MOST_EVENTS = 2000


def in_feed(rows: QuerySet[Edition]) -> QuerySet[Edition]:
    return rows.filter(ends_at__gte=timezone.now() - LOOKS_BACK).order_by("starts_at", "pk")


def tag_of(rows: QuerySet[Edition], words: str) -> str:
    """Changes when an edition is changed, comes or goes; one query. `words` is what else is in the file.

    There is no Last-Modified beside it: an edition that leaves the feed makes nothing in it any later.
    """
    seen = in_feed(rows).values_list("key", "updated_at")[:MOST_EVENTS]
    digest = hashlib.sha256(words.encode())
    for key, changed in seen:
        digest.update(f"{key} {changed.timestamp()}\n".encode())
    return f'"{digest.hexdigest()[:32]}"'


def season_feed(rows: QuerySet[Edition], chosen: Sequence[str] = ()) -> bytes:
    """The file; `chosen` are the words of the filters, for its name. One query, however many editions."""
    versions = (
        Edition.history.filter(id=OuterRef("pk")).order_by().values("id")
        .annotate(number=Count("history_id")).values("number")
    )
    counted = in_feed(rows).annotate(versions=Coalesce(Subquery(versions, output_field=IntegerField()), 1))
    name = " · ".join([_("Camps, contests and exchanges"), *chosen])
    return calendar_of([event_of(edition, edition.versions) for edition in counted[:MOST_EVENTS]], name)
