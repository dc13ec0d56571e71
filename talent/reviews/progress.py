"""How far the panel is: per panellist, per nomination, and each cell between. It tells no score."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from talent.calls.models import Call
from talent.nominations.models import Nomination, NominationState
from talent.reviews.conflicts import Bar, Conflicts, institutions_by_user, judged
from talent.reviews.models import Panellist, Review, ReviewState


@dataclass(frozen=True)
class Cell:
    """Where one panellist is with one nomination."""

    words: str | Promise
    tone: str


SUBMITTED = Cell(_("done"), "good")
STARTED = Cell(_("begun"), "wait")
ASSIGNED = Cell(_("to do"), "plain")
ASIDE = Cell(_("aside"), "quiet")
BARRED = {bar: Cell(bar.label, "quiet") for bar in Bar}
NONE = Cell("–", "quiet")
CELLS = {
    ReviewState.SUBMITTED: SUBMITTED, ReviewState.STARTED: STARTED, ReviewState.ASSIGNED: ASSIGNED,
    ReviewState.RECUSED: ASIDE,
}


@dataclass(frozen=True)
class PanellistProgress:
    panellist: Panellist
    done: int
    begun: int
    to_do: int
    aside: int

    @property
    def left(self) -> int:
        return self.begun + self.to_do

    @property
    def asked(self) -> int:
        return self.done + self.left


def with_the_panel(call: Call) -> QuerySet[Nomination]:
    """The nominations that the panel judges or has judged."""
    return call.nominations.filter(
        state__in=[
            NominationState.READY, NominationState.SELECTED, NominationState.WAITING_LIST, NominationState.NOT_SELECTED
        ]
    )


def panel_of(call: Call) -> list[Panellist]:
    """Who sits on the panel, and who left it after submitting something."""
    members = call.panel.select_related("user", "call").annotate(
        submitted=Count("reviews", filter=Q(reviews__state=ReviewState.SUBMITTED))
    )
    return [each for each in members.order_by("user__name", "pk") if each.left_at is None or each.submitted]


def progress_of_panel(call: Call) -> list[PanellistProgress]:
    """Each panellist's progress; reviews of a school of theirs count nowhere. A bounded number of queries."""
    panel = panel_of(call)
    own = institutions_by_user(each.user_id for each in panel)
    users = {each.pk: each.user_id for each in panel}
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for panellist, state, nominating, belonging in Review.objects.filter(
        panellist__in=panel, nomination__in=with_the_panel(call)
    ).values_list("panellist_id", "state", "nomination__institution_id", "nomination__nominee__institution_id"):
        if not own[users[panellist]] & {nominating, belonging}:
            counts[panellist][state] += 1
    return [
        PanellistProgress(
            each, counts[each.pk][ReviewState.SUBMITTED],
            0 if each.left_at else counts[each.pk][ReviewState.STARTED],
            0 if each.left_at else counts[each.pk][ReviewState.ASSIGNED], counts[each.pk][ReviewState.RECUSED],
        )
        for each in panel
    ]


def heat_map(
    call: Call, nominations: Sequence[Nomination], panel: Sequence[Panellist]
) -> list[tuple[Nomination, list[Cell], int]]:
    """For each nomination a cell for each panellist, and how many reviews are done."""
    conflicts = Conflicts(call, panel)
    judging = {each.nomination: each for each in judged(Nomination.objects.filter(pk__in=[n.pk for n in nominations]))}
    states = {
        (nomination, panellist): state
        for nomination, panellist, state in Review.objects.filter(
            nomination__in=[each.pk for each in nominations], panellist__in=panel
        ).values_list("nomination_id", "panellist_id", "state")
    }
    rows = []
    for nomination in nominations:
        cells = []
        for each in panel:
            bar = conflicts.between(each.pk, judging[nomination.pk])
            cells.append(BARRED[bar] if bar else cell_of(states.get((nomination.pk, each.pk)), each))
        rows.append((nomination, cells, sum(cell is SUBMITTED for cell in cells)))
    return rows


def disagreements(call: Call) -> QuerySet[Nomination]:
    """Nominations whose reviews were too far apart, the furthest first."""
    apart = with_the_panel(call).filter(disagreement__isnull=False)
    return apart.select_related("nominee", "institution", "disagreement").order_by("-disagreement__difference", "pk")


def cell_of(state: str | None, panellist: Panellist) -> Cell:
    if state is None or (panellist.left_at and state != ReviewState.SUBMITTED):
        return NONE
    return CELLS[ReviewState(state)]


def without_review(call: Call) -> QuerySet[Nomination]:
    """Nominations of which no review is submitted."""
    done = Review.objects.filter(state=ReviewState.SUBMITTED, nomination__call=call).values("nomination")
    return with_the_panel(call).exclude(pk__in=done).select_related("nominee", "institution")
