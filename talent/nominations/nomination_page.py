"""The page of a nomination: rooms above put what they know of it into this register."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from talent.nominations.models import Nomination


@dataclass(frozen=True)
class NominationPart:
    """One part of the page: a template, which gets `values` as `part` beside `nomination`; the lowest `order` first."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)
    order: int = 50


Source = Callable[[HttpRequest, Nomination], NominationPart | None]
SOURCES: list[Source] = []


def stands_on_nomination(source: Source) -> Source:
    """Register a source in its room's `shown.py`; None for nothing to show to this reader."""
    SOURCES.append(source)
    return source


def parts_of(request: HttpRequest, nomination: Nomination) -> list[NominationPart]:
    parts = [part for source in SOURCES if (part := source(request, nomination))]
    return sorted(parts, key=lambda part: part.order)
