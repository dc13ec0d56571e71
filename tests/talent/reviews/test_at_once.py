"""Many at the same moment, on PostgreSQL: submitting, completing, assigning, leaving, declaring, closing."""

from decimal import Decimal

import pytest
from django.db.utils import OperationalError

from core.audit.lifecycle import Refused
from talent.calls.models import CallState
from talent.nominations.models import NominationState
from talent.reviews import assigning, panel, reviewing
from talent.reviews.declaring import declare_conflict
from talent.reviews.models import Disagreement, Panellist, Review, ReviewState
from talent.selection import weigh
from talent.selection.models import Proposal
from tests.concurrency import at_once
from tests.factories import make_call, make_criterion, make_nomination, make_organiser, make_panellist

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def panel_of(reviewers=5, nominations=6):
    call = make_call(state=CallState.REVIEWING, reviewers_per_nomination=2, disagreement_limit=30)
    make_criterion(call, maximum=100)
    seats = [make_panellist(call) for _ in range(reviewers)]
    return call, seats, [make_nomination(call, state=NominationState.READY) for _ in range(nominations)]


def live(nomination):
    return nomination.reviews.exclude(state=ReviewState.RECUSED).filter(panellist__left_at=None).count()


def test_two_who_submit_in_the_same_second_get_exactly_one_third():
    for _ in range(5):
        call, _seats, (nomination,) = panel_of(nominations=1)
        reviewing.complete_reviews(call)
        first, second = nomination.reviews.order_by("pk")
        for review, points in ((first, 95), (second, 5)):
            reviewing.save_points(review, {call.criteria.get(): Decimal(points)}, review.panellist.user)
        at_once([
            lambda review=review: reviewing.submit(Review.objects.get(pk=review.pk), review.panellist.user)
            for review in (first, second)
        ])
        assert nomination.reviews.count() == 3
        assert Disagreement.objects.filter(nomination=nomination).count() == 1


def test_completing_many_times_at_once_gives_each_nomination_its_reviewers_once():
    call, _seats, nominations = panel_of()
    at_once([lambda: reviewing.complete_reviews(call)] * 4)
    assert {each.reviews.count() for each in nominations} == {2}


def test_an_assignment_pressed_twice_at_once_is_carried_out_once():
    call, _seats, nominations = panel_of()
    organiser = make_organiser(call.institution)
    digest = assigning.plan(call).digest
    answers = at_once([lambda: assigning.put_in_force(call, digest, organiser)] * 4)
    assert sum(isinstance(answer, Refused) for answer in answers) == 3
    assert {each.reviews.count() for each in nominations} == {2}


def test_two_who_leave_at_once_leave_no_nomination_without_its_reviewers():
    call, seats, nominations = panel_of()
    organiser = make_organiser(call.institution)
    reviewing.complete_reviews(call)
    at_once([lambda seat=seat: panel.remove(Panellist.objects.get(pk=seat.pk), organiser) for seat in seats[:2]])
    assert {live(each) for each in nominations} == {2}


@pytest.mark.parametrize("_again", range(3))
def test_conflicts_declared_while_the_reviews_are_closed_are_either_heeded_or_refused(_again):
    call, seats, nominations = panel_of()
    organiser = make_organiser(call.institution)
    reviewing.complete_reviews(call)
    for review in Review.objects.all():
        reviewing.save_points(review, {call.criteria.get(): Decimal(50)}, review.panellist.user)
        reviewing.submit(review, review.panellist.user)
    declaring = [
        lambda seat=seat: declare_conflict(seat, nominations[0], "", organiser) for seat in seats[:3]
    ]
    answers = at_once([lambda: weigh.close_reviews(call, organiser), *declaring])
    assert not [answer for answer in answers if isinstance(answer, OperationalError)], answers
    declared = {each.panellist_id for each in answers[1:] if not isinstance(each, Exception)}
    counted = nominations[0].reviews.filter(state=ReviewState.SUBMITTED).values_list("panellist_id", flat=True)
    assert not declared & set(counted)


@pytest.mark.parametrize("_again", range(3))
def test_reviews_submitted_while_they_are_closed_are_either_counted_or_refused(_again):
    call, _seats, _nominations = panel_of()
    organiser = make_organiser(call.institution)
    reviewing.complete_reviews(call)
    reviews = list(Review.objects.select_related("panellist__user"))
    for number, review in enumerate(reviews):
        reviewing.save_points(review, {call.criteria.get(): Decimal(number * 8)}, review.panellist.user)
    submitting = [lambda review=review: reviewing.submit(review, review.panellist.user) for review in reviews]
    answers = at_once([*submitting[:6], lambda: weigh.close_reviews(call, organiser), *submitting[6:]])
    assert not [answer for answer in answers if isinstance(answer, OperationalError)], answers
    handed_in = {each.pk for each in answers if isinstance(each, Review)}
    assert handed_in == set(Review.objects.filter(state=ReviewState.SUBMITTED).values_list("pk", flat=True))
    if isinstance(answers[6], Proposal):
        counted = dict(answers[6].standings.values_list("nomination_id", "reviews"))
        assert sum(counted.values()) == len(handed_in)
