"""What the rules say of real contests, against what was published."""

import csv
import io
from decimal import Decimal

import pytest
from django.core.management import call_command

from competitions.contests.mark_table import unscaled
from competitions.results.medals import AWARDS, MEDALS, outcome
from competitions.results.ranking import rank
from tests.competitions.results.real_contests import WITHOUT_MENTIONS, RealContest, real_contests

pytestmark = pytest.mark.contest_data
every_contest = pytest.mark.parametrize("contest", real_contests() or [None], ids=str)


def placed(contest: RealContest) -> dict[str, tuple[int, Decimal, str]]:
    file = contest.marks()
    ranking = rank(file.marks, contest.maxima(), guest=file.guest, cutoffs=contest.cutoffs)
    return {
        contestant: (int(place), unscaled(int(total), ranking.places), AWARDS[award].value)
        for contestant, place, total, award in zip(
            file.contestants, ranking.ranks, ranking.totals, ranking.awards, strict=True
        )
    }


@every_contest
def test_ranks_and_totals_are_those_published(contest):
    ours = {contestant: (place, total) for contestant, (place, total, _award) in placed(contest).items()}
    assert ours == {contestant: (place, total) for contestant, (place, total, _award) in contest.official().items()}


@every_contest
def test_awards_by_the_official_cutoffs_are_those_published(contest):
    if not contest.follows_total:
        pytest.skip("this contest's awards do not follow from the total alone")
    ours, published = placed(contest), contest.expected()
    if contest.name in WITHOUT_MENTIONS:
        ours = {who: (place, total, award if award in MEDALS else "") for who, (place, total, award) in ours.items()}
    assert ours == published


@every_contest
def test_counts_are_those_of_the_contest(contest):
    file = contest.marks()
    assert len(file.contestants) == int(contest.row["contestants"])
    ranking = rank(file.marks, contest.maxima(), guest=file.guest)
    assert ranking.levels.size == int(contest.row["official"])
    given = outcome(ranking.levels, contest.cutoffs)
    counts, guests = given.contestants, given.guests
    assert sum((counts.medals, counts.mention, counts.none)) == int(contest.row["official"])
    assert sum((guests.medals, guests.mention, guests.none)) == len(file.contestants) - int(contest.row["official"])


@every_contest
def test_the_command_prints_the_published_results(contest):
    out = io.StringIO()
    cutoffs = [f"--{medal}={contest.row[medal]}" for medal in ("gold", "silver", "bronze")]
    call_command("rank_results", str(contest.path), *cutoffs, stdout=out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    with contest.path.open(encoding="utf-8", newline="") as file:
        given = {row["contestant"]: row for row in csv.DictReader(file)}
    expected = contest.expected()
    assert [row["contestant"] for row in rows] != []
    for row in rows:
        place, total, award = expected[row["contestant"]]
        assert (int(row["rank"]), Decimal(row["total"])) == (place, total)
        if contest.follows_total and not (contest.name in WITHOUT_MENTIONS and award not in MEDALS):
            assert row["award"] == award
        assert {name: cell for name, cell in row.items() if name in given[row["contestant"]]} == {
            name: cell for name, cell in given[row["contestant"]].items() if name != "guest"
        }
    assert [int(row["rank"]) for row in rows] == sorted(int(row["rank"]) for row in rows)
