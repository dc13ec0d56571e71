"""What waits in contests: preparing one whose edition is near."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from competitions.contests.models import Contest, ContestState
from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me

SOON = timedelta(days=60)


@waits_for_me
def contests_to_prepare(user: User) -> Iterator[Waiting]:
    """One query. The secretariat sees all contests and is not reminded of each."""
    soon = Contest.objects.organised_by(user).filter(
        state=ContestState.PREPARING, edition__starts_at__lte=timezone.now() + SOON
    )
    for contest in soon.select_related("edition").order_by("edition__starts_at")[:20]:
        yield Waiting(
            title=_("Prepare %(contest)s for marking") % {"contest": contest.title},
            address=reverse("contest", kwargs={"key": contest.key}),
            detail=contest.edition.title, due=contest.edition.starts_at, zone=contest.edition.zone,
        )
