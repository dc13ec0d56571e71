"""A school's nominations to a call, counted: how many it may make, has submitted and is preparing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from core.accounts.zones import zone_or_utc
from talent.calls.models import Call
from talent.institutions.models import Institution
from talent.nominations.models import NOT_HANDED_IN, Nomination, NominationState
from talent.people.models import PersonRole


@dataclass(frozen=True)
class SchoolsCount:
    """`used` uses up the allowance; `drafts` do not."""

    allowed: int
    used: int = 0
    drafts: int = 0

    @property
    def left(self) -> int:
        return max(self.allowed - self.used, 0)


def counts_of(institutions: Iterable[Institution], calls: Iterable[Call]) -> dict[tuple[int, int], SchoolsCount]:
    """For each (institution, call), by their primary keys: one query for all."""
    institutions, calls = list(institutions), list(calls)
    rows = (
        Nomination.objects.filter(institution__in=institutions, call__in=calls)
        .order_by().values_list("institution", "call", "state", "self_nominated").annotate(n=Count("pk"))
    )
    used: dict[tuple[int, int], int] = {}
    drafts: dict[tuple[int, int], int] = {}
    for_students = {call.pk for call in calls if call.nominee_role == PersonRole.STUDENT}
    for institution, call, state, alone, n in rows:
        if alone and call not in for_students:
            continue
        if state in NOT_HANDED_IN:
            drafts[institution, call] = drafts.get((institution, call), 0) + n
        elif state != NominationState.WITHDRAWN:
            used[institution, call] = used.get((institution, call), 0) + n
    return {
        (institution.pk, call.pk): SchoolsCount(
            call.nominations_per_institution, used.get((institution.pk, call.pk), 0),
            drafts.get((institution.pk, call.pk), 0),
        )
        for institution in institutions for call in calls
    }


def days_left(call: Call, closes_at: datetime, moment: datetime | None = None) -> int:
    """Whole days until the closing, as the calendar in the call's zone counts them; 0 on the day itself."""
    zone = zone_or_utc(call.zone)
    today = (moment or timezone.now()).astimezone(zone).date()
    return max((closes_at.astimezone(zone).date() - today).days, 0)
