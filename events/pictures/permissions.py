import rules

from core.accounts.permissions import is_secretariat
from events.programmes.permissions import runs_day_of_edition


@rules.predicate
def runs_day_of_its_edition(user, picture) -> bool:
    return runs_day_of_edition(user, picture.edition)


rules.add_perm("pictures.keep", is_secretariat | runs_day_of_edition)
rules.add_perm("pictures.change", is_secretariat | runs_day_of_its_edition)
