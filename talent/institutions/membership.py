"""For whom a person acts: the questions that every permission asks."""

from core.accounts.models import User
from talent.institutions.models import Institution, InstitutionState, Membership, MembershipRole


def memberships_of(user: User) -> list[Membership]:
    """The person's active memberships with their institutions; one query for the life of this user object."""
    if not user.is_authenticated:
        return []
    kept = getattr(user, "_memberships", None)
    if kept is None:
        kept = list(user.memberships.active().select_related("institution").order_by("id"))
        user._memberships = kept  # type: ignore[attr-defined]
    return kept


def acts_as(user: User, institution: Institution | int | None, *roles: str) -> bool:
    """Whether the person acts in one of the roles for a verified institution.

    An institution that is not verified, or suspended, lets nobody act for it.
    """
    pk = institution.pk if isinstance(institution, Institution) else institution
    return any(
        membership.institution_id == pk
        and membership.role in roles
        and membership.institution.state == InstitutionState.VERIFIED
        for membership in memberships_of(user)
    )


def belongs_to(user: User, institution: Institution | int) -> bool:
    """Whether the person is an active member in any role, whatever the institution's state."""
    pk = institution.pk if isinstance(institution, Institution) else institution
    return any(membership.institution_id == pk for membership in memberships_of(user))


def is_officer_for(user: User, country: str) -> bool:
    """Whether the person is an officer of a verified ministry of the country."""
    return any(
        membership.role == MembershipRole.OFFICER
        and membership.institution.kind == Institution.Kind.MINISTRY
        and membership.institution.country == country
        and membership.institution.state == InstitutionState.VERIFIED
        for membership in memberships_of(user)
    )


def institutions_of(user: User, *roles: str) -> list[Institution]:
    """The verified institutions the person acts for in one of the roles (in any role if none is named)."""
    found: dict[int, Institution] = {}
    for membership in memberships_of(user):
        if membership.institution.state == InstitutionState.VERIFIED and (not roles or membership.role in roles):
            found.setdefault(membership.institution_id, membership.institution)
    return list(found.values())
