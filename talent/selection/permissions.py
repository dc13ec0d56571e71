"""Who may do what in selection: the organiser of the call (or the secretariat) runs it, the chair may adjust too."""

import rules

from talent.reviews.permissions import chairs, runs

rules.add_perm("selection.run", runs)
rules.add_perm("selection.follow", runs | chairs)
rules.add_perm("selection.adjust", runs | chairs)
