"""The ministry's stage: what it has, ranks and forwards, and what becomes of the rest."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.audit.lifecycle import Refused
from core.audit.models import Entry
from talent.calls.models import CallState
from talent.nominations.forwarding import (
    MinistrysPart,
    forward,
    forward_best,
    forward_late,
    in_stage,
    rank,
    say_why,
    shift,
    take_back,
)
from talent.nominations.models import Nomination, NominationState
from talent.nominations.ordering import moved, placed
from talent.nominations.settling import remind_ministries, settle_due
from talent.nominations.submit import back_to_draft, submit
from talent.nominations.withdraw import withdraw
from talent.people.models import ConsentDecision
from tests.concurrency import at_once
from tests.factories import (
    answer_consent,
    make_call,
    make_coordinator,
    make_guardian,
    make_institution,
    make_nomination,
    make_officer,
    make_organiser,
    make_person,
)

keys = st.lists(st.text("abcdefgh", min_size=1, max_size=2), unique=True, max_size=8)


@pytest.fixture
def call(db):
    call = make_call(ministry_stage=True, forwarded_per_ministry=2)
    call.ministries_close_at = call.closes_at + timedelta(days=10)
    call.save()
    return call


@pytest.fixture
def officer(db):
    return make_officer("LA")


@pytest.fixture
def part(call):
    return MinistrysPart(call, "LA")


def before_ministry(call, n: int = 1, country: str = "LA", **fields) -> list[Nomination]:
    return [
        make_nomination(
            call, make_person(make_institution(country=country)), NominationState.WITH_MINISTRY, **fields
        )
        for _ in range(n)
    ]


def order(part: MinistrysPart) -> list[Nomination]:
    return list(in_stage(part))


def state_of(nomination: Nomination) -> str:
    return Nomination.objects.get(pk=nomination.pk).state


# --- who has it when ---------------------------------------------------------------------


def test_a_nomination_goes_to_the_ministry_once_consent_is_given_and_to_the_panel_once_forwarded(call, part, officer):
    student = make_guardian(make_person(make_institution())).person
    by = make_coordinator(student.institution)
    nomination = submit(make_nomination(call, student), by)
    assert nomination.state == NominationState.SUBMITTED
    assert order(part) == []
    answer_consent(nomination.consent)
    assert state_of(nomination) == NominationState.WITH_MINISTRY
    forward(part, nomination.key, officer)
    assert state_of(nomination) == NominationState.READY


def test_consent_withdrawn_takes_it_from_ministry_and_panel_and_what_was_forwarded_comes_straight_back(
    call, part, officer
):
    student = make_guardian(make_person(make_institution())).person
    nomination = submit(make_nomination(call, student), make_coordinator(student.institution))
    answer_consent(nomination.consent)
    answer_consent(nomination.consent, ConsentDecision.WITHDRAWN)
    assert state_of(nomination) == NominationState.SUBMITTED
    with pytest.raises(Refused, match="no longer before the ministry"):
        forward(part, nomination.key, officer)
    answer_consent(nomination.consent)
    assert state_of(nomination) == NominationState.WITH_MINISTRY
    forward(part, nomination.key, officer)
    answer_consent(nomination.consent, ConsentDecision.WITHDRAWN)
    assert state_of(nomination) == NominationState.SUBMITTED
    answer_consent(nomination.consent)
    assert state_of(nomination) == NominationState.READY, "the ministry has spoken already"


def test_a_call_without_that_stage_has_its_nominations_ready_at_once(db):
    nomination = make_nomination(make_call(consents_required=[]))
    assert submit(nomination, make_coordinator(nomination.institution)).state == NominationState.READY


def test_taken_back_to_a_draft_what_the_ministry_did_is_undone(call, part, officer):
    nomination, = before_ministry(call)
    rank(part, {nomination.key: 1}, officer)
    forward(part, nomination.key, officer)
    draft = back_to_draft(Nomination.objects.get(pk=nomination.pk), make_coordinator(nomination.institution))
    assert (draft.forwarded_at, draft.ministry_rank) == (None, None)


@pytest.mark.parametrize("state", [NominationState.WITH_MINISTRY, NominationState.NOT_FORWARDED])
def test_it_is_withdrawn_in_the_ministrys_stage_too(call, state):
    nomination = make_nomination(call, state=state)
    withdraw(nomination, make_coordinator(nomination.institution), "Moved away.")
    assert state_of(nomination) == NominationState.WITHDRAWN


# --- ranking -----------------------------------------------------------------------------


def test_the_order_is_made_by_moving_and_by_typing_places(call, part, officer):
    a, b, c = before_ministry(call, 3)
    before_ministry(call, country="VN")
    assert order(part) == [a, b, c]
    shift(part, c.key, -1, officer)
    assert order(part) == [a, c, b]
    rank(part, {b.key: 1}, officer)
    assert order(part) == [b, a, c]
    assert Entry.objects.about(call).filter(act="ranked by the ministry").first().detail["country"] == "LA"


@given(keys, st.data())
def test_typed_places_are_kept_and_nobody_is_lost(listed, data):
    places = data.draw(st.dictionaries(st.sampled_from(listed), st.integers(1, 9))) if listed else {}
    after = placed(listed, places)
    assert sorted(after) == sorted(listed)
    changed = {key: place for key, place in places.items() if place != listed.index(key) + 1}
    if len(changed) == 1:
        (key, place), = changed.items()
        assert after.index(key) == min(place, len(listed)) - 1
    still = [key for key in listed if key not in changed]
    assert [key for key in after if key in still] == still


@given(keys, st.data())
def test_up_and_down_again_changes_nothing(listed, data):
    if len(listed) > 1:
        key = data.draw(st.sampled_from(listed[1:]))
        assert moved(moved(listed, key, -1), key, 1) == listed
    assert moved(listed, "none of them", 1) == listed


# --- forwarding --------------------------------------------------------------------------


def test_the_best_n_are_forwarded_and_can_be_taken_back_until_the_deadline(call, part, officer):
    a, b, c = before_ministry(call, 3)
    shift(part, c.key, -1, officer)
    assert forward_best(part, 2, officer) == [a, c]
    assert [state_of(each) for each in (a, b, c)] == ["ready", "with_ministry", "ready"]
    take_back(part, a.key, officer)
    assert state_of(a) == NominationState.WITH_MINISTRY
    with pytest.raises(Refused, match="over"):
        take_back(part, c.key, officer, moment=call.ministries_close_at)


def test_no_more_are_forwarded_than_the_call_allows(call, part, officer):
    a, b, c = before_ministry(call, 3)
    with pytest.raises(Refused, match="may forward 2"):
        forward_best(part, 3, officer)
    forward(part, c.key, officer)
    with pytest.raises(Refused, match="would make it 3"):
        forward_best(part, 2, officer)
    assert forward_best(part, 1, officer) == [a]
    with pytest.raises(Refused, match="may forward 2"):
        forward(part, b.key, officer)
    withdraw(c, make_coordinator(c.institution), "Moved away.")
    forward(part, b.key, officer)


def test_what_the_panel_has_begun_with_stays_with_it(call, part, officer):
    nomination, = before_ministry(call)
    forward(part, nomination.key, officer)
    call.state = CallState.REVIEWING
    call.save()
    with pytest.raises(Refused, match="panel has begun"):
        take_back(part, nomination.key, officer)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_officers_who_forward_at_once_never_forward_more_than_allowed():
    call = make_call(ministry_stage=True, forwarded_per_ministry=3)
    call.ministries_close_at = call.closes_at + timedelta(days=10)
    call.save()
    part, there = MinistrysPart(call, "LA"), before_ministry(call, 8)
    officers = [make_officer("LA") for _ in there]
    at_once([lambda n=n, by=by: forward(part, n.key, by) for n, by in zip(there, officers, strict=True)])
    assert Nomination.objects.filter(call=call, state=NominationState.READY).count() == 3


# --- the deadline ------------------------------------------------------------------------


def passed(call) -> None:
    """The ministries' deadline was a minute ago."""
    now = timezone.now()
    call.opens_at, call.closes_at = now - timedelta(days=9), now - timedelta(days=2)
    call.ministries_close_at = now - timedelta(minutes=1)
    call.save()


def test_at_the_deadline_the_rest_is_out_and_the_school_reads_why(call, part, officer, outbox):
    a, b, c = before_ministry(call, 3)
    coordinators = [make_coordinator(each.institution) for each in (a, b, c)]
    forward(part, a.key, officer)
    say_why(part, {b.key: "Taken part twice already."}, officer)
    assert settle_due(timezone.now()) == 0
    passed(call)
    assert settle_due(timezone.now()) == 2
    assert [state_of(each) for each in (a, b, c)] == ["ready", "not_forwarded", "not_forwarded"]
    mails = {message.to: message.body for message in outbox()}
    assert "With the panel now" in mails[coordinators[0].email]
    assert "Taken part twice already." in mails[coordinators[1].email]
    assert "may forward 2 nominations" in mails[coordinators[2].email]
    settle_due(timezone.now())
    assert len(outbox()) == 3, "each is told once"


def test_a_country_without_a_verified_ministry_loses_nothing_by_that(call):
    there, = before_ministry(call, country="TH")
    passed(call)
    settle_due(timezone.now())
    assert state_of(there) == NominationState.READY


def test_the_organiser_ranks_in_place_of_a_missing_ministry_only(call, signed_in, officer):
    there, = before_ministry(call, country="TH")
    office = signed_in(make_organiser(call.institution))
    page = reverse("forwarding", kwargs={"key": call.key, "country": "TH"})
    assert "no verified ministry" in office.get(page).content.decode()
    office.post(page, {"forward": there.key})
    assert state_of(there) == NominationState.READY
    assert office.get(reverse("forwarding", kwargs={"key": call.key, "country": "LA"})).status_code == 403


def test_consent_that_comes_after_the_deadline_is_settled_too_and_the_organiser_may_send_it_on(call, officer):
    student = make_guardian(make_person(make_institution())).person
    nomination = submit(make_nomination(call, student), make_coordinator(student.institution))
    passed(call)
    answer_consent(nomination.consent)
    settle_due(timezone.now())
    nomination.refresh_from_db()
    assert nomination.state == NominationState.NOT_FORWARDED
    organiser = make_organiser(call.institution)
    with pytest.raises(Refused, match="Say why"):
        forward_late(nomination, organiser, " ")
    assert forward_late(nomination, organiser, "The consent was on paper.").state == NominationState.READY


def test_officers_are_told_when_schools_have_done_and_before_their_deadline_once_each(call, officer, outbox):
    before_ministry(call, 2)
    make_officer("VN")
    assert remind_ministries(timezone.now()) == 0
    assert remind_ministries(call.closes_at) == 1
    assert remind_ministries(call.closes_at + timedelta(hours=1)) == 0
    assert remind_ministries(call.ministries_close_at - timedelta(days=3)) == 1
    assert remind_ministries(call.ministries_close_at - timedelta(days=1)) == 0
    assert {message.to for message in outbox()} == {officer.email}
    assert "2 nominations" in outbox()[0].subject


# --- pages -------------------------------------------------------------------------------


def test_an_officer_ranks_and_forwards_by_page_and_is_told_what_waits(call, part, officer, signed_in):
    a, b, c = before_ministry(call, 3)
    client = signed_in(officer)
    assert "To rank and forward" in client.get("/").content.decode()
    assert call.title in client.get(reverse("ministry_calls")).content.decode()
    page = reverse("forwarding", kwargs={"key": call.key, "country": "LA"})
    client.post(page, {"down": a.key})
    assert order(part) == [b, a, c]
    client.post(page, {
        f"place-{b.key}": "1", f"place-{a.key}": "3", f"place-{c.key}": "3", f"words-{a.key}": "Next year.",
        "n": "2", "forward-best": "yes",
    })
    assert order(part) == [b, c, a]
    assert [state_of(each) for each in (a, b, c)] == ["with_ministry", "ready", "ready"]
    assert Nomination.objects.get(pk=a.pk).ministry_words == "Next year."
    refused = client.post(page, {"forward": a.key}, HTTP_HX_REQUEST="true").content.decode()
    assert "may forward 2" in refused
    client.post(page, {"take-back": b.key})
    assert state_of(b) == NominationState.WITH_MINISTRY
    assert "Next year." in client.get(page).content.decode()


def test_the_ministrys_page_takes_no_more_queries_for_more_nominations(
    call, officer, signed_in, django_assert_max_num_queries
):
    client = signed_in(officer)
    for n in (2, 12):
        before_ministry(call, n)
        with django_assert_max_num_queries(16):
            client.get(reverse("forwarding", kwargs={"key": call.key, "country": "LA"}))


def test_an_officer_reads_a_nomination_only_while_it_is_before_the_ministry_or_was_forwarded(call, officer, signed_in):
    nomination, = before_ministry(call)
    client, page = signed_in(officer), reverse("nomination", kwargs={"key": nomination.key})
    assert client.get(page).status_code == 200
    for state in (NominationState.SUBMITTED, NominationState.DRAFT, NominationState.WITHDRAWN):
        Nomination.objects.filter(pk=nomination.pk).update(state=state)
        assert client.get(page).status_code == 403
    assert signed_in(make_officer("VN")).get(page).status_code == 403


def test_the_organiser_sees_how_far_the_ministries_are_and_sends_on_with_a_reason(call, signed_in, officer):
    nomination, = before_ministry(call)
    office = signed_in(make_organiser(call.institution))
    assert "Before the ministry" in office.get(reverse("organise_call", kwargs={"key": call.key})).content.decode()
    Nomination.objects.filter(pk=nomination.pk).update(state=NominationState.NOT_FORWARDED)
    late = reverse("forward_late", kwargs={"key": nomination.key})
    assert "Send it on" in office.get(reverse("nomination", kwargs={"key": nomination.key})).content.decode()
    office.post(late, {"reason": "An error of ours."})
    assert state_of(nomination) == NominationState.READY
