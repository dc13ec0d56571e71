"""A contest's way from preparation to the jury. Publication is an act of `results`."""

from django.db import transaction
from django.utils.translation import gettext as _

from competitions.contests.models import Contest, ContestState, EntryState, JuryRole
from core.accounts.models import User
from core.audit.lifecycle import Refused


def missing_for_marking(contest: Contest) -> list[str]:
    """What must be there before marking begins, as sentences; empty when all is."""
    missing = []
    numbers = list(contest.problems.values_list("number", flat=True))
    if not numbers:
        missing.append(_("The contest has no problems yet."))
    elif numbers != list(range(1, len(numbers) + 1)):
        missing.append(_("The problems are not numbered from 1 without gaps."))
    if not contest.entries.filter(state=EntryState.ENTERED).exists():
        missing.append(_("Nobody is entered yet."))
    if not contest.jury.filter(role=JuryRole.CHAIR).exists():
        missing.append(_("The jury has no chair yet."))
    return missing


def begin_marking(contest: Contest, by: User) -> Contest:
    """Open the contest for marks. Raises Refused, naming all that is missing."""
    with transaction.atomic():
        Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
        if missing := missing_for_marking(contest):
            raise Refused(" ".join(missing))
        return Contest.lifecycle.move(contest, ContestState.MARKING, by=by)


def back_to_preparation(contest: Contest, by: User) -> Contest:
    """Close marking again, while no script has a mark. Raises Refused."""
    with transaction.atomic():
        Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
        if contest.marks.exists():
            raise Refused(_("Marks have been entered, so the problems and their full marks stand."))
        return Contest.lifecycle.move(contest, ContestState.PREPARING, by=by)


def bring_before_jury(contest: Contest, by: User) -> Contest:
    """Close marking: from now on no mark changes, and the jury meets. Raises Refused."""
    return Contest.lifecycle.move(contest, ContestState.JURY, by=by)


def reopen_marking(contest: Contest, by: User, reason: str) -> Contest:
    """Open marking again, from before the jury. Raises Refused."""
    return Contest.lifecycle.move(contest, ContestState.MARKING, by=by, reason=reason)
