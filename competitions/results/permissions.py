import rules

from competitions.contests.permissions import chairs, in_jury, organises_contest
from core.accounts.permissions import is_secretariat

rules.add_perm("results.see_standing", is_secretariat | organises_contest | in_jury)
rules.add_perm("results.decide", chairs)
