"""Many at the same moment, on PostgreSQL: each in a thread and connection of its own."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from core.audit.lifecycle import Refused
from talent.calls.models import CallState
from talent.nominations.models import NominationState
from talent.offers import offers
from talent.offers.models import Offer
from talent.offers.signals import offer_accepted
from talent.reviews import reviewing
from talent.reviews.models import Review, Score
from talent.selection import decide, weigh
from talent.selection.models import Proposal, Standing
from tests.concurrency import at_once
from tests.factories import (
    make_call,
    make_criterion,
    make_decided_call,
    make_nomination,
    make_organiser,
    make_panellist,
    make_review,
    make_user,
)

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_one_offer_accepted_fifty_times_at_once_is_accepted_once():
    heard = []

    def hear(sender, accepted, **kwargs):
        heard.append(accepted.offer.pk)

    offer = make_decided_call(1, 0).offers.get()
    user = make_user()
    offer_accepted.connect(hear, weak=False)
    try:
        answers = at_once([lambda: offers.accept(Offer.objects.get(pk=offer.pk), user)] * 50)
    finally:
        offer_accepted.disconnect(hear)
    assert sum(isinstance(answer, Offer) for answer in answers) == 1
    refused = [str(answer) for answer in answers if isinstance(answer, Refused)]
    assert Counter(refused) == {"This offer has been accepted already.": 49}
    assert heard == [offer.pk]


def test_accepting_and_declining_at_once_leaves_one_answer_and_one_place_held():
    call = make_decided_call(1, 3)
    offer, user = call.offers.get(), make_user()
    answers = at_once([lambda: offers.accept(offer, user), lambda: offers.decline(offer, user)] * 10)
    assert sum(isinstance(answer, Offer) for answer in answers) == 1
    assert all(isinstance(answer, Offer | Refused) for answer in answers)
    assert call.offers.filter(state__in=["offered", "accepted"]).count() == 1


def test_two_who_decline_in_the_same_second_make_room_for_exactly_two():
    call = make_decided_call(4, 6)
    given = list(call.offers.order_by("pk"))
    user = make_user()
    answers = at_once([lambda offer=offer: offers.decline(offer, user) for offer in given] * 2)
    assert sum(isinstance(answer, Offer) for answer in answers) == 4
    assert all(isinstance(answer, Offer | Refused) for answer in answers)
    assert call.offers.filter(state="offered").count() == 4
    chosen = call.nominations.filter(offers__state="offered").order_by("pk")
    ranks = list(Standing.objects.filter(nomination__in=chosen).values_list("rank", flat=True))
    assert sorted(ranks) == [5, 6, 7, 8]


def test_two_who_decline_in_the_same_second_leave_every_quota_true_shares_too():
    """Girls and boys alternate by rank; four decline at once, all of them girls, of whom the share must stay."""
    call = make_decided_call(8, 12)
    proposal = call.proposals.get()
    proposal.quotas = [
        {"attribute": "gender", "value": "f", "minimum": None, "maximum": None, "minimum_share": "50",
         "maximum_share": "50", "column": "gender", "question": ""},
    ]
    proposal.save()
    for standing in proposal.standings.all():
        standing.traits = {"gender": "f" if standing.rank % 2 else "m"}
        standing.save()
    girls = list(call.offers.filter(nomination__standings__rank__in=[1, 3, 5, 7]).order_by("pk"))
    user = make_user()
    answers = at_once([lambda offer=offer: offers.decline(offer, user) for offer in girls] * 2)
    assert sum(isinstance(answer, Offer) for answer in answers) == 4
    assert all(isinstance(answer, Offer | Refused) for answer in answers)
    live = call.offers.filter(state="offered")
    assert live.count() == live.values("nomination").distinct().count() == 8
    held = Standing.objects.filter(nomination__offers__in=live)
    assert sorted(each.rank for each in held if each.traits["gender"] == "f") == [9, 11, 13, 15]


def test_offers_sent_twice_at_once_are_sent_once():
    call, user = make_decided_call(3, 0, offered=False), make_user()
    deadline = timezone.now() + timedelta(days=3)
    answers = at_once([lambda: offers.send_offers(call, deadline, user)] * 8)
    assert call.offers.count() == 3
    assert sum(isinstance(answer, list) for answer in answers) == 1
    assert all(isinstance(answer, list | Refused) for answer in answers)


def test_expiry_answers_and_withdrawals_at_once_never_offer_more_than_there_are_places():
    call, user = make_decided_call(6, 12), make_user()
    given = list(call.offers.select_related("call", "nomination").order_by("pk"))
    Offer.objects.filter(pk__in=[given[0].pk, given[1].pk]).update(deadline=timezone.now() - timedelta(minutes=1))
    from talent.nominations.withdraw import withdraw

    waiting = list(call.nominations.filter(state="waiting_list").order_by("pk"))
    acts = [
        offers.expire_due, offers.expire_due,
        lambda: offers.accept(given[2], user), lambda: offers.decline(given[2], user),
        lambda: offers.decline(given[3], user), lambda: withdraw(given[4].nomination, user, "Moves."),
        lambda: offers.take_back(given[5], user, "A mistake."),
        lambda: withdraw(waiting[0], user, "Moves."), lambda: withdraw(waiting[1], user, "Moves."),
    ]
    random.Random(7).shuffle(acts)
    answers = at_once(acts)
    assert [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, Refused)] == []
    live = call.offers.filter(state__in=["offered", "accepted"])
    assert live.count() == 6
    assert live.values("nomination").distinct().count() == 6


@pytest.fixture
def in_review():
    call = make_call(state=CallState.REVIEWING, places=2)
    make_criterion(call)
    return call


def test_the_reviews_closed_ten_times_at_once_make_one_proposal(in_review):
    make_review(make_nomination(in_review, state=NominationState.READY), make_panellist(in_review), [3])
    organiser = make_organiser(in_review.institution)
    answers = at_once([lambda: weigh.close_reviews(in_review, organiser)] * 10)
    assert Proposal.objects.count() == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == 9
    answers = at_once([lambda: decide.decide(in_review, organiser)] * 10)
    assert sum(isinstance(answer, Proposal) for answer in answers) == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == 9


def test_a_review_submitted_while_the_reviews_close_counts_or_is_refused_never_lost(in_review):
    reviews = [
        make_review(make_nomination(in_review, state=NominationState.READY), make_panellist(in_review))
        for _ in range(12)
    ]
    criterion = in_review.criteria.get()
    Review.objects.update(state="started")
    Score.objects.bulk_create(Score(review=review, criterion=criterion, points=4) for review in reviews)
    organiser = make_organiser(in_review.institution)
    acts = [lambda review=review: reviewing.submit(review, review.panellist.user) for review in reviews]
    acts.insert(6, lambda: weigh.close_reviews(in_review, organiser))
    answers = at_once(acts)
    submitted = sum(isinstance(answer, Review) for answer in answers)
    assert all(isinstance(answer, Review | Proposal | Refused) for answer in answers)
    assert Standing.objects.filter(reviews=1).count() == submitted
    assert Review.objects.filter(state="submitted").count() == submitted
