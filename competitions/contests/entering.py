"""Contestants from the edition's registrations: who would be entered, under which code, and who is left out."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from competitions.contests.models import Contest, ContestState, Entry
from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from events.registration.models import Registration, RegistrationRole, RegistrationState

LAST_NUMBER = re.compile(r"[0-9]+$")


@dataclass(frozen=True)
class LeftOut:
    """A registered student who is not entered, and why."""

    registration: Registration
    why: str


@dataclass(frozen=True)
class EntryPlan:
    """What entering would do now: the entries to make, unsaved, and who is left out."""

    new: list[Entry]
    left_out: list[LeftOut]
    entered_already: int


def plan_entries(contest: Contest) -> EntryPlan:
    """The plan as the registrations stand; two queries, whatever their number."""
    students = (
        Registration.objects.live()
        .filter(edition_id=contest.edition_id, role=RegistrationRole.STUDENT)
        .select_related("person", "delegation")
        .order_by("sort_key", "pk")
    )
    entries = list(contest.entries.values_list("registration_id", "delegation", "code"))
    entered = {registration for registration, _delegation, _code in entries}
    numbers = LastNumbers((delegation, code) for _registration, delegation, code in entries)
    taken = {code for _registration, _delegation, code in entries}
    new: list[Entry] = []
    left_out: list[LeftOut] = []
    for student in students:
        if student.pk in entered:
            continue
        if student.state != RegistrationState.CONFIRMED:
            left_out.append(LeftOut(student, _("no consent yet: the registration waits for it")))
            continue
        new.append(entry_of(contest, student, numbers, taken))
    return EntryPlan(new, left_out, sum(1 for registration in entered if registration))


class LastNumbers:
    """The last running number of each delegation's codes."""

    def __init__(self, used: Iterable[tuple[str, str]]) -> None:
        self.last: dict[str, int] = defaultdict(int)
        for delegation, code in used:
            if found := LAST_NUMBER.search(code):
                self.last[delegation] = max(self.last[delegation], int(found[0]))

    def next(self, delegation: str) -> int:
        self.last[delegation] += 1
        return self.last[delegation]


def entry_of(contest: Contest, student: Registration, numbers: LastNumbers, taken: set[str]) -> Entry:
    team = student.delegation
    delegation = team.code if team else (student.country.alpha3 or str(student.country))
    # A delegation whose code ends in a figure (`LAO2`) would otherwise share codes with another (`LAO`).
    join = "-" if delegation[-1:].isdigit() else ""
    while (code := f"{delegation}{join}{numbers.next(delegation)}") in taken:
        pass
    taken.add(code)
    return Entry(
        contest=contest, registration=student, code=code, delegation=delegation,
        country=team.country if team else student.country, guest=bool(team and team.guest),
    )


def open_for_entries(contest: Contest) -> Contest:
    """The contest, locked for this transaction, if contestants may still be entered. Raises Refused."""
    held = Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    if held.state not in {ContestState.PREPARING, ContestState.MARKING}:
        raise Refused(_("Contestants are entered before and during marking. The contest is %(state)s.") % {
            "state": held.get_state_display()
        })
    return held


def enter_registered(contest: Contest, by: User) -> EntryPlan:
    """Enter every confirmed student who is not yet entered. Raises Refused; pressed twice, it enters once."""
    with transaction.atomic():
        plan = plan_entries(open_for_entries(contest))
        Entry.objects.bulk_create(plan.new, batch_size=500)
        if plan.new:
            record("entered contestants", contest, by, count=len(plan.new), left_out=len(plan.left_out))
    return plan
