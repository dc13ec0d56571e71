import rules

from core.accounts.permissions import is_secretariat
from events.programmes import team
from events.programmes.models import EditionState
from talent.institutions.membership import acts_as, institutions_of
from talent.institutions.models import MembershipRole


@rules.predicate
def organises_somewhere(user) -> bool:
    return user.is_authenticated and bool(institutions_of(user, MembershipRole.ORGANISER))


@rules.predicate
def has_a_part_in_editions(user) -> bool:
    return user.is_authenticated and team.organises(user)


@rules.predicate
def organises_programme(user, programme) -> bool:
    return acts_as(user, programme.institution_id, MembershipRole.ORGANISER)


@rules.predicate
def runs_edition(user, edition) -> bool:
    return team.runs(user, edition)


@rules.predicate
def runs_day_of_edition(user, edition) -> bool:
    return team.runs_day(user, edition)


@rules.predicate
def sees_edition(user, edition) -> bool:
    return team.sees(user, edition)


@rules.predicate
def co_hosts_edition(user, edition) -> bool:
    return edition.state != EditionState.DRAFT and bool(team.co_hosting(user, edition))


rules.add_perm("programmes.list_mine", is_secretariat | has_a_part_in_editions)
rules.add_perm("programmes.make", is_secretariat | organises_somewhere)
rules.add_perm("programmes.change_programme", is_secretariat | organises_programme)
rules.add_perm("programmes.run_edition", is_secretariat | runs_edition)
rules.add_perm("programmes.run_day", is_secretariat | runs_day_of_edition)
rules.add_perm("programmes.see_edition", is_secretariat | sees_edition | co_hosts_edition)
rules.add_perm("programmes.see_all_of_edition", is_secretariat | sees_edition)
