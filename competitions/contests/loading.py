"""What a contest's addresses name, for the permissions and the views."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404

from competitions.contests.models import Contest, Entry, Juror, Problem
from events.programmes.models import Edition


def contest(key: str) -> Contest:
    return get_object_or_404(Contest.objects.with_edition(), key=key)


def edition(key: str) -> Edition:
    return get_object_or_404(Edition.objects.select_related("host", "programme"), key=key)


WITH_CONTEST = ("contest__edition__host", "contest__edition__programme")


def entry(key: str) -> Entry:
    return get_object_or_404(Entry.objects.select_related("registration__person", *WITH_CONTEST), key=key)


def problem(key: str) -> Problem:
    return get_object_or_404(Problem.objects.select_related(*WITH_CONTEST), key=key)


def juror(key: str) -> Juror:
    return get_object_or_404(Juror.objects.select_related("user", *WITH_CONTEST), key=key)


@dataclass(frozen=True)
class ContestAnd:
    """A contest, and the name of something of it that the view looks up itself."""

    contest: Contest
    name: str


def contest_and(key: str, **names: str) -> ContestAnd:
    return ContestAnd(contest(key), next(iter(names.values())))


@dataclass(frozen=True)
class ContestScript:
    """One script: a contestant's answer to one problem."""

    contest: Contest
    entry: Entry
    problem: Problem


def contest_and_script(key: str, entry: str, number: int) -> ContestScript:
    found = contest(key)
    return ContestScript(
        found, get_object_or_404(found.entries.all(), key=entry), get_object_or_404(found.problems.all(), number=number)
    )
