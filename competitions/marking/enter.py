"""Entering marks: nobody overwrites another's mark unseen, and whatever was typed is stored or told.

Whoever enters a mark says which version of it they saw. If it is no longer that one, nothing is stored and
the present mark is given back. Each value a mark ever had stays in its history.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from competitions.contests.mark import MarkRefused, MarkValue, Standing
from competitions.contests.models import Contest, ContestState, Entry, EntryState, Problem
from competitions.marking.models import Mark, MarkChange, MarkSource
from core.accounts.models import User
from core.audit.lifecycle import Refused

AT_ONCE = 500
UNSEEN = 0


@dataclass(frozen=True)
class Typed:
    """One mark as somebody entered it. `seen` is the version they saw, 0 where there was none."""

    entry: Entry
    problem: Problem
    value: MarkValue
    seen: int


@dataclass(frozen=True)
class Stored:
    """The mark stands as typed. `changed` is False where it stood so before."""

    mark: Mark
    changed: bool


@dataclass(frozen=True)
class Overtaken:
    """Somebody else changed the mark first; nothing is stored. `mark` is how it stands."""

    typed: Typed
    mark: Mark


@dataclass(frozen=True)
class NotTaken:
    """The mark is not one that this script can have; `why` is a sentence."""

    typed: Typed
    why: str


Answer = Stored | Overtaken | NotTaken


class MarkOvertaken(Refused):
    """Somebody else changed the mark first; `mark` is how it stands."""

    def __init__(self, mark: Mark) -> None:
        super().__init__(_("Somebody else changed this mark: it is now %(mark)s.") % {"mark": mark.value.text})
        self.mark = mark


def enter_mark(
    contest: Contest, entry: Entry, problem: Problem, value: MarkValue, *, seen_version: int, by: User
) -> Mark:
    """Enter one mark. Raises MarkOvertaken, or Refused when it cannot be taken; nothing is stored then.

    The same request sent twice stores once and is answered alike.
    """
    answer = enter_marks(contest, [Typed(entry, problem, value, seen_version)], by)[0]
    if isinstance(answer, Overtaken):
        raise MarkOvertaken(answer.mark)
    if isinstance(answer, NotTaken):
        raise Refused(answer.why)
    return answer.mark


def enter_marks(
    contest: Contest, typed: Sequence[Typed], by: User, source: str = MarkSource.GRID
) -> list[Answer]:
    """Enter many marks in one transaction, each judged by itself; the answers are in the order given.

    Takes a fixed number of queries for every AT_ONCE marks. Raises Refused when the contest is not being marked.
    """
    with transaction.atomic():
        hold_for_marking(contest)
        live = set(contest.entries.entered().values_list("pk", flat=True))
        standing = marks_of(contest, typed)
        answers: list[Answer] = []
        to_store: dict[tuple[int, int], Mark] = {}
        for each in typed:
            script = each.entry.pk, each.problem.pk
            if script in to_store:
                answers.append(NotTaken(each, _("This script stands twice among the marks.")))
                continue
            answer = judge(each, standing, live, contest, by)
            answers.append(answer)
            if isinstance(answer, Stored) and answer.changed:
                to_store[script] = answer.mark
        store(contest, to_store.values(), by, source)
    return answers


def hold_for_marking(contest: Contest) -> Contest:
    """Lock the contest for this transaction. Raises Refused unless it is being marked."""
    held = Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    if held.state != ContestState.MARKING:
        raise Refused(
            _("Marks are entered while the contest is being marked. It is now: %(state)s.")
            % {"state": held.get_state_display()}
        )
    return held


def marks_of(contest: Contest, typed: Sequence[Typed]) -> dict[tuple[int, int], Mark]:
    """The present marks of the scripts that were typed, by entry and problem."""
    found = Mark.objects.filter(contest=contest).select_related("by")
    if len(typed) <= AT_ONCE:
        found = found.filter(entry__in={each.entry.pk for each in typed})
    return {(mark.entry_id, mark.problem_id): mark for mark in found}


def judge(
    typed: Typed, standing: dict[tuple[int, int], Mark], live: set[int], contest: Contest, by: User
) -> Answer:
    """What becomes of one typed mark. A mark that comes back as changed is not yet stored."""
    if why := why_not_taken(typed, live, contest):
        return NotTaken(typed, why)
    value = typed.value
    mark = standing.get((typed.entry.pk, typed.problem.pk))
    present = mark.value if mark else MarkValue(Standing.NOT_MARKED)
    # The second of two equal requests finds its own mark there: it is answered as the first was.
    if present == value:
        return Stored(mark or written(typed, value, UNSEEN, None), changed=False)
    if mark and mark.version != typed.seen:
        return Overtaken(typed, mark)
    return Stored(written(typed, value, mark.version + 1 if mark else 1, by), changed=True)


def why_not_taken(typed: Typed, live: set[int], contest: Contest) -> str:
    """Why the script cannot have this mark, '' if it can."""
    if typed.entry.pk not in live:
        if typed.entry.contest_id == contest.pk and typed.entry.state == EntryState.WITHDRAWN:
            return _("%(code)s was withdrawn from the contest.") % {"code": typed.entry.code}
        return _("%(code)s is not a contestant of this contest.") % {"code": typed.entry.code}
    if typed.problem.contest_id != contest.pk:
        return _("This is not a problem of this contest.")
    try:
        typed.value.within(typed.problem.maximum, typed.problem.step)
    except MarkRefused as refusal:
        return str(refusal)
    return ""


def written(typed: Typed, value: MarkValue, version: int, by: User | None) -> Mark:
    """The mark as it is to be stored, without the number of its row: storing finds that."""
    return Mark(
        contest_id=typed.entry.contest_id, entry=typed.entry, problem=typed.problem, standing=value.standing,
        points=value.number, version=version, by=by,
    )


def store(contest: Contest, marks: Iterable[Mark], by: User, source: str) -> None:
    """Write the marks and one change for each. The contest is held."""
    # An upsert is one statement for all; an UPDATE with each row's own values would grow with the rows.
    stored = Mark.objects.bulk_create(
        marks, batch_size=AT_ONCE, update_conflicts=True, unique_fields=["entry", "problem"],
        update_fields=["standing", "points", "version", "by", "at"],
    )
    MarkChange.objects.bulk_create(
        (
            MarkChange(
                contest=contest, mark=mark, standing=mark.standing, points=mark.points, version=mark.version, by=by,
                source=source,
            )
            for mark in stored
        ),
        batch_size=AT_ONCE,
    )
