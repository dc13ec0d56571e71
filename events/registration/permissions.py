import rules

from core.accounts.permissions import is_secretariat
from events.programmes import team
from events.programmes.models import EditionState
from events.registration.expected import expected_at
from talent.institutions.membership import acts_as, institutions_of
from talent.institutions.models import MembershipRole


@rules.predicate
def coordinates_a_school(user) -> bool:
    return user.is_authenticated and bool(institutions_of(user, MembershipRole.COORDINATOR))


@rules.predicate
def coordinates_its_school(user, registration) -> bool:
    return acts_as(user, registration.institution_id, MembershipRole.COORDINATOR)


@rules.predicate
def sees_its_edition(user, registration) -> bool:
    return team.sees(user, registration.edition)


@rules.predicate
def runs_its_edition(user, registration) -> bool:
    return team.runs_day(user, registration.edition)


@rules.predicate
def sees_edition(user, edition) -> bool:
    return team.sees(user, edition)


@rules.predicate
def runs_edition(user, edition) -> bool:
    return team.runs_day(user, edition)


@rules.predicate
def co_hosts_edition(user, edition) -> bool:
    return edition.state != EditionState.DRAFT and bool(team.co_hosting(user, edition))


@rules.predicate
def is_expected(user, edition) -> bool:
    """Confirmed for the edition oneself, or the coordinator of a school whose people are."""
    return expected_at(user, edition)


rules.add_perm("registration.register_own", coordinates_a_school)
rules.add_perm("registration.see", is_secretariat | coordinates_its_school | sees_its_edition)
rules.add_perm("registration.see_record", sees_its_edition)
rules.add_perm("registration.cancel", is_secretariat | coordinates_its_school | runs_its_edition)
rules.add_perm("registration.see_who_comes", is_secretariat | sees_edition)
rules.add_perm("registration.run", is_secretariat | runs_edition)
rules.add_perm("registration.see_own_country", co_hosts_edition)
rules.add_perm("registration.join_on_line", is_secretariat | sees_edition | co_hosts_edition | is_expected)
