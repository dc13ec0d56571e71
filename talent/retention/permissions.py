"""Who answers a family that asks for erasure, and who reads the log of what was erased."""

import rules

from core.accounts.models import User
from core.accounts.permissions import is_secretariat
from talent.institutions.membership import acts_as
from talent.institutions.models import MembershipRole
from talent.retention.models import Erasure


@rules.predicate
def coordinates_the_persons_school(user: User, erasure: Erasure) -> bool:
    person = erasure.person
    return (
        person is not None and person.erased_at is None
        and acts_as(user, person.institution_id, MembershipRole.COORDINATOR)
    )


@rules.predicate
def is_asked(user: User, erasure: Erasure) -> bool:
    return erasure.person is not None


rules.add_perm("retention.decide", coordinates_the_persons_school | (is_secretariat & is_asked))
rules.add_perm("retention.see_log", is_secretariat)
