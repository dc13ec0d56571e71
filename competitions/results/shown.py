"""What results put on pages of others: the contest's tabs, and the newest lists on the welcome page."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from competitions.contests.models import Contest, ContestState
from competitions.contests.tabs import Tab, add_tab
from competitions.results.models import Publication, PublicationState
from core.pages.welcome import PublishedPart, shown_on_welcome

SHOWN = 6


def begun(contest: Contest) -> bool:
    return contest.state != ContestState.PREPARING


add_tab(Tab("standing", _("Standing"), "results.see_standing", 40, when=begun))
add_tab(Tab("jury_meeting", _("Jury meeting"), "results.see_standing", 50, when=begun))


@shown_on_welcome
def newest_results(request: HttpRequest) -> PublishedPart | None:
    newest = Publication.objects.filter(state=PublicationState.PUBLISHED).select_related("contest__edition")
    found = list(newest.order_by("-at")[:SHOWN])
    return PublishedPart("competitions/results/newest.html", {"publications": found}, order=40) if found else None
