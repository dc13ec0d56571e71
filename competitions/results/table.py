"""The list of results as it stands, for the jury: ranks, totals and awards by the present cut-offs."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from competitions.contests.mark import MarkValue, number_text
from competitions.contests.models import Contest, Entry, EntryState
from competitions.contests.ranks import shown_ranks
from competitions.marking.grid import last_change
from competitions.results.cutoffs import last_choice
from competitions.results.medals import AWARDS, Award
from competitions.results.ranking import Ranking
from competitions.results.sheet import ResultSheet


@dataclass(frozen=True)
class TableRow:
    rank: str
    entry: Entry
    marks: Sequence[MarkValue]
    total: str
    award: Award
    settled: bool


def table_rows(sheet: ResultSheet, ranking: Ranking, first: int, count: int) -> list[TableRow]:
    """So many rows from the `first` on, counted from 0 at the top of the list."""
    shown = shown_ranks(ranking.ranks)
    return [
        TableRow(
            rank=shown[at], entry=sheet.entries[at], marks=sheet.rows[at], total=number_text(sheet.total(ranking, at)),
            award=AWARDS[ranking.awards[at]], settled=all(mark.standing.settled for mark in sheet.rows[at]),
        )
        for at in ranking.order()[first : first + count].tolist()
    ]


def moment_of(contest: Contest) -> str:
    """Something short that is another whenever the table would be: so that nothing is sent while nothing changes."""
    choice = last_choice(contest)
    counts = contest.entries.aggregate(
        entered=Count("pk", filter=Q(state=EntryState.ENTERED)),
        guests=Count("pk", filter=Q(state=EntryState.ENTERED, guest=True)),
    )
    parts = (contest.state, last_change(contest), choice.pk if choice else 0, counts["entered"], counts["guests"])
    return "-".join(map(str, parts))
