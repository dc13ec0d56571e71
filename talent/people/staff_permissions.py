"""Who may see and change an institution's teachers and experts: coordinators, or where there are none, organisers."""

import rules

from core.accounts.models import User
from talent.institutions.membership import acts_as
from talent.institutions.models import Institution, InstitutionKind, MembershipRole
from talent.people.models import Person, PersonRole

WITHOUT_COORDINATORS = (InstitutionKind.COMPANY, InstitutionKind.ASSOCIATION)


@rules.predicate
def leads_staff_of(user: User, institution: Institution | None) -> bool:
    if institution is None:
        return False
    alone = institution.kind in WITHOUT_COORDINATORS
    return acts_as(user, institution, MembershipRole.ORGANISER if alone else MembershipRole.COORDINATOR)


@rules.predicate
def leads_this_one(user: User, person: Person | None) -> bool:
    return person is not None and person.role != PersonRole.STUDENT and leads_staff_of(user, person.institution)


rules.add_perm("people.change_staff", leads_staff_of)
rules.add_perm("people.change_staff_member", leads_this_one)
