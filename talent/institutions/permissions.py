import rules

from core.accounts.permissions import is_secretariat
from talent.institutions.invitations import is_for
from talent.institutions.membership import belongs_to, is_officer_for, memberships_of
from talent.institutions.models import Institution, InstitutionKind, InstitutionState, MembershipRole
from talent.institutions.roles import leading_role


@rules.predicate
def is_officer_somewhere(user) -> bool:
    return bool(countries_of_officer(user))


def countries_of_officer(user) -> list[str]:
    """The countries whose ministries' officer the person is."""
    countries = {
        str(membership.institution.country)
        for membership in memberships_of(user)
        if membership.role == MembershipRole.OFFICER
    }
    return sorted(country for country in countries if is_officer_for(user, country))


@rules.predicate
def is_officer_there(user, institution: Institution) -> bool:
    return is_officer_for(user, str(institution.country))


@rules.predicate
def may_verify(user, institution: Institution) -> bool:
    """An officer of the country, but not where it is about a ministry."""
    return institution.kind != InstitutionKind.MINISTRY and is_officer_for(user, str(institution.country))


@rules.predicate
def is_member(user, institution: Institution) -> bool:
    return belongs_to(user, institution)


@rules.predicate
def leads(user, institution: Institution) -> bool:
    """The person leads it, verified or not; while it is suspended nobody does."""
    return institution.state != InstitutionState.SUSPENDED and any(
        membership.institution_id == institution.pk and membership.role == leading_role(institution.kind)
        for membership in memberships_of(user)
    )


@rules.predicate
def leads_the_member_s(user, membership) -> bool:
    return leads(user, membership.institution)


@rules.predicate
def is_own_membership(user, membership) -> bool:
    return membership.user_id == user.pk


@rules.predicate
def hands_over(user, membership) -> bool:
    """One's own, if it is the role that leads a verified institution."""
    institution = membership.institution
    leading = membership.role == leading_role(institution.kind)
    return membership.user_id == user.pk and leading and institution.state == InstitutionState.VERIFIED


@rules.predicate
def leads_the_inviting(user, invitation) -> bool:
    return leads(user, invitation.institution)


@rules.predicate
def is_invited(user, invitation) -> bool:
    return is_for(invitation, user)


rules.add_perm("institutions.list", is_secretariat | is_officer_somewhere)
rules.add_perm("institutions.see", is_secretariat | is_officer_there | is_member)
rules.add_perm("institutions.change", is_secretariat | leads)
rules.add_perm("institutions.verify", is_secretariat | may_verify)
rules.add_perm("institutions.apply_again", leads)
rules.add_perm("institutions.see_members", is_secretariat | is_officer_there | is_member)
rules.add_perm("institutions.invite", is_secretariat | leads)
rules.add_perm("institutions.end_membership", is_secretariat | leads_the_member_s | is_own_membership)
rules.add_perm("institutions.hand_over", hands_over)
rules.add_perm("institutions.withdraw_invitation", is_secretariat | leads_the_inviting)
rules.add_perm("institutions.answer_invitation", is_invited)
rules.add_perm("institutions.change_countries", is_secretariat)
