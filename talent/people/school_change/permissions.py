"""Coordinators of the two schools, each as far as the change concerns it."""

import rules

from core.accounts.models import User
from talent.institutions.membership import acts_as, institutions_of
from talent.institutions.models import MembershipRole
from talent.people.school_change.models import OPEN, ChangeState, SchoolChange, StartedBy

COORDINATOR = MembershipRole.COORDINATOR


@rules.predicate
def is_shown(user: User, change: SchoolChange) -> bool:
    schools = institutions_of(user, COORDINATOR)
    return any(SchoolChange.objects.concerning(school).filter(pk=change.pk).exists() for school in schools)


@rules.predicate
def takes_in(user: User, change: SchoolChange) -> bool:
    return change.state == ChangeState.AGREED and acts_as(user, change.to_institution_id, COORDINATOR)


@rules.predicate
def started(user: User, change: SchoolChange) -> bool:
    old = change.started_by == StartedBy.OLD
    starter = change.from_institution_id if old else change.to_institution_id
    # To the school that asked, a refusal looks like waiting, so it may be "withdrawn" too, without any effect.
    waiting = change.state in OPEN or (change.state == ChangeState.REFUSED and not old)
    return waiting and acts_as(user, starter, COORDINATOR)


rules.add_perm("people.see_school_change", is_shown)
rules.add_perm("people.take_in", takes_in)
rules.add_perm("people.withdraw_school_change", started)
