import rules

from core.accounts.permissions import is_secretariat
from events.programmes.permissions import runs_day_of_edition


@rules.predicate
def runs_day_of_its_edition(user, venue) -> bool:
    return runs_day_of_edition(user, venue.edition)


rules.add_perm("venues.keep", is_secretariat | runs_day_of_edition)
rules.add_perm("venues.change", is_secretariat | runs_day_of_its_edition)
