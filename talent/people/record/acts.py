"""What the family can do on the page of a record: rooms above put theirs into this register."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from talent.people.record.link import Kin


@dataclass(frozen=True)
class FamilyAct:
    """A part of the page: a template, which gets `values` as `act` and the link's `token`."""

    template: str
    values: dict[str, Any]


Source = Callable[[Kin], FamilyAct | None]
SOURCES: list[Source] = []


def shown_to_family(source: Source) -> Source:
    """Register a source in its room's `shown.py`; it takes a bounded number of queries."""
    SOURCES.append(source)
    return source


def acts_for(kin: Kin) -> list[FamilyAct]:
    return [act for source in SOURCES if (act := source(kin))]
