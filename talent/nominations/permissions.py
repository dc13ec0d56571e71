"""Who may do what with nominations.

`talent/reviews` lets a panel open evidence by widening a permission in its own `permissions.py`, which is
imported after this one; it is asked about an `Answer` that has a file:

    rules.set_perm("nominations.see_evidence", may_see_evidence | is_on_the_panel_of_its_call)
"""

from dataclasses import dataclass

import rules

from core.accounts.models import User
from core.accounts.permissions import is_secretariat
from talent.calls.models import Call, CallState
from talent.calls.nominators import WITHOUT_COORDINATORS, nominating_institutions
from talent.calls.permissions import organises
from talent.institutions.countries import countries_with_ministry
from talent.institutions.membership import acts_as, is_officer_for
from talent.institutions.models import Institution, MembershipRole
from talent.institutions.permissions import is_officer_somewhere
from talent.nominations.duplicates.models import DuplicatePair
from talent.nominations.forwarding import STANDS, MinistrysPart
from talent.nominations.models import NOT_HANDED_IN, Answer, Nomination, NominationState


@dataclass(frozen=True)
class SchoolsPart:
    """One school's part in one call: what a coordinator's pages are about."""

    call: Call
    institution: Institution


@rules.predicate
def nominates_for_some_school(user: User) -> bool:
    return bool(nominating_institutions(user))


@rules.predicate
def prepares_for_school(user: User, part: SchoolsPart | Nomination | None) -> bool:
    """Coordinators and teachers prepare drafts; only a coordinator submits and withdraws."""
    return part is not None and (
        acts_as(user, part.institution.pk, MembershipRole.COORDINATOR, MembershipRole.TEACHER)
        or coordinates_school(user, part)
    )


@rules.predicate
def coordinates_school(user: User, part: SchoolsPart | Nomination | None) -> bool:
    """A coordinator; at a company or association, which has none, an organiser."""
    if part is None:
        return False
    alone = part.institution.kind in WITHOUT_COORDINATORS
    roles = (MembershipRole.COORDINATOR, MembershipRole.ORGANISER) if alone else (MembershipRole.COORDINATOR,)
    return acts_as(user, part.institution.pk, *roles)


@rules.predicate
def call_is_shown(user: User, part: SchoolsPart | None) -> bool:
    return part is not None and part.call.state != CallState.DRAFT


@rules.predicate
def organises_its_call(user: User, nomination: Nomination | None) -> bool:
    """An organiser sees nominations once they were handed in; until then they are the school's own."""
    if nomination is None or nomination.state in NOT_HANDED_IN:
        return False
    return is_secretariat(user) or acts_as(user, nomination.call.institution_id, MembershipRole.ORGANISER)


@rules.predicate
def forwards_for(user: User, part: MinistrysPart | None) -> bool:
    """An officer of the country's verified ministry; where there is none, the call's organiser."""
    if part is None or not part.call.ministry_stage or part.call.state == CallState.DRAFT:
        return False
    if is_officer_for(user, part.country):
        return True
    organising = is_secretariat(user) or acts_as(user, part.call.institution_id, MembershipRole.ORGANISER)
    return organising and part.country not in countries_with_ministry()


@rules.predicate
def has_it_before_the_ministry(user: User, nomination: Nomination | None) -> bool:
    """An officer sees what reached the ministry, and what it forwarded."""
    if nomination is None or not nomination.call.ministry_stage or nomination.state == NominationState.WITHDRAWN:
        return False
    reached = nomination.state in STANDS or nomination.forwarded_at is not None
    return reached and nomination.state not in NOT_HANDED_IN and is_officer_for(
        user, str(nomination.institution.country)
    )


@rules.predicate
def may_see_evidence(user: User, answer: Answer | None) -> bool:
    """The school that uploaded it, and whoever may see the nomination."""
    return answer is not None and (
        prepares_for_school(user, answer.nomination) or organises_its_call(user, answer.nomination)
        or has_it_before_the_ministry(user, answer.nomination)
    )


rules.add_perm("nominations.see_call_nominations", organises | is_secretariat)

@rules.predicate
def organises_call_of_pair(user: User, pair: DuplicatePair | None) -> bool:
    return pair is not None and organises(user, pair.call)


rules.add_perm("nominations.see_call_duplicates", organises | is_secretariat)
rules.add_perm("nominations.see_duplicate", organises_call_of_pair | is_secretariat)

rules.add_perm("nominations.nominate_for_some", nominates_for_some_school)
rules.add_perm("nominations.see_import", prepares_for_school)
rules.add_perm("nominations.nominate", prepares_for_school & call_is_shown)
rules.add_perm("nominations.submit_for_school", coordinates_school & call_is_shown)

rules.add_perm("nominations.forward_for_some", is_officer_somewhere)
rules.add_perm("nominations.forward", forwards_for)
rules.add_perm("nominations.forward_late", organises_its_call)
rules.add_perm("nominations.see_nomination", prepares_for_school | organises_its_call | has_it_before_the_ministry)
rules.add_perm("nominations.see_evidence", may_see_evidence)
rules.add_perm("nominations.edit_nomination", prepares_for_school)
rules.add_perm("nominations.submit_nomination", coordinates_school)
