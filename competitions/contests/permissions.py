"""Who may do what with a contest: its organisers prepare it, its jury marks and decides."""

from typing import Any

import rules

from competitions.contests.models import Contest, JuryRole
from core.accounts.models import User
from core.accounts.permissions import is_secretariat
from events.programmes.permissions import runs_edition
from events.programmes.team import runs


def seat_of(user: User, contest: Contest) -> str:
    """The person's role in the jury, '' for none; asked of the database once for each contest object."""
    kept = contest.__dict__.setdefault("_seats", {})
    if user.pk not in kept:
        kept[user.pk] = contest.jury.filter(user=user).values_list("role", flat=True).first() or ""
    return kept[user.pk]


def contest_of(subject: Any) -> Contest:
    """The contest itself, or that of an entry, a problem or a seat: who may act is decided by the contest."""
    return subject if isinstance(subject, Contest) else subject.contest


@rules.predicate
def organises_contest(user: User, subject: Any) -> bool:
    return user.is_authenticated and user.is_active and runs(user, contest_of(subject).edition)


@rules.predicate
def in_jury(user: User, subject: Any) -> bool:
    return user.is_authenticated and user.is_active and bool(seat_of(user, contest_of(subject)))


@rules.predicate
def chairs(user: User, subject: Any) -> bool:
    return user.is_authenticated and user.is_active and seat_of(user, contest_of(subject)) == JuryRole.CHAIR


rules.add_perm("contests.add_contest", is_secretariat | runs_edition)
rules.add_perm("contests.see_contest", is_secretariat | organises_contest | in_jury)
rules.add_perm("contests.prepare_contest", is_secretariat | organises_contest)
rules.add_perm("contests.keep_entries", is_secretariat | organises_contest | chairs)
rules.add_perm("contests.begin_marking", is_secretariat | organises_contest | chairs)
rules.add_perm("contests.chair_contest", chairs)
