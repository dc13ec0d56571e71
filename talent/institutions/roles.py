"""Who can be what at which kind of institution."""

from talent.institutions.models import InstitutionKind, MembershipRole

# The first of each leads: it is the role of who signs the institution up, and manages its facts and members.
ROLES: dict[str, tuple[MembershipRole, ...]] = {
    InstitutionKind.SCHOOL: (MembershipRole.COORDINATOR, MembershipRole.TEACHER, MembershipRole.ORGANISER),
    InstitutionKind.COLLEGE: (
        MembershipRole.COORDINATOR, MembershipRole.TEACHER, MembershipRole.ORGANISER, MembershipRole.EXPERT,
    ),
    InstitutionKind.UNIVERSITY: (
        MembershipRole.ORGANISER, MembershipRole.EXPERT, MembershipRole.COORDINATOR, MembershipRole.TEACHER,
    ),
    InstitutionKind.MINISTRY: (MembershipRole.OFFICER, MembershipRole.ORGANISER),
    InstitutionKind.COMPANY: (MembershipRole.ORGANISER, MembershipRole.EXPERT),
    InstitutionKind.ASSOCIATION: (MembershipRole.ORGANISER, MembershipRole.EXPERT),
}


def leading_role(kind: str) -> MembershipRole:
    return ROLES[InstitutionKind(kind)][0]


def roles_at(kind: str) -> tuple[MembershipRole, ...]:
    return ROLES[InstitutionKind(kind)]
