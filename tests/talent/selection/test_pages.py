"""The pages, walked by a client: organiser, panellist, chair, school, guardian."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.waiting.register import waiting_for
from talent.calls.models import CallState, Quota
from talent.institutions.models import Membership, MembershipRole
from talent.nominations.models import NominationState
from talent.offers import offers
from talent.offers.models import Offer
from talent.reviews.models import Review, ReviewState
from talent.selection import weigh
from talent.selection.models import Proposal
from tests.factories import (
    make_call,
    make_coordinator,
    make_criterion,
    make_decided_call,
    make_guardian,
    make_institution,
    make_nomination,
    make_organiser,
    make_panellist,
    make_person,
    make_question,
    make_review,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    call = make_call(state=CallState.REVIEWING, places=2)
    make_criterion(call, label="Idea", maximum=5, descriptors={"0": "None", "5": "Brilliant"})
    make_criterion(call, label="Work", maximum=30)
    return call


@pytest.fixture
def organiser(call):
    return make_organiser(call.institution)


@pytest.fixture
def as_organiser(organiser, signed_in):
    return signed_in(organiser)


def ready(call, **fields):
    return make_nomination(call, make_person(**fields), state=NominationState.READY)


def page(name, record, **kwargs):
    return reverse(name, kwargs={"key": record.key, **kwargs})


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


# --- the panel ---------------------------------------------------------------------------


def test_an_organiser_puts_a_panel_together_and_starts_reviewing_early(signed_in, outbox):
    call = make_call()
    make_criterion(call)
    client = signed_in(make_organiser(call.institution))
    make_user(name="Anong", email="anong@example.org")
    client.post(page("panel", call), {"email": "anong@example.org"})
    client.post(page("panel", call), {"email": "new@example.org"})
    seen = text(client.get(page("panel", call)))
    assert "Anong" in seen
    assert "new@example.org" in seen
    assert "is on the panel already" in text(client.post(page("panel", call), {"email": "anong@example.org"}))
    panellist = call.panel.get()
    client.post(page("make_chair", panellist))
    assert "closes it early" in text(client.get(page("start_reviewing", call)))
    answer = client.post(page("start_reviewing", call), follow=True)
    assert "Reviewing has begun" in text(answer)
    call.refresh_from_db()
    assert call.state == CallState.REVIEWING
    assert "0 submitted reviews stay and count" in text(client.get(page("remove_panellist", panellist)))
    client.post(page("remove_panellist", panellist))
    panellist.refresh_from_db()
    assert panellist.left_at
    assert len(outbox()) == 3


def test_closing_the_nominations_on_the_calls_page_gives_the_panel_its_reviews_too(signed_in, outbox):
    call = make_call()
    ready(call)
    make_panellist(call)
    client = signed_in(make_organiser(call.institution))
    client.post(page("close_call", call), {"reason": "All are in"})
    assert Review.objects.count() == 1
    assert "Reviewing has begun" in outbox()[0].subject


def test_a_call_with_a_proposal_takes_no_nominations_again(as_organiser, call, organiser):
    ready(call)
    weigh.close_reviews(call, organiser)
    call.closes_at = timezone.now() + timedelta(days=1)
    call.save()
    answer = as_organiser.post(page("reopen_call", call), {"reason": "One more week"}, follow=True)
    assert "There is a proposal already" in text(answer)
    call.refresh_from_db()
    assert call.state == CallState.REVIEWING


def test_the_organisers_page_of_a_call_leads_to_the_selection(as_organiser, call):
    make_review(ready(call), make_panellist(call), [1, 1])
    seen = as_organiser.get(page("organise_call", call))
    assert "1 of 1 reviews are submitted" in text(seen)
    assert page("review_progress", call) in seen.content.decode()


# --- scoring -----------------------------------------------------------------------------


@pytest.fixture
def review(call):
    make_question(call, label="Why?")
    nomination = ready(call, name="Boupha")
    nomination.answers.create(question=call.questions.get(), text="For the stars.")
    return make_review(nomination, make_panellist(call))


@pytest.fixture
def as_panellist(review, signed_in):
    return signed_in(review.panellist.user)


def field(criterion) -> str:
    return f"points-{criterion.key}"


def test_a_panellist_reads_scores_and_submits_and_goes_to_the_next(as_panellist, review, call):
    other = make_review(ready(call, name="Chan"), review.panellist)
    idea, work = call.criteria.all()
    listed = text(as_panellist.get(reverse("my_reviews")))
    assert "0 of 2 submitted" in listed
    seen = as_panellist.get(page("review_page", review))
    assert "For the stars." in text(seen)
    assert "Brilliant" in text(seen)
    kept = as_panellist.post(page("keep_points", review), {field(idea): "5"}, headers={"HX-Request": "true"})
    assert "1 of 2 criteria scored" in text(kept)
    as_panellist.post(page("keep_comment", review), {"comment": "Clear."})
    refused = as_panellist.post(page("submit_review", review), {"comment": "Clear."})
    assert (refused.status_code, "Not scored yet: Work" in text(refused)) == (422, True)
    answer = as_panellist.post(page("submit_review", review), {field(work): "12.5", "comment": "Clear and true."})
    assert answer["Location"] == page("review_page", other)
    review.refresh_from_db()
    assert (review.state, review.comment) == ("submitted", "Clear and true.")
    assert [str(each.points) for each in review.scores.order_by("pk")] == ["5.00", "12.50"]


def test_points_out_of_range_are_said_to_be_not_saved(as_panellist, review, call):
    idea, work = call.criteria.all()
    for given in ({field(idea): "6"}, {field(work): "31"}, {field(work): "many"}):
        assert "Not saved" in text(as_panellist.post(page("keep_points", review), given))
    wrong = as_panellist.post(page("submit_review", review), {field(idea): "3", field(work): "31", "comment": "Kept."})
    assert wrong.status_code == 422
    assert "Kept." in text(wrong)
    assert not review.scores.exists()


def test_saving_to_go_on_later_keeps_everything_without_submitting(as_panellist, review, call):
    idea, _work = call.criteria.all()
    as_panellist.post(page("submit_review", review), {field(idea): "3", "comment": "", "stay": "yes"})
    review.refresh_from_db()
    assert (review.state, review.scores.count()) == ("started", 1)


def test_a_submitted_review_is_opened_again_and_another_stood_aside_from(as_panellist, review, call):
    idea, work = call.criteria.all()
    as_panellist.post(page("submit_review", review), {field(idea): "3", field(work): "3", "comment": ""})
    as_panellist.post(page("open_review_again", review))
    review.refresh_from_db()
    assert review.state == ReviewState.STARTED
    as_panellist.post(page("stand_aside", review), {"reason": "My niece."})
    review.refresh_from_db()
    assert review.state == ReviewState.RECUSED
    assert "stood aside" in text(as_panellist.get(page("review_page", review)))


def test_a_reviewer_sees_no_other_score_before_or_after_the_closing(as_panellist, review, call, organiser):
    other = make_review(review.nomination, make_panellist(call), [4, 23])
    assert as_panellist.get(page("review_page", other)).status_code == 403
    assert as_panellist.get(page("nomination_reviews", review.nomination)).status_code == 403
    assert as_panellist.get(page("review_progress", call)).status_code == 403
    weigh.close_reviews(call, organiser)
    assert as_panellist.get(page("nomination_reviews", review.nomination)).status_code == 403
    assert as_panellist.get(page("proposal", call)).status_code == 403


def test_who_joins_the_school_later_sees_the_nomination_no_more(as_panellist, review):
    assert as_panellist.get(page("review_page", review)).status_code == 200
    Membership.objects.create(
        user=review.panellist.user, institution=review.nomination.institution, role=MembershipRole.TEACHER
    )
    assert as_panellist.get(page("review_page", review)).status_code == 403
    assert "Boupha" not in text(as_panellist.get(reverse("my_reviews")))


def test_the_panel_opens_evidence_only_of_what_it_reviews_now(review, call):
    question = make_question(call, kind="file")
    evidence = review.nomination.answers.create(question=question, upload=make_upload())

    def may_open(user):
        return type(user).objects.get(pk=user.pk).has_perm("nominations.see_evidence", evidence)

    user = review.panellist.user
    assert may_open(user)
    assert not may_open(make_panellist(call).user)
    Review.objects.update(state=ReviewState.RECUSED)
    assert not may_open(user)
    Review.objects.update(state=ReviewState.SUBMITTED)
    assert may_open(user)
    membership = Membership.objects.create(user=user, institution=review.nomination.institution, role="expert")
    assert not may_open(user)
    membership.delete()
    type(call).objects.update(state=CallState.DECIDED)
    evidence.nomination.call.refresh_from_db()
    assert not may_open(user)


def test_the_chair_sees_progress_but_no_score_until_the_reviews_are_closed(call, review, organiser, signed_in):
    chair = make_panellist(call, is_chair=True)
    make_review(review.nomination, chair, [4, 23])
    client = signed_in(chair.user)
    assert client.get(page("nomination_reviews", review.nomination)).status_code == 403
    progress = text(client.get(page("review_progress", call)))
    assert "1 of 2 reviews submitted" in progress
    assert client.post(page("close_reviews", call)).status_code == 403
    weigh.close_reviews(call, organiser)
    assert "23" in text(client.get(page("nomination_reviews", review.nomination)))
    Membership.objects.create(user=chair.user, institution=review.nomination.institution, role="teacher")
    assert client.get(page("nomination_reviews", review.nomination)).status_code == 403


# --- progress ----------------------------------------------------------------------------


def test_progress_shows_each_cell_and_reminds_once_a_day(as_organiser, call, review, outbox):
    done = make_panellist(call, make_user(name="Done"))
    make_review(review.nomination, done, [4, "23.75"])
    own = make_panellist(call, make_user(name="Own"))
    Membership.objects.create(user=own.user, institution=review.nomination.institution, role="teacher")
    make_review(review.nomination, own)
    seen = text(as_organiser.get(page("review_progress", call)))
    assert re.search(r"Boupha .* 1 done own school to do", seen)
    assert "23.75" not in seen
    as_organiser.post(page("remind_panel", call))
    again = as_organiser.post(page("remind_panel", call), follow=True)
    assert [message.to for message in outbox()] == [review.panellist.user.email]
    assert "had a reminder today already" in text(again)


def test_closing_names_who_has_not_submitted_and_what_nobody_reviewed(as_organiser, call, review):
    seen = text(as_organiser.get(page("close_reviews", call)))
    assert "1 review is not submitted" in seen
    assert f"{review.panellist.user}: 1 of 1 not submitted" in seen
    assert "Nobody has reviewed: Boupha" in seen
    answer = as_organiser.post(page("close_reviews", call))
    assert answer["Location"] == page("proposal", call)


def test_the_pages_take_no_more_queries_for_more_nominations(
    as_organiser, call, organiser, django_assert_max_num_queries
):
    panellists = [make_panellist(call) for _ in range(3)]
    for size in (3, 20):
        for _ in range(size):
            nomination = ready(call)
            for panellist in panellists:
                make_review(nomination, panellist, [3, size])
        Proposal.objects.all().delete()
        as_organiser.get(page("review_progress", call))
        with django_assert_max_num_queries(22):
            as_organiser.get(page("review_progress", call))
        weigh.close_reviews(call, organiser)
        with django_assert_max_num_queries(22):
            as_organiser.get(page("proposal", call))


# --- the proposal ------------------------------------------------------------------------


@pytest.fixture
def proposal(call, organiser):
    panellist = make_panellist(call)
    for number, (name, country) in enumerate([("Anong", "TH"), ("Niran", "TH"), ("Linh", "VN"), ("Khan", "LA")]):
        make_review(
            ready(call, name=name, institution=make_institution(country=country)), panellist, [5 - number, 0]
        )
    Quota.objects.create(call=call, attribute="country", maximum=1)
    return weigh.close_reviews(call, organiser)


def test_the_proposal_shows_ranks_reasons_quotas_and_a_picture(as_organiser, call, proposal):
    answer = as_organiser.get(page("proposal", call))
    seen = text(answer)
    assert "“at most 1 from Thailand” was reached at" in seen
    assert proposal.seed in seen
    assert '<svg viewBox="0 0 100 10"' in answer.content.decode()
    filtered = text(as_organiser.get(page("proposal", call), {"place": "in"}))
    assert "Linh" in filtered
    assert "Niran" not in filtered.split("Ranked by score")[1].split("What happened")[0]


def test_the_export_has_what_an_outsider_needs_to_recompute_it(as_organiser, call, proposal):
    answer = as_organiser.get(page("proposal", call), {"export": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Rank,Nominee,School,Country,Score,Raw mean,Standard error,Reviews,Outcome,Reason")
    assert len(lines) == 5
    assert as_organiser.get(page("proposal", call), {"export": "xlsx"}).status_code == 200


def test_an_adjustment_shows_what_follows_and_needs_a_reason(as_organiser, call, proposal):
    niran = proposal.standings.get(rank=2)
    address = page("adjust_standing", call, nomination=niran.nomination.key)
    seen = text(as_organiser.get(address))
    assert "1 too many" in seen
    assert "somebody else must go out" in seen
    assert as_organiser.post(address, {"to": "in", "reason": ""}).status_code == 200
    niran.refresh_from_db()
    assert not niran.selected
    as_organiser.post(address, {"to": "in", "reason": "Wild card."})
    niran.refresh_from_db()
    assert (niran.selected, niran.adjusted_reason) == (True, "Wild card.")
    stale = as_organiser.post(address, {"to": "in", "reason": "Again."}, follow=True)
    assert "Somebody else changed it" in text(stale)
    assert "3 are selected for 2 places" in text(as_organiser.post(page("decide", call), {"waiting": 1}, follow=True))
    as_organiser.post(page("undo_adjustment", call, nomination=niran.nomination.key))
    niran.refresh_from_db()
    assert not niran.selected


def test_the_organiser_proposes_again_and_opens_the_reviews_again(as_organiser, call, proposal):
    assert "lots stay the same" in text(as_organiser.get(page("propose_again", call)))
    as_organiser.post(page("propose_again", call))
    assert Proposal.objects.filter(state="open").count() == 1
    assert as_organiser.get(page("reopen_reviews", call)).status_code == 200
    as_organiser.post(page("reopen_reviews", call))
    assert not Proposal.objects.filter(state="open").exists()
    assert "There is no proposal yet" in text(as_organiser.get(page("proposal", call)))


def test_deciding_and_sending_offers(as_organiser, call, proposal):
    confirm = text(as_organiser.get(page("decide", call)))
    assert "2 are selected for 2 places" in confirm
    assert as_organiser.post(page("decide", call), {"waiting": 9}).status_code == 200
    answer = as_organiser.post(page("decide", call), {"waiting": 2}, follow=True)
    assert "Next: send the offers" in text(answer)
    assert "Niran" in text(answer)
    assert "Answer by" in text(as_organiser.get(page("send_offers", call)))
    past = as_organiser.post(page("send_offers", call), {"deadline": "2020-01-01T10:00"})
    assert "passed already" in text(past)
    as_organiser.post(page("send_offers", call), {"deadline": "2099-01-01T10:00"})
    assert call.offers.count() == 2
    assert call.offers.first().deadline.isoformat() == "2099-01-01T03:00:00+00:00"


# --- offers ------------------------------------------------------------------------------


def test_a_school_accepts_and_declines_its_offers(signed_in):
    call = make_decided_call(2, 1)
    first, second = call.offers.order_by("pk")
    for offer, act, words in ((first, "accept_offer", "has the place"), (second, "decline_offer", "Declined")):
        user = Membership.objects.get(institution=offer.nomination.institution).user
        client = signed_in(user)
        assert "1" in [str(thing.count) for thing in waiting_for(user)]
        assert str(offer.nomination.nominee) in text(client.get(reverse("school_offers")))
        assert "Accept" in text(client.get(page("offer_page", offer)))
        assert client.get(page(act, offer)).status_code == 200
        assert words in text(client.post(page(act, offer), follow=True))
        again = client.post(page(act, offer), follow=True)
        assert "already" in text(again)
    assert sorted(call.offers.values_list("state", flat=True)) == ["accepted", "declined", "offered"]


def test_a_teacher_of_the_school_sees_the_offer_and_does_not_answer_it(signed_in):
    offer = make_decided_call(1, 0).offers.get()
    teacher = make_user()
    Membership.objects.create(user=teacher, institution=offer.nomination.institution, role=MembershipRole.TEACHER)
    client = signed_in(teacher)
    assert "A coordinator of the school accepts" in text(client.get(page("offer_page", offer)))
    assert client.post(page("accept_offer", offer)).status_code == 403


def test_a_guardian_declines_by_the_link_of_the_mail(client, outbox):
    call = make_decided_call(1, 1, offered=False)
    guardian = make_guardian(call.nominations.get(state="selected").nominee)
    offer = offers.send_offers(call, timezone.now() + timedelta(days=3), make_organiser(call.institution))[0]
    body = next(message.body for message in outbox() if message.to == guardian.email)
    link = re.search(r"http://[^/]+(/offers/link/\S+)", body).group(1)
    assert "Decline the place" in text(client.get(link))
    assert client.get(link[:-4] + "/").status_code == 404
    answer = client.post(link, {"reason": "We move."}, follow=True)
    assert "Thank you for telling us" in text(answer)
    offer.refresh_from_db()
    assert offer.state == "declined"
    assert call.offers.filter(state="offered").count() == 1
    assert "declined already" in text(client.post(link, {}, follow=True))


def test_a_guardians_link_opens_no_more_after_the_guardianship_or_with_another_address(client):
    offer = make_decided_call(1, 0).offers.get()
    guardian = make_guardian(offer.nomination.nominee)
    from talent.offers.family import family_of

    link = family_of(offer)[0].link
    type(guardian).objects.update(email="new@example.org")
    assert client.get(link).status_code == 404
    link = family_of(offer)[0].link
    type(guardian).objects.update(ended_at=timezone.now())
    assert client.get(link).status_code == 404


def test_an_organiser_takes_an_offer_back_and_offers_again(signed_in):
    call = make_decided_call(1, 0)
    offer, client = call.offers.get(), signed_in(make_organiser(call.institution))
    client.post(page("take_back_offer", offer), {"reason": "A mistake."})
    offer.refresh_from_db()
    assert offer.state == "withdrawn"
    seen = text(client.get(page("call_offers", call)))
    assert "offer it again?" in seen
    client.post(page("offer_again", offer.nomination), {"deadline": "2099-01-01T10:00"})
    assert Offer.objects.filter(state="offered").count() == 1


# --- what waits --------------------------------------------------------------------------


def titles(user):
    return [(thing.title, thing.count) for thing in waiting_for(type(user).objects.get(pk=user.pk))]


def test_each_finds_at_home_what_waits_for_them(call, review, organiser):
    assert ("Reviews to do", 1) in titles(review.panellist.user)
    assert ("Reviews under way", None) in titles(organiser)
    Review.objects.update(state=ReviewState.SUBMITTED)
    assert "Reviews to do" not in dict(titles(review.panellist.user))
    assert ("Reviews are in: close them", None) in titles(organiser)
    weigh.close_reviews(call, organiser)
    assert ("A proposal to decide", None) in titles(organiser)
    decided = make_decided_call(2, 0, offered=False, institution=call.institution)
    assert ("Offers to send", 2) in titles(organiser)
    offers.send_offers(decided, timezone.now() + timedelta(days=3), organiser)
    coordinator = make_coordinator(decided.nominations.first().institution)
    assert ("An offer to answer", 1) in titles(coordinator)
