"""The pages that marking adds to a contest's."""

from django.utils.translation import gettext_lazy as _

from competitions.contests.models import Contest, ContestState
from competitions.contests.tabs import Tab, add_tab


def begun(contest: Contest) -> bool:
    return contest.state != ContestState.PREPARING


add_tab(Tab("marks", _("Marks"), "marking.see_marks", 20, when=begun))
add_tab(Tab("progress", _("Progress"), "marking.see_progress", 30, when=begun))
