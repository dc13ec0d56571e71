"""The student's page: rooms above put what they know of a student into this register."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.accounts.models import User
from talent.people.models import Person


@dataclass(frozen=True)
class StudentPart:
    """One part of the page: a template, which gets `values` as `part`. Parts with a smaller `order` stand first."""

    template: str
    values: dict[str, Any]
    order: int = 50


Source = Callable[[Person, User], StudentPart | None]
SOURCES: list[Source] = []


def shown_on_student(source: Source) -> Source:
    """Register a source in its room's `shown.py`. It gives None when there is nothing to show to this reader, and
    takes a bounded number of queries. The reader is of the student's school."""
    SOURCES.append(source)
    return source


def parts_of(student: Person, reader: User) -> list[StudentPart]:
    parts = [part for source in SOURCES if (part := source(student, reader))]
    return sorted(parts, key=lambda part: part.order)
