from decimal import Decimal

import pytest

from talent.calls.models import CallState
from talent.nominations.models import NominationState
from talent.reviews.standing import calibrated_scores
from tests.factories import make_call, make_criterion, make_member, make_nomination, make_panellist, make_review

pytestmark = pytest.mark.django_db


def panel_of(reviewers: int, nominations: int):
    call = make_call(state=CallState.REVIEWING)
    make_criterion(call, maximum=100)
    seats = [make_panellist(call) for _ in range(reviewers)]
    return call, seats, [make_nomination(call, state=NominationState.READY) for _ in range(nominations)]


def test_where_reviewers_agree_the_calibrated_score_is_the_raw_mean_to_the_last_digit():
    call, seats, (first, second) = panel_of(3, 2)
    for seat, points in zip(seats, (70, 70, 71), strict=True):
        make_review(first, seat, [points])
        make_review(second, seat, [points])
    found = calibrated_scores(call)
    assert found[first.pk].raw == found[first.pk].score == Decimal("70.3333")
    assert found[first.pk].reviews == 3
    assert found[first.pk].error > 0


def test_a_harsh_reviewer_costs_nobody_a_place():
    """Each nomination is read by two of three; the third reviewer gives twenty points less."""
    call, seats, nominations = panel_of(3, 12)
    for number, nomination in enumerate(nominations):
        for seat in {number % 3, (number + 1) % 3}:
            make_review(nomination, seats[seat], [60 + number + number % 2 - 20 * (seat == 2)])
    found = calibrated_scores(call)
    raw = sorted(nominations, key=lambda one: found[one.pk].raw)
    calibrated = sorted(nominations, key=lambda one: found[one.pk].score)
    assert raw != nominations
    assert [abs(nominations.index(one) - at) for at, one in enumerate(calibrated)] == pytest.approx([0] * 12, abs=1)


def test_a_review_by_a_member_of_the_school_counts_in_neither_score():
    call, seats, (nomination,) = panel_of(2, 1)
    own = make_panellist(call, make_member(nomination.institution))
    make_review(nomination, seats[0], [50])
    make_review(nomination, own, [100])
    assert calibrated_scores(call)[nomination.pk].raw == Decimal("50.0000")


def test_a_nomination_without_a_review_has_no_standing_and_one_review_each_has_no_error():
    call, seats, (first, second) = panel_of(2, 2)
    make_review(first, seats[0], [50])
    make_review(second, seats[1])
    found = calibrated_scores(call)
    assert set(found) == {first.pk}
    assert found[first.pk].error is None


def test_queries_do_not_grow_with_nominations(django_assert_num_queries):
    call, seats, nominations = panel_of(3, 8)
    for nomination in nominations:
        for seat in seats:
            make_review(nomination, seat, [60])
    with django_assert_num_queries(4):
        calibrated_scores(call)
