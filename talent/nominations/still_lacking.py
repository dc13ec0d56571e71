"""What nominations still lack, thing by thing: this room's own things, and those that rooms above add.

Each thing (answers, evidence, consent, …) has one function that looks at many nominations of one call at once, in a
bounded number of queries, and says for each what is missing, with the address of the very place to mend it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from talent.calls.models import Call
from talent.nominations.models import Nomination


@dataclass(frozen=True)
class Lack:
    """One thing missing: in words, where it is mended, and whether it stands in the way of submitting."""

    words: str
    address: str
    stops: bool = True


Lacks = Mapping[int, Sequence[Lack]]
Source = Callable[[Call, Sequence[Nomination]], Lacks]


@dataclass(frozen=True)
class Thing:
    """A kind of thing that can be missing. `asked` says whether a call asks for it at all."""

    name: str
    label: Any
    order: int
    find: Source
    asked: Callable[[Call], bool]


THINGS: dict[str, Thing] = {}


def can_lack(name: str, label: Any, order: int, asked: Callable[[Call], bool] = lambda call: True) -> Callable:
    """Register a source, in its room's `shown.py`. By nomination's primary key; who lacks nothing may be left out."""

    def register(source: Source) -> Source:
        THINGS[name] = Thing(name, label, order, source, asked)
        return source

    return register


def things_of(call: Call) -> list[Thing]:
    """What can be missing of this call's nominations, in the order of the page."""
    return sorted((thing for thing in THINGS.values() if thing.asked(call)), key=lambda thing: thing.order)


def added_lacks(call: Call, nominations: Sequence[Nomination], own: frozenset[str]) -> dict[int, list[Lack]]:
    """What stands in the way of submitting drafts of the call by the things that are not among `own`."""
    found: dict[int, list[Lack]] = {}
    for thing in things_of(call):
        if thing.name not in own:
            for key, lacks in thing.find(call, nominations).items():
                found.setdefault(key, []).extend(lack for lack in lacks if lack.stops)
    return found
