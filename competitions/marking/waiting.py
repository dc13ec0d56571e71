"""What waits for a juror: scripts without a mark."""

from collections.abc import Iterator

from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from competitions.contests.mark import Standing
from competitions.contests.models import Contest, ContestState, Entry, EntryState, Problem
from competitions.marking.models import Mark
from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me


def counted(rows, by: str = "contest") -> Coalesce:
    """The number of rows of the outer contest, as a subquery."""
    grouped = rows.filter(contest=OuterRef("pk")).order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(grouped, output_field=IntegerField()), 0)


@waits_for_me
def scripts_to_mark(user: User) -> Iterator[Waiting]:
    """One query, whatever the contests' sizes."""
    marked = Mark.objects.filter(entry__state=EntryState.ENTERED).exclude(standing=Standing.NOT_MARKED)
    contests = (
        Contest.objects.filter(jury__user=user, state=ContestState.MARKING)
        .select_related("edition")
        .annotate(
            scripts=counted(Entry.objects.entered()) * counted(Problem.objects.all()), marked=counted(marked)
        )
        .annotate(left=F("scripts") - F("marked"))
        .order_by("edition__starts_at", "pk")
    )
    for contest in contests[:20]:
        address = reverse("marks", kwargs={"key": contest.key})
        if contest.left:
            yield Waiting(
                title=_("Scripts to be marked: %(contest)s") % {"contest": contest.title}, address=address,
                detail=contest.edition.title, count=contest.left, due=contest.edition.ends_at,
                zone=contest.edition.zone,
            )
