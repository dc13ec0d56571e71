"""What waits for me: each room puts its kinds of task into this register; home pages read it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from core.accounts.models import User


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a person: a sentence, where to do it, and until when (if it has a date)."""

    title: str
    address: str
    detail: str = ""
    due: datetime | None = None
    zone: str = "UTC"
    count: int | None = None


Source = Callable[[User], Iterable[Waiting]]
SOURCES: list[Source] = []


def waits_for_me(source: Source) -> Source:
    """Register a source. It must take a bounded number of queries, whatever waits."""
    SOURCES.append(source)
    return source


def waiting_for(user: User) -> list[Waiting]:
    """Everything that waits for this person, the soonest first, undated last."""
    found = [thing for source in SOURCES for thing in source(user)]
    return sorted(found, key=lambda thing: (thing.due is None, thing.due.timestamp() if thing.due else 0.0))
