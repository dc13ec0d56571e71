"""The pages of one contest, as the person may open them. Rooms below add theirs."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from competitions.contests.models import Contest
from core.accounts.models import User


@dataclass(frozen=True)
class Tab:
    """One page of a contest: `name` is its address's, `when` says in which states of the contest it makes sense."""

    name: str
    label: str | Promise
    permission: str
    place: int
    when: Callable[[Contest], bool] = lambda contest: True


@dataclass(frozen=True)
class ShownTab:
    name: str
    label: str | Promise
    address: str


TABS: list[Tab] = []


def add_tab(tab: Tab) -> None:
    TABS.append(tab)
    TABS.sort(key=lambda each: each.place)


def tabs(user: User, contest: Contest) -> list[ShownTab]:
    return [
        ShownTab(tab.name, tab.label, reverse(tab.name, kwargs={"key": contest.key}))
        for tab in TABS
        if tab.when(contest) and user.has_perm(tab.permission, contest)
    ]


add_tab(Tab("contest", _("Contest"), "contests.see_contest", 0))
add_tab(Tab("entries", _("Contestants"), "contests.keep_entries", 10))
