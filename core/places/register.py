"""The bar: where a person goes from every page, and for whom they act.

Rooms register theirs in `places.py`. Each source must take a bounded number of queries, because the bar stands
on every page; `core.accounts.models.User` asks once a request.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from core.accounts.models import User


@dataclass(frozen=True)
class Place:
    """A link in the bar. Places with a smaller `order` stand first."""

    label: Any
    address: str
    order: int = 50

    @property
    def slice(self) -> str:
        """For the template's `slice` filter: as much of a page's address as this place's own is long."""
        return f":{len(self.address)}"


PLACES: list[Callable[[User], Iterable[Place]]] = []
ACTS_FOR: list[Callable[[User], str]] = []


def has_places(source: Callable[[User], Iterable[Place]]) -> Callable[[User], Iterable[Place]]:
    """Register a source of places."""
    PLACES.append(source)
    return source


def names_whom_one_acts_for(source: Callable[[User], str]) -> Callable[[User], str]:
    """Register a source of the words under a person's name ('' where it has none)."""
    ACTS_FOR.append(source)
    return source


def places_of(user: User) -> list[Place]:
    """The person's places in order, each address once."""
    found: dict[str, Place] = {}
    for source in PLACES:
        for place in source(user):
            found.setdefault(place.address, place)
    return sorted(found.values(), key=lambda place: place.order)


def acts_for(user: User) -> str:
    """For whom the person acts, as the first source that knows says it."""
    return next((words for source in ACTS_FOR if (words := source(user))), "")
