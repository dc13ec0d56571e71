import rules

from core.accounts.permissions import is_secretariat
from events.registration.permissions import runs_edition, runs_its_edition, sees_edition

rules.add_perm("timetable.see_groups", is_secretariat | sees_edition)
rules.add_perm("timetable.make_groups", is_secretariat | runs_edition)
rules.add_perm("timetable.move_to_group", is_secretariat | runs_its_edition)
