"""What stands on an edition's home page: rooms and floors above programmes put their sections into this register."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from events.programmes.models import Edition


@dataclass(frozen=True)
class Section:
    """One section: a template, which gets `values` as `section` beside `edition`; the lowest `order` stands first."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)
    order: int = 50


Source = Callable[[HttpRequest, Edition], Section | None]
SOURCES: list[Source] = []


def stands_on_edition_home(source: Source) -> Source:
    """Register a source in its room's `shown.py`; None for nothing. Whoever is asked about may see the edition.

    It takes a bounded number of queries, and none that grows with the edition's people: what must count them is
    a fragment of its own, which the page loads afterwards.
    """
    SOURCES.append(source)
    return source


def sections_of(request: HttpRequest, edition: Edition) -> list[Section]:
    found = [section for source in SOURCES if (section := source(request, edition))]
    return sorted(found, key=lambda section: section.order)
