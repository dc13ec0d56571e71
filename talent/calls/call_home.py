"""What stands on an organiser's page of a call: rooms and floors above put their sections into this register."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from talent.calls.models import Call


@dataclass(frozen=True)
class Section:
    """One section: a template, which gets `values` as `section` beside `call`; the lowest `order` stands first."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)
    order: int = 50


Source = Callable[[HttpRequest, Call], Section | None]
SOURCES: list[Source] = []


def stands_on_call_home(source: Source) -> Source:
    """Register a source in its room's `shown.py`; None for nothing. It takes a bounded number of queries."""
    SOURCES.append(source)
    return source


def sections_of(request: HttpRequest, call: Call) -> list[Section]:
    found = [section for source in SOURCES if (section := source(request, call))]
    return sorted(found, key=lambda section: section.order)
