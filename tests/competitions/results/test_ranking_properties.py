"""What must hold for any contest whatever."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from competitions.contests.mark import MarkValue, Standing
from competitions.results.medals import AWARDS, MEDALS, Award, Cutoffs
from competitions.results.proposal import Fixed
from competitions.results.ranking import Contestant, rank_contestants
from tests.competitions.results.contests import ABSENT, FULL, contests, marks


def results(contestants, problems, **options):
    """By code: rank, total and award; and the cut-offs taken."""
    placed, ranking = rank_contestants(contestants, [FULL] * problems, **options)
    return {one.contestant.code: (one.rank, one.total, one.award) for one in placed}, ranking.cutoffs


@given(contests())
def test_a_rank_is_one_more_than_the_number_of_higher_totals(contest):
    problems, contestants = contest
    ours, _cutoffs = results(contestants, problems)
    totals = {one.code: sum((mark.counts for mark in one.marks), Decimal(0)) for one in contestants}
    assert {code: (place, total) for code, (place, total, _award) in ours.items()} == {
        code: (1 + sum(other > total for other in totals.values()), total) for code, total in totals.items()
    }


@given(contests(), st.randoms())
def test_names_and_the_order_of_rows_and_problems_do_not_matter(contest, random):
    problems, contestants = contest
    order = random.sample(range(problems), problems)
    shuffled = [
        replace(one, code=f"other {one.code}", marks=tuple(one.marks[at] for at in order))
        for one in random.sample(contestants, len(contestants))
    ]
    ours, cutoffs = results(contestants, problems)
    theirs, their_cutoffs = results(shuffled, problems)
    assert theirs == {f"other {code}": result for code, result in ours.items()}
    assert their_cutoffs == cutoffs


@given(contests(), st.integers(1, 9))
def test_those_absent_from_everything_change_nobodys_result(contest, number):
    problems, contestants = contest
    absent = [Contestant(f"absent {at}", (ABSENT,) * problems) for at in range(number)]
    ours, cutoffs = results(contestants, problems)
    theirs, their_cutoffs = results(contestants + absent, problems)
    assert {code: theirs[code] for code in ours} == ours
    assert their_cutoffs == cutoffs
    assert {theirs[one.code][2] for one in absent} == {Award.NONE}


@given(contests(guests=False), contests())
def test_guests_never_move_the_cutoffs(contest, visitors):
    problems, contestants = contest
    guests = [
        Contestant(f"guest {one.code}", (one.marks * 3)[:problems], guest=True) for one in visitors[1]
    ]
    ours, cutoffs = results(contestants, problems)
    theirs, their_cutoffs = results(contestants + guests, problems)
    assert their_cutoffs == cutoffs
    assert {code: theirs[code][1:] for code in ours} == {code: result[1:] for code, result in ours.items()}


@given(contests())
def test_equal_totals_get_equal_medals_and_a_higher_total_never_a_lesser_award(contest):
    problems, contestants = contest
    ours, _cutoffs = results(contestants, problems)
    for _place, total, award in ours.values():
        for _other_place, other_total, other_award in ours.values():
            if award in MEDALS and other_total >= total:
                assert other_award in MEDALS
                assert AWARDS.index(other_award) <= AWARDS.index(award)


@given(contests())
def test_a_mention_is_for_a_full_mark_without_a_medal_and_zero_wins_no_medal(contest):
    problems, contestants = contest
    ours, _cutoffs = results(contestants, problems)
    for one in contestants:
        _place, total, award = ours[one.code]
        has_full = MarkValue.of(FULL) in one.marks
        assert award in MEDALS or award == (Award.MENTION if has_full else Award.NONE)
        assert total > 0 or award == Award.NONE


@given(contests())
def test_a_result_is_settled_when_no_mark_of_it_is_missing_or_withheld(contest):
    problems, contestants = contest
    placed, _ranking = rank_contestants(contestants, [FULL] * problems)
    waiting = {Standing.NOT_MARKED, Standing.WITHHELD}
    for one in placed:
        assert one.settled == waiting.isdisjoint(mark.standing for mark in one.contestant.marks)


cutoff_marks = st.decimals(min_value="0.01", max_value=30, places=2)


@given(contests(), st.lists(cutoff_marks, min_size=3, max_size=3).map(sorted))
def test_cutoffs_that_are_given_are_obeyed(contest, totals):
    problems, contestants = contest
    bronze, silver, gold = totals
    ours, _taken = results(contestants, problems, cutoffs=Cutoffs(gold, silver, bronze))
    fixed, _also = results(contestants, problems, fixed=Fixed(gold, silver, bronze))
    assert fixed == ours
    for _place, total, award in ours.values():
        medal = next((m for m, least in zip(MEDALS, (gold, silver, bronze), strict=True) if total >= least), None)
        assert award == medal if medal else award in {Award.MENTION, Award.NONE}


@given(contests(), st.sampled_from(["gold", "silver", "bronze"]), cutoff_marks)
def test_one_cutoff_that_is_given_is_obeyed_and_the_others_proposed_around_it(contest, medal, total):
    problems, contestants = contest
    ours, cutoffs = results(contestants, problems, fixed=Fixed(**{medal: total}))
    at_least = {award for _place, reached, award in ours.values() if reached >= total}
    below = {award for _place, reached, award in ours.values() if reached < total}
    best = AWARDS.index(Award[medal.upper()])
    assert all(AWARDS.index(award) <= best for award in at_least)
    assert all(AWARDS.index(award) > best for award in below)
    assert not cutoffs.fault()


@given(st.lists(st.tuples(marks, marks), min_size=1, max_size=8))
def test_multiplying_every_mark_multiplies_the_totals_and_changes_nothing_else(rows):
    def times_ten(mark):
        return mark if mark.number is None else MarkValue.of(mark.number * 10)

    plain = [Contestant(str(at), row) for at, row in enumerate(rows)]
    large = [Contestant(str(at), tuple(map(times_ten, row))) for at, row in enumerate(rows)]
    ours, _placed = rank_contestants(plain, [FULL] * 2)
    theirs, _their_placed = rank_contestants(large, [FULL * 10] * 2)
    assert [(one.rank, one.total * 10, one.award) for one in ours] == [(o.rank, o.total, o.award) for o in theirs]
