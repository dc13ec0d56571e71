"""Nobody reviews their own school's: who that is, now."""

from collections import defaultdict
from collections.abc import Iterable

from core.accounts.models import User
from talent.institutions.membership import belongs_to
from talent.institutions.models import Membership
from talent.nominations.models import Nomination


def is_own_schools(user: User, nomination: Nomination) -> bool:
    """Whether the person is an active member of the nominating or of the nominee's own institution."""
    return belongs_to(user, nomination.institution_id) or belongs_to(user, nomination.nominee.institution_id)


def institutions_by_user(users: Iterable[int]) -> dict[int, set[int]]:
    """Each user's institutions by active membership in any role, whatever the institution's state; one query."""
    found: dict[int, set[int]] = defaultdict(set)
    for user, institution in Membership.objects.active().filter(user__in=list(users)).values_list(
        "user_id", "institution_id"
    ):
        found[user].add(institution)
    return found
