import rules

from core.accounts.permissions import is_secretariat
from events.programmes import team
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
    return team.runs(user, registration.edition)


@rules.predicate
def sees_edition(user, edition) -> bool:
    return team.sees(user, edition)


@rules.predicate
def runs_edition(user, edition) -> bool:
    return team.runs(user, edition)


rules.add_perm("registration.register_own", coordinates_a_school)
rules.add_perm("registration.see", is_secretariat | coordinates_its_school | sees_its_edition)
rules.add_perm("registration.see_record", sees_its_edition)
rules.add_perm("registration.cancel", is_secretariat | coordinates_its_school | runs_its_edition)
rules.add_perm("registration.see_who_comes", is_secretariat | sees_edition)
rules.add_perm("registration.run", is_secretariat | runs_edition)
