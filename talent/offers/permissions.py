"""Who may do what with offers: the organiser sends them, a school's coordinator answers its own."""

import rules

from core.accounts.models import User
from talent.calls.models import Call
from talent.institutions.membership import acts_as, institutions_of
from talent.institutions.models import MembershipRole
from talent.nominations.models import Nomination
from talent.offers.models import Offer
from talent.reviews.permissions import runs


@rules.predicate
def coordinates_its_school(user: User, offer: Offer | None) -> bool:
    return offer is not None and acts_as(user, offer.nomination.institution_id, MembershipRole.COORDINATOR)


@rules.predicate
def works_at_its_school(user: User, offer: Offer | None) -> bool:
    return offer is not None and acts_as(
        user, offer.nomination.institution_id, MembershipRole.COORDINATOR, MembershipRole.TEACHER
    )


@rules.predicate
def works_at_a_school(user: User) -> bool:
    return bool(institutions_of(user, MembershipRole.COORDINATOR, MembershipRole.TEACHER))


@rules.predicate
def runs_its_call(user: User, subject: Call | Offer | Nomination | None) -> bool:
    """The organiser of the call that it belongs to."""
    return subject is not None and runs(user, subject if isinstance(subject, Call) else subject.call)


rules.add_perm("offers.run", runs_its_call)
rules.add_perm("offers.of_my_school", works_at_a_school)
rules.add_perm("offers.see", runs_its_call | works_at_its_school)
rules.add_perm("offers.answer", coordinates_its_school)
