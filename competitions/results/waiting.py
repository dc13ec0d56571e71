"""What waits for a chair: the jury's decision."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from competitions.contests.models import Contest, ContestState, JuryRole
from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me


@waits_for_me
def juries_to_decide(user: User) -> Iterator[Waiting]:
    """One query."""
    contests = Contest.objects.filter(
        jury__user=user, jury__role=JuryRole.CHAIR, state=ContestState.JURY
    ).select_related("edition").order_by("edition__starts_at", "pk")
    for contest in contests[:20]:
        yield Waiting(
            title=_("The jury decides: %(contest)s") % {"contest": contest.title},
            address=reverse("jury_meeting", kwargs={"key": contest.key}),
            detail=_("Choose the cut-offs, then publish."), due=contest.edition.ends_at, zone=contest.edition.zone,
        )
