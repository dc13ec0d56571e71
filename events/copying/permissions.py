import rules

from core.accounts.permissions import is_secretariat
from events.programmes.permissions import organises_programme


@rules.predicate
def organises_its_programme(user, edition) -> bool:
    return organises_programme(user, edition.programme)


rules.add_perm("copying.copy", is_secretariat | organises_its_programme)
