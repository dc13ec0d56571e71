import rules

from competitions.contests.permissions import chairs, in_jury, organises_contest
from core.accounts.permissions import is_secretariat

rules.add_perm("marking.see_marks", is_secretariat | organises_contest | in_jury)
rules.add_perm("marking.enter_marks", in_jury)
rules.add_perm("marking.see_progress", is_secretariat | organises_contest | chairs | in_jury)
