"""Where two reviews are too far apart, a third is asked for: once, also when two submit in the same second."""

from decimal import Decimal

import pytest

from talent.calls.models import CallState
from talent.nominations.models import NominationState
from talent.reviews import reviewing
from talent.reviews.models import Disagreement, ReviewState
from tests.factories import make_call, make_criterion, make_nomination, make_panellist, make_review


def panel_of(reviewers=4, **fields):
    call = make_call(
        state=CallState.REVIEWING, **{"reviewers_per_nomination": 2, "disagreement_limit": 30, **fields}
    )
    make_criterion(call, maximum=100)
    return call, [make_panellist(call) for _ in range(reviewers)]


def submit(review, points):
    user = review.panellist.user
    reviewing.save_points(review, {review.nomination.call.criteria.get(): Decimal(points)}, user)
    return reviewing.submit(review, user)


def given(call, *points):
    """A nomination whose two reviewers submit these points."""
    nomination = make_nomination(call, state=NominationState.READY)
    reviewing.complete_reviews(call)
    for review, each in zip(nomination.reviews.order_by("pk"), points, strict=True):
        submit(review, each)
    return nomination


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "second", "reviews"), [(80, 50, 2), (80, 49, 3), (49, 80, 3)])
def test_a_third_is_asked_where_two_differ_by_more_than_the_limit(first, second, reviews):
    call, _panel = panel_of()
    assert given(call, first, second).reviews.count() == reviews


@pytest.mark.django_db
def test_the_third_has_the_fewest_reviews_and_no_conflict(outbox):
    call, panel = panel_of()
    nomination = make_nomination(call, state=NominationState.READY)
    make_review(nomination, panel[0])
    make_review(nomination, panel[1])
    other = make_nomination(call, state=NominationState.READY)
    make_review(other, panel[2], [50])
    make_review(other, panel[0], [50])
    for review, points in zip(nomination.reviews.order_by("pk"), (90, 10), strict=True):
        submit(review, points)
    assert nomination.reviews.get(state=ReviewState.ASSIGNED).panellist == panel[3]
    assert [message.to for message in outbox()] == [panel[3].user.email]
    assert "apart" not in outbox()[0].body


@pytest.mark.django_db
def test_a_disagreement_is_noticed_once_and_no_fourth_is_asked():
    call, _panel = panel_of()
    nomination = given(call, 90, 10)
    submit(nomination.reviews.get(state=ReviewState.ASSIGNED), 50)
    reviewing.complete_reviews(call)
    assert nomination.reviews.count() == 3
    assert Disagreement.objects.get().difference == 80


@pytest.mark.django_db
def test_where_nobody_is_left_to_ask_it_is_noticed_and_asked_when_somebody_joins():
    call, _panel = panel_of(reviewers=2)
    nomination = given(call, 90, 10)
    assert Disagreement.objects.filter(nomination=nomination).exists()
    assert nomination.reviews.count() == 2
    make_panellist(call)
    reviewing.complete_reviews(call)
    assert nomination.reviews.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"disagreement_limit": None}, {"reviewers_per_nomination": None}])
def test_without_a_limit_or_where_everybody_reviews_nobody_more_is_asked(fields):
    call, _panel = panel_of(reviewers=2, **fields)
    nomination = given(call, 90, 10)
    assert nomination.reviews.count() == 2
    assert Disagreement.objects.exists() == (call.disagreement_limit is not None)
