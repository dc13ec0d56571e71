import rules

from core.accounts.permissions import is_secretariat
from events.programmes.permissions import runs_edition

rules.add_perm("calling_off.call_off", is_secretariat | runs_edition)
