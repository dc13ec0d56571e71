"""The pages of a call's review: how it is reviewed, seats, conflicts, the assignment."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.waiting.register import waiting_for
from talent.calls.models import Call, CallState
from talent.nominations.models import NominationState
from talent.reviews import reviewing
from talent.reviews.models import DeclaredConflict, Review, ReviewState
from talent.selection import weigh
from tests.factories import (
    make_call,
    make_criterion,
    make_institution,
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
def office(call, signed_in):
    return signed_in(make_organiser(call.institution))


def rules(**changes):
    return {"reviewers_per_nomination": "3", "disagreement_limit": "25", "subject_question": "", **changes}


def test_an_organiser_says_how_the_call_is_reviewed(call, office):
    letter, subject = make_question(call), make_question(call, "choice", choices=["physics", "biology"])
    response = office.post(f"/calls/{call.key}/review/", rules(
        own_country_is_conflict="on", hidden_from_panel=["name", "school"], hidden_questions=[letter.pk],
        subject_question=subject.pk, stay="yes",
    ))
    assert response.status_code == 302
    call = Call.objects.get()
    assert (call.reviewers_per_nomination, call.disagreement_limit, call.own_country_is_conflict) == (3, 25, True)
    assert call.hidden_from_panel == ["name", "school"]
    assert list(call.questions.values_list("hidden_from_panel", "tells_subject")) == [(True, False), (False, True)]


@pytest.mark.parametrize(("field", "value"), [("reviewers_per_nomination", "0"), ("disagreement_limit", "101")])
def test_a_rule_out_of_range_is_refused_and_what_was_typed_is_kept(call, office, field, value):
    page = office.post(f"/calls/{call.key}/review/", rules(**{field: value}))
    assert page.status_code in {200, 422}
    assert f'value="{value}"' in page.content.decode()


def test_what_is_hidden_stays_once_reviews_have_begun_and_all_else_may_change(call, office):
    make_review(make_nomination(call, state=NominationState.READY), make_panellist(call), [3])
    page = office.post(f"/calls/{call.key}/review/", rules(hidden_from_panel=["name"]))
    assert "Reviews have begun" in page.content.decode()
    assert Call.objects.get().hidden_from_panel == []
    office.post(f"/calls/{call.key}/review/", rules(stay="yes"))
    assert Call.objects.get().disagreement_limit == 25


def test_the_rules_of_a_decided_call_stay(call, office):
    Call.objects.update(state=CallState.DECIDED)
    assert "The call is decided: its panel stays" in office.post(f"/calls/{call.key}/review/", rules()).content.decode()


def test_the_assignment_is_foretold_assigned_and_then_as_good_as_can_be(call, office):
    nominations = [make_nomination(call, state=NominationState.READY) for _ in range(3)]
    for _ in range(2):
        make_panellist(call)
    page = office.get(f"/calls/{call.key}/assignment/")
    digest = page.context["plan"].digest
    assert "What would change" in page.content.decode()
    page = office.post(f"/calls/{call.key}/assignment/", {"digest": digest}, follow=True)
    assert "6 reviews are assigned anew" in page.content.decode()
    assert "Assigned as well as can be" in page.content.decode()
    assert {each.reviews.count() for each in nominations} == {2}


def test_a_nomination_with_too_few_reviewers_is_named_with_the_reason_for_each(call, office):
    nomination = make_nomination(call, make_person(name="Bounmy"), NominationState.READY)
    aside = make_panellist(call)
    make_review(nomination, aside, state=ReviewState.RECUSED)
    make_panellist(call, most_reviews=0)
    make_panellist(call)
    page = office.get(f"/calls/{call.key}/assignment/").content.decode()
    assert "1 nomination has too few reviewers" in page
    assert f"{aside} (stood aside)" in page
    assert "(has as many as they take)" in page


def test_an_overtaken_assignment_is_shown_again_and_not_carried_out(call, office):
    make_nomination(call, state=NominationState.READY)
    make_panellist(call)
    page = office.post(f"/calls/{call.key}/assignment/", {"digest": "other"}, follow=True)
    assert "Something changed since you looked" in page.content.decode()
    assert not Review.objects.exists()


def test_the_assignments_page_leads_to_the_rule_where_everybody_reviews_everything(call, office):
    Call.objects.update(reviewers_per_nomination=None)
    assert f"/calls/{call.key}/review/" in office.get(f"/calls/{call.key}/assignment/").content.decode()


def test_a_panellist_tells_their_expertise_languages_and_country(call, signed_in):
    make_question(call, "choice", choices=["physics", "biology"], tells_subject=True)
    seat = make_panellist(call)
    own = signed_in(seat.user)
    own.post(f"/panellists/{seat.key}/", {"subjects": ["physics"], "languages": ["en-gb"], "country": "LA"})
    seat.refresh_from_db()
    assert (seat.subjects, seat.languages, str(seat.country)) == (["physics"], ["en-gb"], "LA")
    assert f"/panellists/{seat.key}/" in own.get("/reviews/").content.decode()


def test_a_panellist_declares_a_conflict_with_a_school_and_takes_it_back(call, signed_in):
    school = make_institution("Lycée de Vientiane")
    nomination = make_nomination(call, make_person(school), NominationState.READY)
    seat = make_panellist(call)
    reviewing.complete_reviews(call)
    own = signed_in(seat.user)
    assert school.key in own.get(f"/panellists/{seat.key}/?q=vientiane").content.decode()
    own.post(f"/panellists/{seat.key}/conflicts/", {"school": school.key, "reason": "I taught there."})
    declared = DeclaredConflict.objects.get()
    assert (declared.institution, declared.reason, declared.by) == (school, "I taught there.", seat.user)
    review = nomination.reviews.get()
    assert own.get(f"/reviews/{review.key}/").status_code == 403
    assert "There is nothing for you to review" in own.get("/reviews/").content.decode()
    own.post(f"/panel-conflicts/{declared.key}/remove/")
    assert own.get(f"/reviews/{review.key}/").status_code == 200


def test_only_the_organiser_finds_nominees_by_name(call, office, signed_in):
    seat = make_panellist(call)
    nomination = make_nomination(call, make_person(name="Bounmy"), NominationState.READY)
    assert nomination.key in office.get(f"/panellists/{seat.key}/?q=boun").content.decode()
    own = signed_in(seat.user)
    assert nomination.key not in own.get(f"/panellists/{seat.key}/?q=boun").content.decode()
    refused = own.post(f"/panellists/{seat.key}/conflicts/", {"nomination": nomination.key})
    assert refused.status_code == 404


def test_disagreement_is_flagged_on_the_progress_page(call, office):
    Call.objects.update(disagreement_limit=20)
    nomination = make_nomination(call, make_person(name="Bounmy"), NominationState.READY)
    first, second = make_panellist(call), make_panellist(call)
    make_review(nomination, first, [5])
    review = make_review(nomination, second)
    reviewing.save_points(review, {call.criteria.get(): 1}, second.user)
    reviewing.submit(review, second.user)
    page = office.get(f"/calls/{call.key}/reviewing/").content.decode()
    assert "Reviewers disagree" in page
    assert "80 points apart" in page


@pytest.mark.parametrize("state", [CallState.REVIEWING, CallState.PUBLISHED])
def test_the_rubric_stays_once_reviews_began_and_nothing_is_lost(call, office, state):
    """Also where the call was opened for nominations again: points were given under this rubric."""
    criterion = call.criteria.get()
    nomination = make_nomination(call, state=NominationState.READY)
    make_review(nomination, make_panellist(call), [4])
    Call.objects.update(state=state)
    page = office.post(f"/criteria/{criterion.key}/", {
        "label": criterion.label, "help_text": "", "maximum": 3, "weight": 1, "descriptors": "",
        "new_version_because": "We thought again.",
    }, follow=True)
    criterion.refresh_from_db()
    assert criterion.maximum == 5
    assert "The review has begun" in page.content.decode()
    assert Review.objects.get().scores.get().points == 4


# --- scoring: bad input ------------------------------------------------------------------


def kept(review):
    return [score.points for score in review.scores.order_by("pk")]


def typed(client, review, points):
    """What the scoring page sends as a score is chosen or typed."""
    criterion = review.nomination.call.criteria.get()
    address = f"/reviews/{review.key}/points/"
    return client.post(address, {f"points-{criterion.key}": points}, headers={"HX-Request": "true"})


@pytest.fixture
def begun(call):
    review = make_review(make_nomination(call, state=NominationState.READY), make_panellist(call))
    reviewing.save_points(review, {call.criteria.get(): 4}, review.panellist.user)
    return review


@pytest.mark.parametrize("points", ["6", "-1", "x", "1.234"])
def test_a_score_outside_the_range_is_not_saved_and_says_why(begun, signed_in, points):
    answer = typed(signed_in(begun.panellist.user), begun, points)
    assert answer.status_code == 200
    assert "Not saved:" in answer.content.decode()
    assert kept(begun) == [4]


def test_what_comes_after_the_reviews_were_closed_is_refused_in_words_and_loses_nothing(begun, signed_in):
    own = signed_in(begun.panellist.user)
    weigh.close_reviews(begun.nomination.call, make_organiser(begun.nomination.call.institution))
    answer = typed(own, begun, "2")
    assert answer.status_code == 200
    assert "Not saved: The reviews are closed" in answer.content.decode()
    assert kept(begun) == [4]


def test_what_comes_after_the_decision_or_from_who_has_left_is_refused(begun, call, signed_in, office):
    own = signed_in(begun.panellist.user)
    office.post(f"/panellists/{begun.panellist.key}/remove/")
    assert typed(own, begun, "2").status_code == 403
    Call.objects.update(state=CallState.DECIDED)
    assert typed(own, begun, "2").status_code == 403
    assert kept(begun) == [4]


def test_the_levels_of_a_criterion_stand_beside_their_scores(call, signed_in):
    call.criteria.update(descriptors={"0": "Nothing shows it", "5": "Own experiments"})
    review = make_review(make_nomination(call, state=NominationState.READY), make_panellist(call))
    page = signed_in(review.panellist.user).get(f"/reviews/{review.key}/").content.decode()
    assert "Nothing shows it" in page
    assert "Own experiments" in page


def test_the_chair_finds_the_progress_and_the_meeting_from_their_reviews(call, signed_in):
    chair = make_panellist(call, is_chair=True)
    page = signed_in(chair.user).get("/reviews/").content.decode()
    assert f"/calls/{call.key}/reviewing/" in page
    assert f"/calls/{call.key}/meeting/" in page


def test_how_reviewers_differ_is_told_to_the_organiser_once_the_reviews_are_closed(call, office, signed_in):
    call.criteria.update(maximum=100)
    seats = [make_panellist(call, is_chair=number == 0) for number in range(3)]
    for number in range(12):
        nomination = make_nomination(call, state=NominationState.READY)
        for seat in {number % 3, (number + 1) % 3}:
            make_review(nomination, seats[seat], [60 + number + number % 2 - 20 * (seat == 2)])
    page = f"/calls/{call.key}/reviewing/"
    assert "How reviewers differ" not in office.get(page).content.decode()
    weigh.close_reviews(call, make_organiser(call.institution))
    told = office.get(page).content.decode()
    assert "Reviewers were found to differ" in told
    assert "How reviewers differ" not in signed_in(seats[0].user).get(page).content.decode()
    one = office.get(f"/nominations/{nomination.key}/reviews/").content.decode()
    assert "Calibrated score" in one
    assert "±" in one


def test_conflicts_and_seats_stay_while_a_proposal_stands_on_the_reviews(call, office):
    nomination = make_nomination(call, state=NominationState.READY)
    seat = make_panellist(call)
    make_review(nomination, seat, [3])
    weigh.close_reviews(call, make_organiser(call.institution))
    page = office.post(f"/panellists/{seat.key}/conflicts/", {"nomination": nomination.key}, follow=True)
    assert "Open them again to change this" in page.content.decode()
    assert not DeclaredConflict.objects.exists()


def test_panellists_of_unknown_country_are_named_where_the_country_matters(call, office):
    Call.objects.update(own_country_is_conflict=True)
    known, unknown = make_panellist(call, country="LA"), make_panellist(call)
    page = office.get(f"/calls/{call.key}/assignment/")
    assert page.context["unknown_country"] == [unknown]
    assert known not in page.context["unknown_country"]


@pytest.mark.parametrize("page", ["/calls/{call}/assignment/", "/calls/{call}/reviewing/", "/reviews/"])
def test_no_page_asks_the_database_more_often_for_more_nominations(call, signed_in, page):
    call.hidden_from_panel = ["name"]
    call.save()
    seat = make_panellist(call)
    client = signed_in(seat.user if page == "/reviews/" else make_organiser(call.institution))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page.format(call=call.key)).status_code == 200
        return len(queries)

    def nominate(count):
        for _ in range(count):
            make_nomination(call, state=NominationState.READY)
        reviewing.complete_reviews(call)

    nominate(3)
    asked()
    few = asked()
    nominate(9)
    assert asked() <= few


def test_nominations_with_too_few_reviewers_are_told_on_the_progress_page(call, office):
    make_nomination(call, state=NominationState.READY)
    make_panellist(call)
    reviewing.complete_reviews(call)
    assert "1 nomination has too few reviewers" in office.get(f"/calls/{call.key}/reviewing/").content.decode()


def test_a_copied_call_is_reviewed_as_last_year(call, office):
    make_question(call, "choice", choices=["physics", "biology"], tells_subject=True)
    make_question(call, hidden_from_panel=True)
    Call.objects.update(disagreement_limit=30, own_country_is_conflict=True, hidden_from_panel=["name"])
    office.post(f"/calls/{call.key}/copy/")
    copy = Call.objects.exclude(pk=call.pk).get()
    assert (copy.reviewers_per_nomination, copy.disagreement_limit, copy.own_country_is_conflict) == (2, 30, True)
    assert copy.hidden_from_panel == ["name"]
    assert list(copy.questions.values_list("tells_subject", "hidden_from_panel")) == [(True, False), (False, True)]


def test_an_organiser_finds_at_home_which_call_has_too_few_reviewers(call):
    organiser = make_organiser(call.institution)
    nomination = make_nomination(call, state=NominationState.READY)
    make_panellist(call)
    reviewing.complete_reviews(call)

    def waiting():
        return [(each.title, each.count) for each in waiting_for(organiser) if "Too few" in each.title]

    assert waiting() == [(f"Too few reviewers: {call.title}", 1)]
    make_panellist(call)
    reviewing.complete_reviews(call)
    assert nomination.reviews.count() == 2
    assert waiting() == []
