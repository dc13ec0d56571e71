"""Who may do what with recommendations.

What a recommender wrote is read by the organiser, by the school only where the recommender was told so, and by the
panel: `talent/reviews` shows it on its own pages by `reading.to_read`.
"""

import rules

from core.accounts.models import User
from talent.nominations.permissions import organises_its_call, prepares_for_school
from talent.recommendations.models import Recommendation


@rules.predicate
def asks_for_it(user: User, recommendation: Recommendation | None) -> bool:
    """Coordinators and teachers of the nominating school."""
    return recommendation is not None and prepares_for_school(user, recommendation.nomination)


@rules.predicate
def may_read(user: User, recommendation: Recommendation | None) -> bool:
    if recommendation is None or recommendation.given_at is None:
        return False
    nomination = recommendation.nomination
    shown = recommendation.shown_to_school and prepares_for_school(user, nomination)
    return shown or organises_its_call(user, nomination)


rules.add_perm("recommendations.name", prepares_for_school)
rules.add_perm("recommendations.ask", asks_for_it)
rules.add_perm("recommendations.read", may_read)
