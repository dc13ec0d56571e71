"""Which institutions may nominate to a call: all verified ones of its countries, or those that were invited."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _
from django_countries import countries

from core.accounts.models import User
from core.audit.lifecycle import Refused
from talent.calls.models import Call, InvitedInstitution, Nominating
from talent.institutions.membership import memberships_of
from talent.institutions.models import Institution, InstitutionKind, InstitutionState, MembershipRole

# Companies and associations have no coordinators: who organises there nominates too.
WITHOUT_COORDINATORS = (InstitutionKind.COMPANY, InstitutionKind.ASSOCIATION)


def why_not(call: Call, institution: Institution, *, invited: bool) -> str:
    """A sentence that says why the institution may not nominate; empty if it may."""
    if institution.kind == InstitutionKind.MINISTRY:
        return _("A ministry does not nominate.")
    if institution.state != InstitutionState.VERIFIED:
        return _("%(name)s is not verified.") % {"name": institution}
    if call.nominating == Nominating.INVITED:
        return "" if invited else _("Only institutions that the organiser has invited may nominate to this call.")
    if call.countries and str(institution.country) not in call.countries:
        return _("Schools of %(country)s may not nominate to this call.") % {
            "country": countries.name(str(institution.country)) or institution.country
        }
    return ""


def is_invited(call: Call, institution: Institution) -> bool:
    return call.nominating == Nominating.INVITED and call.invited.filter(institution=institution).exists()


def refuse_nominator(call: Call, institution: Institution) -> None:
    """Raises Refused, with the sentence, if the institution may not nominate to the call."""
    if reason := why_not(call, institution, invited=is_invited(call, institution)):
        raise Refused(reason)


def invitations_among(calls: Iterable[Call], institutions: Iterable[Institution]) -> set[tuple[int, int]]:
    """(institution, call) of those invited, by primary keys; no query where no call is by invitation."""
    by_invitation = [call.pk for call in calls if call.nominating == Nominating.INVITED]
    if not by_invitation:
        return set()
    rows = InvitedInstitution.objects.filter(call__in=by_invitation, institution__in=list(institutions))
    return set(rows.values_list("institution", "call"))


def may_nominate(call: Call, institution: Institution, invited: Collection[tuple[int, int]]) -> bool:
    """For lists: `invited` is what `invitations_among` found."""
    return not why_not(call, institution, invited=(institution.pk, call.pk) in invited)


def nominating_institutions(user: User) -> list[Institution]:
    """The verified institutions in whose name the person may prepare nominations."""
    found: dict[int, Institution] = {}
    for membership in memberships_of(user):
        institution = membership.institution
        prepares = membership.role in (MembershipRole.COORDINATOR, MembershipRole.TEACHER)
        if institution.state == InstitutionState.VERIFIED and (prepares or leads_alone(membership.role, institution)):
            found.setdefault(institution.pk, institution)
    return list(found.values())


def leads_alone(role: str, institution: Institution) -> bool:
    """Whether who has the role there stands in for a coordinator."""
    return role == MembershipRole.ORGANISER and institution.kind in WITHOUT_COORDINATORS
