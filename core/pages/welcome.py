"""What the welcome page shows to everybody: rooms put their published things into this register."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class PublishedPart:
    """One part of the welcome page: a template, which gets `values` as `part`."""

    template: str
    values: dict[str, Any]
    order: int = 50


Source = Callable[[HttpRequest], PublishedPart | None]
SOURCES: list[Source] = []


def shown_on_welcome(source: Source) -> Source:
    """Register a source in its room's `shown.py`. It gives None when there is nothing to show, and takes a bounded
    number of queries; it shows only what is published."""
    SOURCES.append(source)
    return source


def what_is_published(request: HttpRequest) -> list[PublishedPart]:
    parts = [part for source in SOURCES if (part := source(request))]
    return sorted(parts, key=lambda part: part.order)
