"""From submitted reviews to a proposal, its adjustments and the decision."""

from decimal import Decimal

import pytest

from core.audit.lifecycle import Refused
from core.audit.models import Entry
from talent.calls.models import CallState, Quota
from talent.institutions.models import Membership, MembershipRole
from talent.nominations.models import NominationState
from talent.reviews.models import Review
from talent.selection import decide, weigh
from talent.selection.chart import bar_chart
from talent.selection.models import Proposal, ProposalState, Standing
from tests.factories import (
    make_call,
    make_coordinator,
    make_criterion,
    make_institution,
    make_nomination,
    make_organiser,
    make_panellist,
    make_person,
    make_review,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    call = make_call(state=CallState.REVIEWING, places=2)
    make_criterion(call, maximum=5, weight=2)
    make_criterion(call, maximum=10, weight=1)
    return call


@pytest.fixture
def organiser(call):
    return make_organiser(call.institution)


def nominate(call, country="LA", gender="f", **school):
    institution = make_institution(country=country, **school)
    return make_nomination(call, make_person(institution, gender=gender), state=NominationState.READY)


def reviewed(call, panellist, points, **fields):
    nomination = nominate(call, **fields)
    make_review(nomination, panellist, points)
    return nomination


def outcome(proposal):
    return {each.nomination: (each.rank, each.score, each.selected) for each in proposal.standings.all()}


def test_closing_the_reviews_ranks_by_the_weighted_mean_of_submitted_reviews(call, organiser):
    first, second = make_panellist(call), make_panellist(call)
    good = reviewed(call, first, [5, 10])
    make_review(good, second, [4, 8])
    fair = reviewed(call, first, [4, 5])
    poor = reviewed(call, first, [1, 0])
    nobody = nominate(call)
    Review.objects.create(nomination=fair, panellist=second, state="started")
    proposal = weigh.close_reviews(call, organiser)
    assert outcome(proposal) == {
        good: (1, Decimal("90.0000"), True), fair: (2, Decimal("70.0000"), True),
        poor: (3, Decimal("13.3333"), False), nobody: (4, Decimal(0), False),
    }
    assert list(proposal.standings.values_list("reviews", flat=True)) == [2, 1, 1, 0]
    assert proposal.standings.get(nomination=nobody).reason == "Nobody reviewed it: the panel must decide."
    assert not proposal.standings.get(nomination=nobody).waits


def test_only_whole_submitted_reviews_by_nobody_of_the_school_count(call, organiser):
    insider, stranger, hasty = make_panellist(call), make_panellist(call), make_panellist(call)
    nomination = reviewed(call, insider, [5, 10])
    make_review(nomination, stranger, [0, 5])
    make_review(nomination, hasty, [5])
    Membership.objects.create(user=insider.user, institution=nomination.institution, role=MembershipRole.EXPERT)
    standing = weigh.close_reviews(call, organiser).standings.get()
    assert (standing.score, standing.reviews) == (Decimal("16.6667"), 1)


def test_reviews_of_who_left_the_panel_count(call, organiser):
    panellist = make_panellist(call, left_at="2026-01-01T00:00Z")
    reviewed(call, panellist, [5, 10])
    assert weigh.close_reviews(call, organiser).standings.get().reviews == 1


def test_the_reviews_are_closed_once(call, organiser):
    nominate(call)
    weigh.close_reviews(call, organiser)
    with pytest.raises(Refused, match="closed already"):
        weigh.close_reviews(call, organiser)


def test_a_call_that_is_not_in_review_or_without_nominations_has_no_proposal(call, organiser):
    with pytest.raises(Refused, match="No nomination"):
        weigh.close_reviews(call, organiser)
    with pytest.raises(Refused, match="not in review"):
        weigh.close_reviews(make_call(), organiser)
    assert not Proposal.objects.exists()


def test_quotas_by_country_school_gender_and_rural_school_are_kept(call, organiser):
    panellist = make_panellist(call)
    best = [reviewed(call, panellist, [5, 10 - n], country="TH", gender="m") for n in range(3)]
    girl = reviewed(call, panellist, [2, 0], country="TH")
    rural = reviewed(call, panellist, [1, 0], gender="m", rural=True)
    type(call).objects.update(places=3)
    Quota.objects.create(call=call, attribute="gender", value="f", minimum=1)
    Quota.objects.create(call=call, attribute="rural", value="yes", minimum=1)
    Quota.objects.create(call=call, attribute="country", maximum=2)
    Quota.objects.create(call=call, attribute="institution", maximum=1)
    proposal = weigh.close_reviews(call, organiser)
    assert {n for n, (_rank, _score, inside) in outcome(proposal).items() if inside} == {best[0], girl, rural}
    assert proposal.conflict == ""
    assert proposal.quotas[0] == {
        "attribute": "gender", "value": "f", "minimum": 1, "maximum": None, "minimum_share": None,
        "maximum_share": None, "column": "gender", "question": "",
    }


def test_quotas_that_cannot_hold_are_named_and_the_nearest_is_proposed(call, organiser):
    panellist = make_panellist(call)
    reviewed(call, panellist, [5, 10], country="TH")
    Quota.objects.create(call=call, attribute="country", value="VN", minimum=1)
    proposal = weigh.close_reviews(call, organiser)
    assert "at least 1 from Vietnam" in proposal.conflict
    assert proposal.standings.filter(selected=True).count() == 1


def test_proposing_again_takes_the_quotas_of_now_keeps_the_lots_and_loses_adjustments(call, organiser):
    panellist = make_panellist(call)
    first, second, third = (reviewed(call, panellist, [n, 0]) for n in (5, 4, 3))
    before = weigh.close_reviews(call, organiser)
    weigh.adjust(before.standings.get(nomination=third), selected=True, waits=True, reason="Wild card.", by=organiser)
    Quota.objects.create(call=call, attribute="country", value="LA", maximum=1)
    after = weigh.propose_again(call, organiser)
    before.refresh_from_db()
    assert (before.state, after.state, after.seed) == (ProposalState.DISCARDED, ProposalState.OPEN, before.seed)
    assert [inside for _r, _s, inside in outcome(after).values()] == [True, False, False]
    assert set(outcome(after)) == {first, second, third}


def test_an_adjustment_needs_a_reason_and_is_written_down_and_can_be_undone(call, organiser):
    reviewed(call, make_panellist(call), [5, 10])
    proposal = weigh.close_reviews(call, organiser)
    standing = proposal.standings.get()
    with pytest.raises(Refused, match="why"):
        weigh.adjust(standing, selected=False, waits=False, reason=" ", by=organiser)
    weigh.adjust(standing, selected=False, waits=False, reason="Took part last year.", by=organiser)
    standing.refresh_from_db()
    assert (standing.proposed, standing.selected, standing.waits) == (True, False, False)
    assert (standing.adjusted_by, standing.adjusted_reason) == (organiser, "Took part last year.")
    entry = Entry.objects.about(proposal).first()
    assert (entry.act, entry.by, entry.reason) == ("adjusted", organiser, "Took part last year.")
    weigh.undo_adjustment(standing, organiser)
    standing.refresh_from_db()
    assert (standing.selected, standing.waits, standing.adjusted_by) == (True, True, None)


def test_a_discarded_or_decided_proposal_is_not_adjusted(call, organiser):
    reviewed(call, make_panellist(call), [5, 10])
    standing = weigh.close_reviews(call, organiser).standings.get()
    weigh.reopen_reviews(call, organiser)
    with pytest.raises(Refused, match="not open"):
        weigh.adjust(standing, selected=False, waits=False, reason="Late.", by=organiser)
    weigh.close_reviews(call, organiser)
    decide.decide(call, organiser)
    with pytest.raises(Refused, match="not open"):
        weigh.undo_adjustment(Standing.objects.latest("pk"), organiser)


def test_deciding_moves_every_nomination_and_writes_one_mail_to_each_coordinator(call, organiser, outbox):
    panellist = make_panellist(call)
    ranked = [reviewed(call, panellist, [5 - n, 0]) for n in range(4)]
    unreviewed = nominate(call)
    coordinators = [make_coordinator(ranked[0].institution), make_coordinator(ranked[0].institution)]
    second = make_nomination(call, make_person(ranked[0].institution), state=NominationState.READY)
    make_review(second, panellist, [0, 0])
    weigh.close_reviews(call, organiser)
    decide.decide(call, organiser, waiting=1)
    states = [type(each).objects.get(pk=each.pk).state for each in [*ranked, unreviewed, second]]
    assert states == ["selected", "selected", "waiting_list", "not_selected", "not_selected", "not_selected"]
    call.refresh_from_db()
    assert call.state == CallState.DECIDED
    assert Proposal.objects.get().state == ProposalState.DECIDED
    assert [message.to for message in outbox()] == [each.email for each in coordinators]
    body = outbox()[0].body
    assert ranked[0].nominee.name in body
    assert second.nominee.name in body
    assert ranked[1].nominee.name not in body
    assert Entry.objects.about(ranked[0]).first().to_state == "selected"


def test_who_was_taken_out_for_good_does_not_wait(call, organiser):
    panellist = make_panellist(call)
    ranked = [reviewed(call, panellist, [5 - n, 0]) for n in range(4)]
    proposal = weigh.close_reviews(call, organiser)
    weigh.adjust(proposal.standings.get(rank=1), selected=False, waits=False, reason="Too old.", by=organiser)
    weigh.adjust(proposal.standings.get(rank=2), selected=False, waits=True, reason="Ill.", by=organiser)
    decide.decide(call, organiser)
    states = [type(each).objects.get(pk=each.pk).state for each in ranked]
    assert states == ["not_selected", "waiting_list", "waiting_list", "waiting_list"]


def test_more_selected_than_places_are_not_decided(call, organiser):
    panellist = make_panellist(call)
    for _ in range(3):
        reviewed(call, panellist, [5, 0])
    proposal = weigh.close_reviews(call, organiser)
    weigh.adjust(proposal.standings.get(rank=3), selected=True, waits=True, reason="Wild card.", by=organiser)
    with pytest.raises(Refused, match="3 are selected for 2 places"):
        decide.decide(call, organiser)
    call.refresh_from_db()
    assert call.state == CallState.REVIEWING


def test_a_proposal_is_not_decided_when_nominations_came_or_went_since(call, organiser):
    gone = reviewed(call, make_panellist(call), [5, 0])
    weigh.close_reviews(call, organiser)
    nominate(call)
    type(gone).objects.filter(pk=gone.pk).update(state=NominationState.WITHDRAWN)
    with pytest.raises(Refused, match="1 nominations became ready and 1 are no longer"):
        decide.decide(call, organiser)
    weigh.propose_again(call, organiser)
    decide.decide(call, organiser)


def test_deciding_takes_a_number_of_queries_that_does_not_grow_much(call, organiser, django_assert_max_num_queries):
    panellist = make_panellist(call)
    for _ in range(30):
        reviewed(call, panellist, [3, 0])
    with django_assert_max_num_queries(40):
        weigh.close_reviews(call, organiser)
    with django_assert_max_num_queries(45):
        decide.decide(call, organiser)


def test_a_bar_is_as_long_as_its_number_of_the_longest():
    bars = bar_chart([("Laos", 1, 4), ("Thailand", 0, 2)])
    assert [(bar.width, bar.rest) for bar in bars] == [("25.00", "100.00"), ("0.00", "50.00")]
    assert bar_chart([]) == []


def test_nothing_is_decided_while_a_ministry_still_has_nominations(call, organiser):
    reviewed(call, make_panellist(call), [5, 10])
    held = make_nomination(call, state=NominationState.WITH_MINISTRY)
    weigh.close_reviews(call, organiser)
    with pytest.raises(Refused, match="still with its ministry"):
        decide.decide(call, organiser)
    held.delete()
    assert decide.decide(call, organiser).state == ProposalState.DECIDED
