"""What stands on an edition's pages: rooms and floors above programmes put their sections into these registers."""

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


class Sections:
    """A register of sources. Use it as a decorator in a room's `shown.py`.

    A source gives None for nothing. It takes a bounded number of queries, and none that grows with the edition's
    people: what must count them is a fragment of its own, which the page loads afterwards.
    """

    def __init__(self) -> None:
        self.sources: list[Source] = []

    def __call__(self, source: Source) -> Source:
        self.sources.append(source)
        return source

    def of(self, request: HttpRequest, edition: Edition) -> list[Section]:
        found = [section for source in self.sources if (section := source(request, edition))]
        return sorted(found, key=lambda section: section.order)


# The organiser's home of an edition: whoever is asked about may see the edition, not always change it.
stands_on_edition_home = Sections()
# What a co-host's organisers see of an edition.
stands_on_co_host_page = Sections()
# The public page of an edition that is published.
stands_on_public_page = Sections()
# Above the words of that page: what everybody should see first.
stands_above_public_page = Sections()
