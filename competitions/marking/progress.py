"""How far marking has come: delegations × problems."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from competitions.contests.mark import Standing
from competitions.contests.models import Contest, EntryState, Problem
from competitions.marking.models import Mark

# Withheld is marked in this sense: somebody has looked at the script.
TINTS = 4


@dataclass(frozen=True)
class Share:
    """So many scripts of all are marked (or settled otherwise)."""

    done: int
    of: int

    @property
    def left(self) -> int:
        return self.of - self.done

    @property
    def percent(self) -> int:
        """Rounded down: 100 only when nothing is left."""
        return self.done * 100 // self.of if self.of else 100

    @property
    def tint(self) -> int:
        """0 for nothing up to TINTS for everything."""
        if not self.of or not self.left:
            return TINTS
        return 0 if not self.done else 1 + self.done * (TINTS - 1) // self.of


@dataclass(frozen=True)
class DelegationProgress:
    delegation: str
    shares: Sequence[Share]
    whole: Share


@dataclass(frozen=True)
class Progress:
    problems: Sequence[Problem]
    rows: Sequence[DelegationProgress]
    by_problem: Sequence[Share]
    whole: Share


def progress_of(contest: Contest) -> Progress:
    """Three queries."""
    problems = list(contest.problems.all())
    sizes = dict(
        contest.entries.entered().order_by("delegation").values_list("delegation").annotate(n=Count("pk"))
    )
    marked: Counter[tuple[str, int]] = Counter()
    done = (
        Mark.objects.filter(contest=contest, entry__state=EntryState.ENTERED)
        .exclude(standing=Standing.NOT_MARKED)
        .order_by()
        .values_list("entry__delegation", "problem")
        .annotate(n=Count("pk"))
    )
    for delegation, problem, count in done:
        marked[delegation, problem] = count
    rows = []
    for delegation, size in sizes.items():
        shares = [Share(marked[delegation, problem.pk], size) for problem in problems]
        rows.append(DelegationProgress(delegation, shares, together(shares)))
    by_problem = [together([row.shares[at] for row in rows]) for at in range(len(problems))]
    return Progress(problems, rows, by_problem, together(by_problem))


def together(shares: Sequence[Share]) -> Share:
    return Share(sum(share.done for share in shares), sum(share.of for share in shares))


def scripts_left(contest: Contest) -> int:
    """How many scripts are not marked. Three counts, in one query each."""
    scripts = contest.entries.entered().count() * contest.problems.count()
    done = Mark.objects.filter(contest=contest, entry__state=EntryState.ENTERED)
    return scripts - done.exclude(standing=Standing.NOT_MARKED).count()
