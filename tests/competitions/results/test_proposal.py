"""The cut-offs that the rule proposes."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.results.levels import Levels
from competitions.results.medals import AwardCounts, Cutoffs, MedalRule, outcome
from competitions.results.proposal import Fixed, propose

totals_of_contests = st.lists(st.integers(0, 12), max_size=16)
rules = st.builds(
    MedalRule,
    share=st.fractions(min_value="1/10", max_value=1, max_denominator=12),
    ratio=st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(1, 4)),
)


def levels_of(totals, guest=None, full=None, places=0):
    return Levels.of(
        np.array(totals, dtype=np.int64),
        None if guest is None else np.array(guest, dtype=bool),
        None if full is None else np.array(full, dtype=bool),
        places=places,
    )


def medal_counts(totals, cutoffs):
    """Gold, silver and bronze, counted one contestant at a time."""
    counts = [0, 0, 0]
    for total in totals:
        for at, cutoff in enumerate(cutoffs):
            if cutoff is not None and total >= cutoff:
                counts[at] += 1
                break
    return tuple(counts)


def all_cutoffs(totals):
    """Every choice of cut-offs, best first, that a contest's totals above zero allow."""
    possible = [None, *sorted({total for total in totals if total > 0}, reverse=True)]
    return list(combinations_with_replacement(possible, 3))


def best_by_trying_all(totals, rule):
    """The rule in its own words: the medals nearest to the share, then the least distance to the ratio."""

    def badness(cutoffs):
        counts = medal_counts(totals, cutoffs)
        medals = sum(counts)
        ideal = [Fraction(medals * part, sum(rule.ratio)) for part in rule.ratio]
        to_ratio = sum(abs(n - wanted) for n, wanted in zip(counts, ideal, strict=True))
        return (abs(medals - rule.share * len(totals)), -medals, to_ratio, -counts[0], -counts[1])

    return medal_counts(totals, min(all_cutoffs(totals), key=badness))


@given(totals_of_contests, st.one_of(st.just(MedalRule()), rules))
def test_the_proposal_is_the_best_of_all_possible_cutoffs(totals, rule):
    nearest = propose(levels_of(totals), rule).nearest
    counts = nearest.contestants
    assert (counts.gold, counts.silver, counts.bronze) == best_by_trying_all(totals, rule)
    assert medal_counts(totals, nearest.cutoffs.as_tuple()) == (counts.gold, counts.silver, counts.bronze)


@given(totals_of_contests)
def test_both_neighbours_of_half_are_proposed_and_nothing_lies_between_them(totals):
    proposal = propose(levels_of(totals))
    possible = {sum(medal_counts(totals, cutoffs)) for cutoffs in all_cutoffs(totals)}
    half = Fraction(len(totals), 2)
    assert proposal.below.medals == max(n for n in possible if n <= half)
    above = min((n for n in possible if n >= half), default=None)
    assert (None if proposal.above is None else proposal.above.medals) == above
    assert proposal.nearest in proposal.neighbours()


@given(totals_of_contests, st.lists(st.integers(1, 12), min_size=1, max_size=3), st.data())
def test_around_fixed_cutoffs_the_proposal_is_the_best_of_those_left(totals, numbers, data):
    medals = data.draw(st.lists(st.sampled_from([0, 1, 2]), min_size=len(numbers), max_size=len(numbers), unique=True))
    given_totals = dict(zip(sorted(medals), sorted(numbers, reverse=True), strict=True))
    fixed = Fixed(**{("gold", "silver", "bronze")[at]: Decimal(total) for at, total in given_totals.items()})
    possible = [None, *sorted({t for t in totals if t > 0} | set(given_totals.values()), reverse=True)]
    left = [
        cutoffs
        for cutoffs in combinations_with_replacement(possible, 3)
        if all(cutoffs[at] == total for at, total in given_totals.items())
    ]

    def badness(cutoffs):
        counts = medal_counts(totals, cutoffs)
        n = sum(counts)
        to_ratio = abs(6 * counts[0] - n) + abs(6 * counts[1] - 2 * n) + abs(6 * counts[2] - 3 * n)
        return (abs(2 * n - len(totals)), -n, to_ratio, -counts[0], -counts[1])

    counts = propose(levels_of(totals), fixed=fixed).nearest.contestants
    assert badness(min(left, key=badness)) == badness(
        propose(levels_of(totals), fixed=fixed).nearest.cutoffs.as_tuple()
    )
    assert (counts.gold, counts.silver, counts.bronze) == medal_counts(totals, min(left, key=badness))


def test_no_contestants_are_proposed_no_medals():
    proposal = propose(levels_of([]))
    assert proposal.nearest.cutoffs == Cutoffs(None, None, None)
    assert proposal.nearest.contestants == AwardCounts()
    assert proposal.nearest.share == 0
    assert proposal.nearest.parts() is None


def test_only_guests_are_proposed_no_medals():
    proposal = propose(levels_of([40, 30, 20], guest=[True] * 3))
    assert proposal.nearest.cutoffs == Cutoffs(None, None, None)
    assert proposal.nearest.guests == AwardCounts(none=3)


def test_nobody_wins_a_medal_with_zero():
    proposal = propose(levels_of([0] * 10))
    assert proposal.nearest.medals == 0
    assert proposal.above is None
    some = propose(levels_of([5, *[0] * 9]))
    assert (some.below.medals, some.above) == (1, None)


def test_where_all_totals_are_equal_all_or_nobody_gets_a_medal_and_the_rule_takes_all():
    proposal = propose(levels_of([21] * 8))
    assert [one.medals for one in proposal.neighbours()] == [0, 8]
    assert proposal.nearest.contestants == AwardCounts(bronze=8)


@pytest.mark.parametrize(
    ("totals", "gold", "silver", "bronze"),
    [([7], 0, 0, 1), ([7, 3], 0, 0, 1), ([10, 5, 0], 0, 1, 1), ([9, 8, 7, 6, 5, 4], 1, 1, 1)],
)
def test_very_small_contests_follow_the_same_words(totals, gold, silver, bronze):
    counts = propose(levels_of(totals)).nearest.contestants
    assert (counts.gold, counts.silver, counts.bronze) == (gold, silver, bronze)


def test_an_exact_half_in_exact_ratio_is_one_proposal_at_distance_zero():
    proposal = propose(levels_of(range(1, 13)))
    assert proposal.neighbours() == [proposal.nearest]
    assert proposal.nearest.cutoffs == Cutoffs(Decimal(12), Decimal(10), Decimal(7))
    assert proposal.nearest.distance == 0
    assert proposal.nearest.parts() == (1, 2, 3)
    assert proposal.nearest.share == Fraction(1, 2)


def test_the_larger_number_of_medals_wins_a_tie():
    totals = [9, 8, 8, 8, 1, 1]
    proposal = propose(levels_of([*totals, 1, 1]))
    assert proposal.nearest.medals == 4
    tie = propose(levels_of([9, 9, 8, 8, 1, 1]))
    assert [one.medals for one in tie.neighbours()] == [2, 4]
    assert tie.nearest.medals == 4


def test_of_equally_near_divisions_the_one_with_more_silver_is_proposed():
    totals = [9, *[8] * 8, *[7] * 3, *[6] * 12, *[1] * 24]
    counts = propose(levels_of(totals)).nearest.contestants
    assert (counts.gold, counts.silver, counts.bronze) == best_by_trying_all(totals, MedalRule()) == (1, 11, 12)


def test_cutoffs_between_totals_count_as_the_next_total_above():
    levels = levels_of([205, 200, 195], places=1)
    assert outcome(levels, Cutoffs(Decimal("20.45"), Decimal("20.45"), Decimal("19.6"))).contestants == AwardCounts(
        gold=1, bronze=1, none=1
    )


@pytest.mark.parametrize(
    "cutoffs", [(10, 20, 5), (20, 10, 15), (20, None, 25), (10, 5, 0), (10, 5, -1), ("NaN", 5, 1), ("Infinity", 5, 1)]
)
def test_cutoffs_out_of_order_or_not_above_zero_are_refused(cutoffs):
    numbers = [None if number is None else Decimal(number) for number in cutoffs]
    with pytest.raises(ValueError, match="lowest total"):
        Cutoffs(*numbers)
    with pytest.raises(ValueError, match="lowest total"):
        Fixed(*numbers)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_totals_far_apart_are_counted_as_totals_close_together_are(totals):
    far, near = levels_of(totals), levels_of([sorted(set(totals)).index(total) for total in totals])
    assert far.contestants.tolist() == near.contestants.tolist()
    assert far.totals.tolist() == sorted(set(totals), reverse=True)
