"""The problems of a contest: adding several at once, changing one, taking one away, all before marking."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from competitions.contests.models import Contest, ContestState, Problem
from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record

MOST_PROBLEMS = 40


@dataclass(frozen=True)
class NewProblems:
    """So many problems of one full mark and step: "6 problems of 7"."""

    count: int
    maximum: Decimal
    step: Decimal


def why_no_marks(maximum: Decimal, step: Decimal) -> str:
    """Why problems cannot be marked so, '' if they can."""
    if maximum <= 0:
        return _("The full mark is above zero.")
    if step <= 0:
        return _("The step is above zero.")
    if maximum % step:
        return _("The full mark is not a whole number of steps.")
    return ""


def being_prepared(contest: Contest) -> Contest:
    """The contest, locked for this transaction, if it is still in preparation. Raises Refused."""
    held = Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    if held.state != ContestState.PREPARING:
        raise Refused(_("Problems are changed while the contest is in preparation, not later."))
    return held


def add_problems(contest: Contest, new: NewProblems, by: User) -> list[Problem]:
    """Add problems after the last one. Raises Refused."""
    if wrong := why_no_marks(new.maximum, new.step):
        raise Refused(wrong)
    with transaction.atomic():
        held = being_prepared(contest)
        last = held.problems.aggregate(last=Max("number"))["last"] or 0
        if held.problems.count() + new.count > MOST_PROBLEMS:
            raise Refused(_("A contest has at most %(n)s problems.") % {"n": MOST_PROBLEMS})
        added = Problem.objects.bulk_create(
            Problem(contest=held, number=last + place, maximum=new.maximum, step=new.step)
            for place in range(1, new.count + 1)
        )
        record("added problems", contest, by, problems=[problem.number for problem in added])
    return added


def change_problem(problem: Problem, by: User) -> Problem:
    """Store the problem's changed fields. Raises Refused, also where another problem has the number."""
    if wrong := why_no_marks(problem.maximum, problem.step):
        raise Refused(wrong)
    try:
        with transaction.atomic():
            being_prepared(problem.contest)
            problem.save(update_fields=["number", "title", "maximum", "step", "updated_at"])
            record("changed a problem", problem.contest, by, problem=problem.number)
    except IntegrityError:
        raise Refused(_("The contest has another problem %(n)s.") % {"n": problem.number}) from None
    return problem


def remove_problem(problem: Problem, by: User) -> None:
    """Take the problem away. Raises Refused."""
    with transaction.atomic():
        being_prepared(problem.contest)
        if problem.marks.exists():
            raise Refused(_("Marks are kept for this problem, so it cannot be taken away."))
        record("took a problem away", problem.contest, by, problem=problem.number)
        problem.delete()
