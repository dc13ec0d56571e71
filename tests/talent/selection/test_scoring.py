import hashlib
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from talent.reviews.scoring import STEP, RubricLine, mean_score, review_score
from talent.selection.scoring import LOTS, Candidate, in_rank_order, in_steps, lot, steps_in_one, total_of

RUBRIC = [RubricLine("idea", 5, Decimal(2)), RubricLine("work", 10, Decimal(1))]


def test_a_review_is_the_weighted_mean_of_points_over_maximum():
    assert review_score({"idea": Decimal(4), "work": Decimal(7)}, RUBRIC) == Fraction(100 * (2 * 8 + 7), 30)


def test_a_review_that_leaves_a_criterion_out_is_no_review():
    assert review_score({"idea": Decimal(4)}, RUBRIC) is None


def test_points_for_a_criterion_that_is_no_longer_in_the_rubric_count_nothing():
    points = {"idea": Decimal(5), "work": Decimal(10), "old": Decimal(1)}
    assert review_score(points, RUBRIC) == 100


def test_a_rubric_without_weight_scores_nothing():
    assert review_score({"idea": Decimal(4)}, [RubricLine("idea", 5, Decimal(0))]) is None


def test_a_mean_is_published_to_four_decimals_and_rounds_half_to_even():
    assert mean_score([Fraction(200, 3)]) == Decimal("66.6667")
    assert mean_score([Fraction(1, 20_000)]) == Decimal("0.0000")
    assert mean_score([Fraction(3, 20_000)]) == Decimal("0.0002")
    assert mean_score([]) is None


@given(st.lists(st.fractions(0, 100), min_size=1, max_size=6))
def test_a_published_mean_is_never_further_than_half_a_step_from_the_true_one(reviews):
    true = sum(reviews, Fraction()) / len(reviews)
    assert abs(Fraction(mean_score(reviews)) - true) <= Fraction(STEP) / 2


@given(st.lists(st.fractions(0, 100), min_size=2, max_size=6), st.randoms())
def test_the_order_of_reviews_changes_nothing(reviews, random):
    before = mean_score(reviews)
    random.shuffle(reviews)
    assert mean_score(reviews) == before


def test_a_lot_can_be_recomputed_from_the_seed_and_the_key_by_anybody():
    expected = (int(hashlib.sha256(b"2026-seed:abc").hexdigest()[:8], 16) >> 2) + 1
    assert lot("2026-seed", "abc") == expected


@given(st.text(), st.text())
def test_a_lot_is_within_its_range(seed, key):
    assert 1 <= lot(seed, key) <= LOTS


def test_equal_scores_are_ordered_by_the_lot_and_another_seed_orders_them_otherwise():
    def order(seed):
        return [c.key for c in in_rank_order([Candidate(k, Decimal(50), lot(seed, k), {}) for k in "abcdefgh"])]

    assert sorted(order("one")) == sorted(order("two"))
    assert order("one") != order("two")


def test_scores_become_whole_numbers_without_rounding():
    given = [Candidate(key, Decimal(score), 1, {}) for key, score in (("a", "71.30"), ("b", "-0.025"), ("c", "8E+1"))]
    assert steps_in_one(given) == 40
    assert in_steps(given) == [2852, -1, 3200]
    assert total_of(given) == Decimal("151.275")


@given(st.lists(st.decimals(-(10**14), 10**14, places=20), max_size=8))
def test_whole_numbers_add_up_to_the_very_total(scores):
    given = [Candidate(str(at), score, 1, {}) for at, score in enumerate(scores)]
    assert sum(in_steps(given)) == Fraction(total_of(given)) * steps_in_one(given)
