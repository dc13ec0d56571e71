"""What others changed since a page was read."""

from dataclasses import dataclass
from typing import Any

from competitions.contests.mark import MarkValue, Standing
from competitions.contests.models import Contest
from competitions.marking.dialect import shown_mark
from competitions.marking.models import MarkChange

MOST_CHANGES = 1000


@dataclass(frozen=True)
class Changes:
    """The marks changed after a cursor, each as it stands now, and the cursor to go on from."""

    marks: list[dict[str, Any]]
    cursor: int
    more: bool


def changes_since(contest: Contest, cursor: int) -> Changes:
    """One query, on an index; nothing to read means nothing changed."""
    found = list(
        MarkChange.objects.filter(contest=contest, id__gt=cursor)
        .order_by("id")
        .values_list(
            "id", "mark__entry__key", "mark__problem__number", "standing", "points", "version", "by__name", "at"
        )[:MOST_CHANGES]
    )
    latest = {(row[1], row[2]): row for row in found}
    return Changes(
        marks=[change_json(row) for row in latest.values()],
        cursor=found[-1][0] if found else cursor,
        more=len(found) == MOST_CHANGES,
    )


def change_json(row: tuple[Any, ...]) -> dict[str, Any]:
    _id, entry, problem, standing, points, version, by, at = row
    value = MarkValue(Standing(standing), points)
    return {
        "entry": entry, "problem": problem, "text": shown_mark(value),
        "words": "" if points is not None else str(value.standing.label), "version": version, "by": by or "",
        "at": at.isoformat(),
    }
