"""Reviews of a call with a number of reviewers: assigned, completed by themselves, evened out by a press."""

from collections import Counter

import pytest

from core.audit.lifecycle import Refused
from talent.calls.models import Call, CallState, Question
from talent.nominations.models import Answer, NominationState
from talent.reviews import assigning, panel, reviewing
from talent.reviews.declaring import declare_conflict, remove_conflict
from talent.reviews.models import Review, ReviewState
from talent.reviews.seats import change_seat
from talent.reviews.standing import calibrated_scores
from talent.reviews.tasks import complete_all_reviews
from tests.factories import (
    make_call,
    make_criterion,
    make_institution,
    make_member,
    make_nomination,
    make_organiser,
    make_panellist,
    make_person,
    make_question,
    make_review,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    call = make_call(state=CallState.REVIEWING, reviewers_per_nomination=2)
    make_criterion(call)
    return call


@pytest.fixture
def organiser(call):
    return make_organiser(call.institution)


def fill_call(call, nominations=6, reviewers=3):
    seats = [make_panellist(call) for _ in range(reviewers)]
    return seats, [make_nomination(call, state=NominationState.READY) for _ in range(nominations)]


def counts(call, **narrowed):
    return Counter(Review.objects.filter(nomination__call=call, **narrowed).values_list("panellist_id", flat=True))


def reviewers_of(nomination):
    live = nomination.reviews.exclude(state=ReviewState.RECUSED).filter(panellist__left_at=None)
    return set(live.values_list("panellist_id", flat=True))


def test_starting_gives_each_nomination_its_reviewers_evenly(organiser):
    call = make_call(organiser.memberships.get().institution, reviewers_per_nomination=2)
    make_criterion(call)
    seats, nominations = fill_call(call)
    reviewing.start(call, organiser)
    assert {len(reviewers_of(each)) for each in nominations} == {2}
    assert counts(call) == {seat.pk: 4 for seat in seats}


def test_completing_adds_only_what_lacks_and_takes_nothing_from_anybody(call):
    _seats, _nominations = fill_call(call)
    reviewing.complete_reviews(call)
    before = set(Review.objects.values_list("pk", flat=True))
    late = make_nomination(call, state=NominationState.READY)
    assert reviewing.complete_reviews(call) == 2
    assert reviewing.complete_reviews(call) == 0
    assert before < set(Review.objects.values_list("pk", flat=True))
    assert len(reviewers_of(late)) == 2


def test_who_leaves_half_way_keeps_what_is_submitted_and_the_rest_goes_to_others_at_once(call, organiser, outbox):
    seats, nominations = fill_call(call, nominations=9)
    reviewing.complete_reviews(call)
    leaver = seats[0]
    mine = list(leaver.reviews.order_by("pk"))
    done, begun = mine[0], mine[1]
    reviewing.save_points(done, {call.criteria.get(): 4}, leaver.user)
    reviewing.submit(done, leaver.user)
    reviewing.save_points(begun, {call.criteria.get(): 3}, leaver.user)
    panel.remove(leaver, organiser)
    submitted = Review.objects.filter(panellist=leaver, state=ReviewState.SUBMITTED)
    assert list(submitted) == [done]
    for nomination in nominations:
        assert len(reviewers_of(nomination)) + (nomination == done.nomination) >= 2
    assert calibrated_scores(call)[done.nomination_id].reviews == 1
    assert any("more review" in message.subject for message in outbox())


def test_who_joins_gets_nothing_from_others_before_somebody_presses_for_it(call, organiser):
    _seats, _nominations = fill_call(call, nominations=8, reviewers=2)
    reviewing.complete_reviews(call)
    joined = make_panellist(call)
    reviewing.complete_reviews(call)
    assert not joined.reviews.exists()
    plan = assigning.plan(call)
    assert len(plan.assignment.added) == len(plan.assignment.dropped) == 5
    assigning.put_in_force(call, plan.digest, organiser)
    assert sorted(counts(call).values()) == [5, 5, 6]
    assert not assigning.plan(call).changes


def test_what_is_begun_is_never_taken_back(call, organiser):
    seats, _nominations = fill_call(call, nominations=4, reviewers=2)
    reviewing.complete_reviews(call)
    for review in seats[0].reviews.all():
        reviewing.save_points(review, {call.criteria.get(): 3}, seats[0].user)
    make_panellist(call)
    plan = assigning.plan(call)
    assigning.put_in_force(call, plan.digest, organiser)
    assert seats[0].reviews.filter(state=ReviewState.STARTED).count() == 4


def test_a_plan_that_was_overtaken_is_refused_and_changes_nothing(call, organiser):
    fill_call(call)
    plan = assigning.plan(call)
    make_nomination(call, state=NominationState.READY)
    with pytest.raises(Refused, match="Something changed"):
        assigning.put_in_force(call, plan.digest, organiser)
    assert not Review.objects.exists()


def test_nothing_is_assigned_once_the_reviews_are_closed(call, organiser):
    fill_call(call)
    plan = assigning.plan(call)
    Call.objects.update(state=CallState.DECIDED)
    with pytest.raises(Refused, match="in review"):
        assigning.put_in_force(call, plan.digest, organiser)
    call.refresh_from_db()
    assert reviewing.complete_reviews(call) == 0


def test_who_stands_aside_is_replaced_and_not_asked_again(call):
    seats, (nomination,) = fill_call(call, nominations=1)
    reviewing.complete_reviews(call)
    review = nomination.reviews.order_by("pk").first()
    reviewing.stand_aside(review, review.panellist.user, "My niece.")
    assert reviewers_of(nomination) == {seat.pk for seat in seats} - {review.panellist_id}


def test_a_declared_conflict_sets_even_a_submitted_review_aside_and_asks_another(call, organiser):
    seats, (nomination,) = fill_call(call, nominations=1)
    review = make_review(nomination, seats[0], [5])
    reviewing.complete_reviews(call)
    declared = declare_conflict(seats[0], nomination, "Related", organiser)
    review.refresh_from_db()
    assert (review.state, review.barred) == (ReviewState.RECUSED, "declared")
    assert review.scores.exists()
    assert calibrated_scores(call) == {}
    assert reviewers_of(nomination) == {seats[1].pk, seats[2].pk}
    with pytest.raises(Refused, match="conflict"):
        reviewing.open_again(review, seats[0].user)
    with pytest.raises(Refused, match="already"):
        declare_conflict(seats[0], nomination, "", organiser)
    remove_conflict(declared, organiser)
    review.refresh_from_db()
    assert review.barred == ""
    reviewing.open_again(review, seats[0].user)


def test_a_conflict_with_a_school_keeps_late_nominations_of_it_away_too(call, organiser):
    seats, (nomination,) = fill_call(call, nominations=1)
    declare_conflict(seats[0], nomination.institution, "", seats[0].user)
    late = make_nomination(call, make_person(nomination.institution), NominationState.READY)
    reviewing.complete_reviews(call)
    assert seats[0].pk not in reviewers_of(late) | reviewers_of(nomination)


def test_a_conflict_with_a_nomination_of_another_call_is_refused(call, organiser):
    (seat, *_rest), _nominations = fill_call(call)
    with pytest.raises(Refused, match="not to this call"):
        declare_conflict(seat, make_nomination(), "", organiser)


def test_nobody_reviews_their_own_country_where_the_call_says_so(call, organiser):
    call.own_country_is_conflict = True
    call.save()
    lao = make_nomination(call, make_person(make_institution(country="LA")), NominationState.READY)
    make_panellist(call, make_member(make_institution(country="LA")))
    make_panellist(call, country="LA")
    free = make_panellist(call, country="VN")
    reviewing.complete_reviews(call)
    assert reviewers_of(lao) == {free.pk}
    (line,) = assigning.plan(call).assignment.unmet
    assert (line.wanted, line.given, line.barred) == (2, 1, 2)


def test_a_country_told_later_sets_what_it_forbids_aside(call, organiser):
    call.own_country_is_conflict = True
    call.save()
    seats, (nomination,) = fill_call(call, nominations=1)
    reviewing.complete_reviews(call)
    holder = nomination.reviews.first().panellist
    change_seat(holder, {"country": str(nomination.nominee.country)}, holder.user)
    assert reviewers_of(nomination) == {seat.pk for seat in seats} - {holder.pk}


def test_who_joins_an_institution_of_the_country_later_is_set_aside_by_the_worker(call):
    call.own_country_is_conflict = True
    call.save()
    seats, (nomination,) = fill_call(call, nominations=1)
    reviewing.complete_reviews(call)
    holder = nomination.reviews.first().panellist
    university = make_institution(kind="university", country=str(nomination.nominee.country))
    holder.user.memberships.create(institution=university, role="teacher")
    complete_all_reviews.func()
    assert reviewers_of(nomination) == {seat.pk for seat in seats} - {holder.pk}


def test_expertise_and_language_are_preferred_where_loads_stay_even(call):
    subject = make_question(call, Question.Kind.CHOICE, choices=["physics", "biology"], tells_subject=True)
    for number in range(8):
        nomination = make_nomination(call, state=NominationState.READY)
        Answer.objects.create(nomination=nomination, question=subject, text=["physics", "biology"][number % 2])
    physicists = [make_panellist(call, subjects=["physics"]) for _ in range(2)]
    biologists = [make_panellist(call, subjects=["biology"]) for _ in range(2)]
    plan = assigning.plan(call)
    assert plan.fitting == 16
    reviewing.complete_reviews(call)
    for seat in physicists:
        assert {each.nomination.answers.get().text for each in seat.reviews.all()} == {"physics"}
    assert set(counts(call).values()) == {4}
    assert len(biologists) == 2


def test_nobody_gets_more_than_they_take(call):
    seats, _nominations = fill_call(call)
    change_seat(seats[0], {"most_reviews": 1}, seats[0].user)
    assert counts(call)[seats[0].pk] == 1
    assert sum(counts(call).values()) == 12


def test_a_panel_where_everybody_reviews_everything_has_no_plan_and_heeds_conflicts(call, organiser):
    call.reviewers_per_nomination = None
    call.save()
    seats, nominations = fill_call(call)
    with pytest.raises(Refused, match="Everybody"):
        assigning.plan(call)
    declare_conflict(seats[0], nominations[0], "", organiser)
    assert Review.objects.count() == 17


def test_planning_asks_the_database_as_often_for_many_nominations_as_for_few(call, django_assert_max_num_queries):
    fill_call(call, nominations=12, reviewers=4)
    with django_assert_max_num_queries(14):
        assigning.plan(call)
