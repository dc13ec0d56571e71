"""What the grid and the server say to each other, as JSON."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from competitions.contests.mark import MarkRefused, MarkValue
from competitions.contests.models import Contest, Entry, Problem
from competitions.marking.dialect import shown_mark, typed_mark
from competitions.marking.enter import Answer, NotTaken, Overtaken, Stored, Typed
from competitions.marking.models import Mark
from competitions.marking.totals import RowTotal

MOST_MARKS = 200
SAVED, OVERTAKEN, REFUSED = "saved", "overtaken", "refused"
STATUS = {SAVED: 200, OVERTAKEN: 409, REFUSED: 422}


class NotUnderstood(ValueError):
    """The request is not what the grid sends."""


@dataclass(frozen=True)
class Sent:
    """One cell as the grid sent it: keys and texts, nothing looked up yet."""

    entry: str
    problem: int
    text: str
    seen: int


def read_sent(body: bytes) -> list[Sent]:
    """The cells of a request `{"marks": [{"entry", "problem", "text", "seen"}, …]}`. Raises NotUnderstood."""
    try:
        marks = json.loads(body)["marks"]
        sent = [Sent(str(each["entry"]), int(each["problem"]), str(each["text"]), int(each["seen"])) for each in marks]
    except (ValueError, TypeError, KeyError):
        raise NotUnderstood from None
    if not 0 < len(sent) <= MOST_MARKS or any(len(each.text) > 100 or each.seen < 0 for each in sent):
        raise NotUnderstood
    return sent


@dataclass(frozen=True)
class Understood:
    """What was sent, looked up: for each cell a typed mark, or why it is none."""

    typed: list[Typed]
    refused: dict[int, str]
    places: list[int]


def look_up(contest: Contest, sent: Sequence[Sent]) -> Understood:
    """Find entries and problems and read the marks. Two queries."""
    entries = {entry.key: entry for entry in contest.entries.filter(key__in={each.entry for each in sent})}
    problems = {problem.number: problem for problem in contest.problems.all()}
    typed: list[Typed] = []
    places: list[int] = []
    refused: dict[int, str] = {}
    for place, each in enumerate(sent):
        read = read_one(each, entries, problems)
        if isinstance(read, str):
            refused[place] = read
        else:
            typed.append(read)
            places.append(place)
    return Understood(typed, refused, places)


def read_one(sent: Sent, entries: Mapping[str, Entry], problems: Mapping[int, Problem]) -> Typed | str:
    entry, problem = entries.get(sent.entry), problems.get(sent.problem)
    if entry is None:
        return _("This contestant is not in the contest.")
    if problem is None:
        return _("This problem is not in the contest.")
    try:
        value: MarkValue = typed_mark(sent.text)
    except MarkRefused as refusal:
        return str(refusal)
    return Typed(entry, problem, value, sent.seen)


def answer_json(sent: Sequence[Sent], understood: Understood, answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """For each cell sent, in order: how it stands now, or why it was refused."""
    by_place = dict(zip(understood.places, answers, strict=True))
    return [
        {"entry": each.entry, "problem": each.problem}
        | (one_answer(by_place[place]) if place in by_place else {"is": REFUSED, "why": understood.refused[place]})
        for place, each in enumerate(sent)
    ]


def one_answer(answer: Answer) -> dict[str, Any]:
    if isinstance(answer, NotTaken):
        return {"is": REFUSED, "why": answer.why}
    if isinstance(answer, Overtaken):
        return {"is": OVERTAKEN, **mark_json(answer.mark)}
    return {"is": SAVED, **mark_json(answer.mark)} if isinstance(answer, Stored) else {}


def mark_json(mark: Mark) -> dict[str, Any]:
    return {
        "text": shown_mark(mark.value),
        "words": "" if mark.points is not None else str(mark.value.standing.label),
        "version": mark.version,
        "by": str(mark.by) if mark.by else "",
        "at": mark.at.isoformat() if mark.at else "",
    }


def rows_json(entries: Iterable[Entry], totals: Mapping[int, RowTotal]) -> dict[str, Any]:
    return {
        entry.key: {"total": totals[entry.pk].total, "rank": totals[entry.pk].rank}
        for entry in entries
        if entry.pk in totals
    }


def worst_status(answers: Sequence[Mapping[str, Any]]) -> int:
    """One status for all: 409 if any was overtaken, else 422 if any was refused, else 200."""
    kinds = {answer["is"] for answer in answers}
    return STATUS[next((kind for kind in (OVERTAKEN, REFUSED) if kind in kinds), SAVED)]
