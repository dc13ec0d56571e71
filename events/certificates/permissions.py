import rules

from core.accounts.permissions import is_secretariat
from events.programmes import team
from events.registration.permissions import coordinates_a_school, runs_edition, sees_edition
from talent.institutions.membership import acts_as
from talent.institutions.models import MembershipRole


@rules.predicate
def coordinates_its_school(user, certificate) -> bool:
    return acts_as(user, certificate.registration.institution_id, MembershipRole.COORDINATOR)


@rules.predicate
def sees_its_edition(user, certificate) -> bool:
    return team.sees(user, certificate.registration.edition)


@rules.predicate
def runs_its_edition(user, certificate) -> bool:
    return team.runs_day(user, certificate.registration.edition)


rules.add_perm("certificates.list_own", coordinates_a_school)
rules.add_perm("certificates.see", is_secretariat | coordinates_its_school | sees_its_edition)
rules.add_perm("certificates.revoke", is_secretariat | runs_its_edition)
rules.add_perm("certificates.see_all", is_secretariat | sees_edition)
rules.add_perm("certificates.issue", is_secretariat | runs_edition)
