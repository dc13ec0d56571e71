"""Scoring, submitting, standing aside; and what nobody may do."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core.audit.lifecycle import NotAllowed, Refused
from core.mail.models import Message
from talent.calls.models import CallState
from talent.institutions.models import Membership, MembershipRole
from talent.nominations.models import NominationState
from talent.reviews import panel, reviewing
from talent.reviews.models import Review, ReviewState
from talent.selection import weigh
from tests.factories import (
    make_call,
    make_criterion,
    make_nomination,
    make_organiser,
    make_panellist,
    make_review,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    call = make_call(state=CallState.REVIEWING)
    make_criterion(call, label="Idea", maximum=5)
    make_criterion(call, label="Work", maximum=10)
    return call


@pytest.fixture
def review(call):
    return make_review(make_nomination(call, state=NominationState.READY), make_panellist(call))


def points(review, *given):
    return dict(zip(review.nomination.call.criteria.all(), map(Decimal, given), strict=False))


def test_points_are_kept_as_they_are_typed_and_the_review_is_begun(review):
    user = review.panellist.user
    reviewing.save_points(review, points(review, 3), user)
    reviewing.save_points(review, points(review, 4, "7.5"), user)
    review.refresh_from_db()
    assert review.state == ReviewState.STARTED
    assert list(review.scores.order_by("pk").values_list("points", flat=True)) == [Decimal(4), Decimal("7.5")]


def test_a_score_can_be_taken_back(review):
    user = review.panellist.user
    reviewing.save_points(review, points(review, 3), user)
    reviewing.save_points(review, dict.fromkeys(points(review, 3)), user)
    assert not review.scores.exists()


@pytest.mark.parametrize("given", ["-1", "5.01", "6"])
def test_points_outside_a_criterion_are_refused_by_name(review, given):
    with pytest.raises(Refused, match="“Idea” is scored from 0 to 5"):
        reviewing.save_points(review, points(review, given), review.panellist.user)


def test_a_criterion_of_another_call_is_refused(review):
    with pytest.raises(Refused):
        reviewing.save_points(review, {make_criterion(make_call()): Decimal(1)}, review.panellist.user)


def test_submitting_names_what_is_not_scored(review):
    reviewing.save_points(review, points(review, 3), review.panellist.user)
    with pytest.raises(Refused, match="Not scored yet: Work"):
        reviewing.submit(review, review.panellist.user)


def test_a_submitted_review_is_changed_only_after_it_was_opened_again(review):
    user = review.panellist.user
    reviewing.save_points(review, points(review, 3, 7), user)
    reviewing.submit(review, user)
    for act in (
        lambda: reviewing.save_points(review, points(review, 1), user),
        lambda: reviewing.save_comment(review, "late", user),
        lambda: reviewing.submit(review, user),
    ):
        with pytest.raises(Refused, match="submitted"):
            act()
    reviewing.open_again(review, user)
    reviewing.save_points(review, points(review, 1), user)
    review.refresh_from_db()
    assert (review.state, review.submitted_at) == (ReviewState.STARTED, None)


def test_standing_aside_needs_a_reason_forgets_the_points_and_can_be_undone(review):
    user = review.panellist.user
    reviewing.save_points(review, points(review, 3), user)
    with pytest.raises(Refused):
        reviewing.stand_aside(review, user, "  ")
    reviewing.stand_aside(review, user, "My niece.")
    assert not review.scores.exists()
    with pytest.raises(Refused, match="stood aside"):
        reviewing.save_points(review, points(review, 3), user)
    reviewing.open_again(review, user)
    review.refresh_from_db()
    assert review.state == ReviewState.ASSIGNED


def test_who_joins_the_nominees_school_later_can_no_longer_review(review):
    user = review.panellist.user
    Membership.objects.create(user=user, institution=review.nomination.institution, role=MembershipRole.TEACHER)
    with pytest.raises(Refused, match="school"):
        reviewing.save_points(review, points(review, 3), user)


def test_who_has_left_the_panel_can_no_longer_review(review):
    panel.remove(review.panellist, make_organiser(review.nomination.call.institution))
    with pytest.raises(Refused, match="no longer on this panel"):
        reviewing.save_points(review, points(review, 3), review.panellist.user)


def test_a_nomination_whose_consent_was_taken_back_is_not_with_the_panel(review):
    type(review.nomination).objects.update(state=NominationState.SUBMITTED)
    with pytest.raises(Refused, match="not with the panel"):
        reviewing.save_points(review, points(review, 3), review.panellist.user)


def test_nothing_changes_after_the_reviews_are_closed_until_they_are_opened_again(review, call):
    user, organiser = review.panellist.user, make_organiser(call.institution)
    reviewing.save_points(review, points(review, 3, 7), user)
    weigh.close_reviews(call, organiser)
    for act in (
        lambda: reviewing.save_points(review, points(review, 4), user),
        lambda: reviewing.submit(review, user),
        lambda: reviewing.stand_aside(review, user, "My niece."),
    ):
        with pytest.raises(Refused, match="closed"):
            act()
    weigh.reopen_reviews(call, organiser)
    reviewing.submit(review, user)
    with pytest.raises(NotAllowed):
        reviewing.stand_aside(review, user, "Too late.")


def test_the_next_to_review_goes_on_from_here_and_then_from_the_start(call):
    panellist = make_panellist(call)
    reviews = [make_review(make_nomination(call, state=NominationState.READY), panellist) for _ in range(4)]
    Review.objects.filter(pk=reviews[1].pk).update(state=ReviewState.SUBMITTED)
    own = make_nomination(call, state=NominationState.READY)
    Membership.objects.create(user=panellist.user, institution=own.institution, role=MembershipRole.TEACHER)
    make_review(own, panellist)
    assert reviewing.next_to_review(reviews[0]) == reviews[2]
    assert reviewing.next_to_review(reviews[3]) == reviews[0]
    Review.objects.exclude(pk=reviews[3].pk).update(state=ReviewState.SUBMITTED)
    assert reviewing.next_to_review(reviews[3]) is None


def test_somebody_elses_seat_is_not_touched_by_ones_own(call):
    review = make_review(make_nomination(call, state=NominationState.READY), make_panellist(call, make_user()))
    other = make_review(review.nomination, make_panellist(call))
    reviewing.save_points(review, points(review, 3), review.panellist.user)
    other.refresh_from_db()
    assert other.state == ReviewState.ASSIGNED


def test_for_very_many_nominations_reviewers_are_found_in_the_background(monkeypatch, signed_in, run_tasks):
    monkeypatch.setattr(reviewing, "FOUND_AT_ONCE", 2)
    call = make_call(state=CallState.PUBLISHED, reviewers_per_nomination=1)
    make_criterion(call)
    panellist = make_panellist(call)
    organiser = make_organiser(call.institution)
    for _number in range(3):
        make_nomination(call, state=NominationState.READY)
    reviewing.start(call, organiser)
    assert not Review.objects.exists()
    page = signed_in(organiser).get(reverse("review_progress", kwargs={"key": call.key}))
    assert "Reviewers are being found" in page.content.decode()
    run_tasks()
    assert panellist.reviews.count() == 3
    assert Message.objects.filter(to=panellist.user.email).exists()
    page = signed_in(organiser).get(reverse("review_progress", kwargs={"key": call.key}))
    assert "Reviewers are being found" not in page.content.decode()
