"""The Olympiad's two contests: physics published, mathematics being marked."""

import math
import random
from collections.abc import Sequence
from decimal import Decimal

from competitions.contests.entering import enter_registered
from competitions.contests.jury import seat
from competitions.contests.mark import MarkValue, Standing
from competitions.contests.models import Contest, JuryRole
from competitions.contests.problems import NewProblems, add_problems
from competitions.contests.stages import begin_marking, bring_before_jury
from competitions.marking.enter import UNSEEN, Typed, enter_marks
from competitions.results.cutoffs import keep_choice
from competitions.results.publish import publish
from competitions.results.sheet import read_sheet
from demonstration.people import Cast
from events.programmes.models import Edition

FULL_MARK = 7
NOT_YET_MARKED = 0.12


def hold_contests(cast: Cast, edition: Edition, dice: random.Random) -> None:
    chair = cast.users["jury_chair"]
    physics = make_contest(cast, edition, "Physics", ["Pendulums", "Tides", "A leaking capacitor", "Light in honey"])
    type_marks(cast, physics, dice, unmarked=0)
    bring_before_jury(physics, chair)
    sheet = read_sheet(physics)
    keep_choice(
        physics, sheet.ranked().cutoffs, "As proposed; carried without a vote against.", chair, seen=sheet.digest
    )
    publish(physics, chair, note="Congratulations to all who came.")
    mathematics = make_contest(
        cast, edition, "Mathematics",
        ["A circle through three", "Stamps", "A stubborn sequence", "Neighbours", "Divisors", "The last board"],
    )
    type_marks(cast, mathematics, dice, unmarked=NOT_YET_MARKED)


def make_contest(cast: Cast, edition: Edition, title: str, problems: Sequence[str]) -> Contest:
    """A contest being marked: its problems, its jury and the edition's students."""
    organiser = cast.users["olympiad_organiser"]
    contest = Contest.objects.create(edition=edition, title=title)
    add_problems(contest, NewProblems(len(problems), Decimal(FULL_MARK), Decimal(1)), organiser)
    for problem, name in zip(contest.problems.all(), problems, strict=True):
        problem.title = name
        problem.save(update_fields=["title"])
    for part, role in (("jury_chair", JuryRole.CHAIR), ("juror", JuryRole.JUROR), ("juror2", JuryRole.JUROR)):
        seat(contest, cast.users[part].email, role, organiser)
    enter_registered(contest, organiser)
    return begin_marking(contest, organiser)


def type_marks(cast: Cast, contest: Contest, dice: random.Random, *, unmarked: float) -> None:
    """Marks as contestants of different strength get them on problems of rising difficulty."""
    problems = list(contest.problems.all())
    typed = []
    for entry in contest.entries.all():
        strength = dice.gauss(0, 1)
        absent = dice.random() < 0.015
        for place, problem in enumerate(problems):
            if dice.random() < unmarked:
                continue
            value = MarkValue(Standing.ABSENT) if absent else MarkValue.of(mark_for(strength, place, dice))
            typed.append(Typed(entry, problem, value, UNSEEN))
    enter_marks(contest, typed, cast.users["juror"])


def mark_for(strength: float, place: int, dice: random.Random) -> int:
    """A whole mark from 0 to 7: mostly very low or very high, as such marks are."""
    solved = 1 / (1 + math.exp(-(1.4 * strength - 0.55 * place + 0.9)))
    if dice.random() < solved:
        return dice.choices([7, 7, 7, 6, 5], k=1)[0]
    return dice.choices([0, 0, 1, 1, 2, 3], k=1)[0]
