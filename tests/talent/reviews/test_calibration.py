"""Calibration, held to what it promises on panels whose truth is known and on the smallest and oddest panels."""

from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bench.calibration import compare, simulate
from talent.reviews.calibration import Calibration, Scoring, calibrate

NEAR = 1e-6


def scores(answer: Calibration) -> dict:
    return {key: one.score for key, one in answer.nominations.items()}


def raw(answer: Calibration) -> dict:
    return {key: one.raw for key, one in answer.nominations.items()}


@st.composite
def panels(draw) -> list[Scoring]:
    """A few reviews, each reviewer at most once a nomination, of scores that often tie."""
    pairs = draw(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 4)), min_size=1, max_size=30, unique=True))
    return [Scoring(f"n{i}", f"r{j}", draw(st.integers(0, 20)) * 5.0) for i, j in pairs]


def clear_panel(seed: int = 3, **panel) -> tuple[np.ndarray, list[Scoring]]:
    given = {"nominations": 120, "reviewers": 10, "each": 3, "severity": 8, "spread": 0, "noise": 5, "step": 0.01}
    return simulate(seed, **{**given, **panel})


# --- what it is for ----------------------------------------------------------------------


@pytest.mark.parametrize(("severity", "spread", "gain"), [(4, 0, 0.01), (8, 0, 0.04), (8, 0.4, 0.04), (0, 0.4, 0.003)])
def test_it_beats_the_raw_mean_clearly_where_reviewers_differ(severity, spread, gain):
    rows = np.array([
        compare(seed, nominations=200, reviewers=16, each=3, severity=severity, spread=spread, noise=6, step=5)
        for seed in range(6)
    ])
    assert (rows[:, 1] - rows[:, 0]).mean() > gain
    assert (rows[:, 3] - rows[:, 2]).mean() > gain


def test_where_reviewers_do_not_differ_the_score_is_the_raw_mean_itself():
    same = 0
    for seed in range(60):
        _truth, reviews = clear_panel(seed, severity=0)
        answer = calibrate(reviews)
        same += scores(answer) == raw(answer)
        assert answer.corrects == (scores(answer) != raw(answer))
    assert same >= 57


def test_severity_is_found_in_points_and_shrunk():
    _truth, reviews = clear_panel(severity=0)
    harsh = [Scoring(one.nomination, one.reviewer, one.score - 12 * (one.reviewer == 4)) for one in reviews]
    found = calibrate(harsh).reviewers[4]
    others = np.mean([each.offset for key, each in calibrate(harsh).reviewers.items() if key != 4])
    assert -12.5 < found.offset - others < -8


def test_errors_are_honest():
    z = np.mean([
        compare(seed, nominations=200, reviewers=16, each=3, severity=8, spread=0, noise=6, step=0.01)[4]
        for seed in range(6)
    ])
    assert 0.85 < z < 1.15


def test_a_stretched_scale_is_found_and_taken_back():
    _truth, reviews = clear_panel(severity=0)
    middle = np.mean([one.score for one in reviews])
    wide = [
        Scoring(one.nomination, one.reviewer, middle + (one.score - middle) * (2 if one.reviewer < 3 else 1))
        for one in reviews
    ]
    answer = calibrate(wide)
    assert answer.spread
    assert min(answer.reviewers[key].slope for key in range(3)) > max(
        answer.reviewers[key].slope for key in range(3, 10)
    )


# --- properties --------------------------------------------------------------------------


@given(panels(), st.randoms(use_true_random=False))
def test_names_and_order_of_reviews_change_nothing(reviews: list[Scoring], random: Random):
    names = [f"n{i}" for i in range(8)]
    others = random.sample(names, 8)
    renamed = dict(zip(names, others, strict=True))
    turned = [Scoring(renamed[one.nomination], f"x{one.reviewer}", one.score) for one in reviews]
    random.shuffle(turned)
    before, after = scores(calibrate(reviews)), scores(calibrate(turned))
    assert {renamed[key]: value for key, value in before.items()} == pytest.approx(after, abs=NEAR)


@given(panels(), st.integers(-50, 50))
def test_raising_every_score_raises_every_calibrated_score_by_as_much(reviews: list[Scoring], by: int):
    raised = [Scoring(one.nomination, one.reviewer, one.score + by) for one in reviews]
    before, after = calibrate(reviews), calibrate(raised)
    assert {key: value + by for key, value in scores(before).items()} == pytest.approx(scores(after), abs=1e-4)


@given(panels())
def test_every_panel_has_an_answer_of_finite_scores_and_errors(reviews: list[Scoring]):
    answer = calibrate(reviews)
    assert set(answer.nominations) == {one.nomination for one in reviews}
    assert all(np.isfinite(one.score) for one in answer.nominations.values())
    assert all(one.error is None or (one.error >= 0 and np.isfinite(one.error)) for one in answer.nominations.values())
    repeated = len(reviews) > len(answer.nominations)
    assert all((one.error is not None) == repeated for one in answer.nominations.values())


@given(panels())
def test_offsets_balance_within_the_panel(reviews: list[Scoring]):
    answer = calibrate(reviews)
    assume(not answer.spread)
    assert sum(each.offset for each in answer.reviewers.values()) == pytest.approx(0, abs=NEAR)


@given(st.integers(2, 8), st.integers(2, 5), st.data())
def test_where_all_review_all_the_order_of_raw_means_stands(nominations: int, reviewers: int, data: st.DataObject):
    """Whoever judged everybody was as hard on each: nothing to correct."""
    given = {
        (i, j): float(data.draw(st.integers(0, 20))) * 5 for i in range(nominations) for j in range(reviewers)
    }
    answer = calibrate([Scoring(i, j, score) for (i, j), score in given.items()])
    assume(not answer.spread)
    assert scores(answer) == pytest.approx(raw(answer), abs=NEAR)


@settings(max_examples=20)
@given(st.integers(-20, 20), st.integers(0, 50))
def test_a_reviewer_who_gives_everybody_more_moves_hardly_anybody(more: int, seed: int):
    """Of twelve points given to a third of the nominations, calibration takes nearly all back; the raw mean none."""
    _truth, reviews = clear_panel(seed)
    kinder = [Scoring(one.nomination, one.reviewer, one.score + more * (one.reviewer == 0)) for one in reviews]
    before, after = calibrate(reviews), calibrate(kinder)
    touched = {one.nomination for one in reviews if one.reviewer == 0}
    untouched = set(before.nominations) - touched

    def gain(of) -> float:
        changes = {key: scores(after)[key] - scores(before)[key] for key in before.nominations}
        return float(np.mean([changes[key] for key in of]))

    assert abs(gain(touched) - gain(untouched)) < 0.1 * abs(more) / 3 + NEAR
    assert calibrate(reviews).spread or max(
        abs(scores(after)[a] - scores(after)[b] - scores(before)[a] + scores(before)[b])
        for a, b in combinations(sorted(untouched)[:20], 2)
    ) < 0.1 * abs(more) + NEAR


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("spread", [0, 0.4])
def test_a_better_review_never_lowers_its_nomination(seed: int, spread: float):
    _truth, reviews = clear_panel(seed, nominations=60, reviewers=8, spread=spread)
    before = scores(calibrate(reviews))
    for at in (3, 50, 120):
        one = reviews[at]
        better = [*reviews[:at], Scoring(one.nomination, one.reviewer, one.score + 5), *reviews[at + 1 :]]
        assert scores(calibrate(better))[one.nomination] > before[one.nomination]


# --- the smallest and oddest panels ------------------------------------------------------


def test_no_review_gives_no_score():
    answer = calibrate([])
    assert answer.nominations == {}
    assert answer.noise is None
    assert not answer.corrects


def test_one_reviewer_leaves_raw_scores_without_errors():
    answer = calibrate([Scoring(n, "only", 10.0 * n) for n in range(5)])
    assert scores(answer) == {n: 10.0 * n for n in range(5)}
    assert all(one.error is None for one in answer.nominations.values())


def test_one_review_each_leaves_raw_scores_without_errors():
    answer = calibrate([Scoring(n, n % 3, 10.0 * n) for n in range(9)])
    assert scores(answer) == raw(answer)
    assert answer.nominations[3].error is None


def test_all_scores_equal_have_no_error():
    answer = calibrate([Scoring(n, r, 70.1) for n in range(6) for r in range(3)])
    assert {round(score, 9) for score in scores(answer).values()} == {70.1}
    assert {one.error for one in answer.nominations.values()} == {0.0}
    assert not answer.corrects


def test_a_single_nomination_has_its_mean_and_the_scatter_of_its_reviews():
    answer = calibrate([Scoring("one", r, score) for r, score in enumerate((60.0, 70.0, 80.0))])
    assert answer.nominations["one"].score == pytest.approx(70)
    assert answer.nominations["one"].error == pytest.approx(10 / 3**0.5)


def test_reviewers_who_differ_by_exactly_a_constant_are_brought_together():
    reviews = [Scoring(n, r, 50 + n + 10.0 * r) for n in range(20) for r in (n % 4, (n + 1) % 4)]
    answer = calibrate(reviews)
    found = scores(answer)
    assert answer.severity
    assert [found[n + 1] - found[n] for n in range(19)] == pytest.approx([1.0] * 19, abs=0.05)


def test_a_reviewer_with_one_review_is_corrected_by_less_than_one_with_many():
    _truth, reviews = clear_panel(severity=0)
    harsh = [Scoring(one.nomination, one.reviewer, one.score - 15 * (one.reviewer == 4)) for one in reviews]
    score = {one.nomination: one.score for one in reviews}
    answer = calibrate([*harsh, Scoring(0, "guest", score[0] - 15)])
    assert abs(answer.reviewers["guest"].offset) < abs(answer.reviewers[4].offset)
    assert answer.reviewers["guest"].reviews == 1


def test_groups_that_share_no_nomination_are_counted_and_not_compared():
    _truth, first = clear_panel(1)
    _truth, second = clear_panel(2)
    apart = [Scoring(("b", one.nomination), ("b", one.reviewer), one.score + 30) for one in second]
    answer = calibrate([*first, *apart])
    assert answer.groups == 2
    found = scores(answer)
    means = [np.mean([one.score for one in part]) for part in (first, apart)]
    ours = [np.mean([found[key] for key in {one.nomination for one in part}]) for part in (first, apart)]
    assert ours == pytest.approx(means, abs=1.5)


def test_a_nomination_reviewed_once_is_corrected_and_has_the_larger_error():
    _truth, reviews = clear_panel(severity=0)
    harsh = [Scoring(one.nomination, one.reviewer, one.score - 15 * (one.reviewer == 4)) for one in reviews]
    answer = calibrate([*harsh, Scoring("late", 4, 50.0)])
    late, other = answer.nominations["late"], answer.nominations[0]
    assert late.score > 60
    assert late.error > other.error


def test_ten_thousand_nominations_are_calibrated_in_seconds():
    _truth, reviews = simulate(1, nominations=10_000, reviewers=200, each=3, severity=5, spread=0, noise=6)
    answer = calibrate(reviews)
    assert answer.severity
    assert len(answer.nominations) == 10_000
