"""What is told of a published list beside its rows: by country, by problem, the distribution."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from django.db.models import Count, Min, Q, Sum

from competitions.contests.mark import MarkValue, number_text
from competitions.contests.mark_table import MarkTable, scaled
from competitions.contests.ranks import competition_ranks, shown_ranks
from competitions.results.cutoffs import cutoffs_of
from competitions.results.distribution import distribution
from competitions.results.drawing import Drawing, draw
from competitions.results.levels import Levels
from competitions.results.medals import Award
from competitions.results.models import Publication
from competitions.results.statistics import ProblemStatistics, problem_statistics

PLACES = 2


@dataclass(frozen=True)
class CountryRow:
    """One delegation; `rank` is by the sum of its contestants' totals."""

    rank: str
    delegation: str
    country: str
    contestants: int
    guests: int
    gold: int
    silver: int
    bronze: int
    mention: int
    total: str
    best: int


def by_country(publication: Publication) -> list[CountryRow]:
    """One query, from the highest team total down."""
    awarded = {
        name: Count("pk", filter=Q(award=award.value))
        for name, award in (
            ("gold", Award.GOLD), ("silver", Award.SILVER), ("bronze", Award.BRONZE), ("mention", Award.MENTION)
        )
    }
    rows = list(
        publication.results.order_by("delegation").values("delegation").annotate(
            contestants=Count("pk"), guests=Count("pk", filter=Q(guest=True)), sum=Sum("total"), best=Min("rank"),
            country=Min("country"), **awarded,
        )
    )
    totals = np.array([scaled(row["sum"], PLACES) for row in rows], dtype=np.int64)
    ranks = shown_ranks(competition_ranks(totals)) if rows else []
    shown = [
        CountryRow(rank=rank, total=number_text(row.pop("sum")), **row) for rank, row in zip(ranks, rows, strict=True)
    ]
    return [shown[at] for at in np.argsort(-totals, kind="stable").tolist()]


@dataclass(frozen=True)
class ProblemShown:
    """One problem's statistics as a page shows them, its histogram as parts of the tallest bar."""

    statistics: ProblemStatistics
    title: str

    @property
    def mean(self) -> str:
        return "–" if self.statistics.mean is None else f"{float(self.statistics.mean):.2f}"

    @property
    def facility(self) -> str:
        return "–" if self.statistics.facility is None else f"{float(self.statistics.facility) * 100:.0f} %"

    @property
    def discrimination(self) -> str:
        return "–" if self.statistics.discrimination is None else f"{self.statistics.discrimination:.2f}"

    @property
    def others(self) -> list[tuple[str, int]]:
        return [
            (str(standing.label), count)
            for standing, count in self.statistics.standings.items()
            if count and standing.value != "number"
        ]


@dataclass(frozen=True)
class PublishedStatistics:
    drawing: Drawing
    problems: Sequence[ProblemShown]


def published_statistics(publication: Publication) -> PublishedStatistics:
    """From the frozen rows; one query."""
    rows = list(publication.results.order_by("rank", "pk").values_list("marks", "guest"))
    maxima = [Decimal(problem["maximum"]) for problem in publication.problems]
    marks = MarkTable.of([[MarkValue.read(text) for text in row] for row, _guest in rows], len(maxima))
    guest = np.array([guest for _row, guest in rows], dtype=np.bool_)
    levels = Levels.of(marks.totals(), guest, marks.full(maxima), marks.absent(), marks.places)
    shown = distribution(levels, cutoffs_of(publication.choice), sum(maxima, Decimal(0)))
    problems = [
        ProblemShown(each, problem["title"])
        for each, problem in zip(problem_statistics(marks, maxima), publication.problems, strict=True)
    ]
    return PublishedStatistics(draw(shown), problems)
