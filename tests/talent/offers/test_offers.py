"""Offers from sending to answer, and what the waiting list makes of each end."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from core.audit.lifecycle import Refused
from core.mail.models import Message
from talent.institutions.models import Membership
from talent.nominations.models import Nomination, NominationState
from talent.nominations.withdraw import withdraw
from talent.offers import offers
from talent.offers.models import Offer, OfferState
from talent.offers.promotion import default_deadline, free_places, promote
from talent.offers.signals import offer_accepted, offer_taken_back
from talent.people.models import ConsentRequest, ConsentStanding
from talent.people.signals import ConsentChanged, consent_changed
from talent.selection.models import Proposal
from tests.factories import make_call, make_decided_call, make_guardian, make_offer, make_organiser, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return make_organiser()


@pytest.fixture
def heard():
    """What the floors above hear, in order."""
    said = []

    def hear_accepted(sender, accepted, **kwargs):
        said.append(("accepted", accepted.offer.pk, accepted.by))

    def hear_taken_back(sender, taken_back, **kwargs):
        said.append(("taken back", taken_back.offer.pk, taken_back.reason))

    offer_accepted.connect(hear_accepted, weak=False)
    offer_taken_back.connect(hear_taken_back, weak=False)
    yield said
    offer_accepted.disconnect(hear_accepted)
    offer_taken_back.disconnect(hear_taken_back)


def states(call) -> list[str]:
    """Each nomination's state in rank order, or its last offer's."""
    found = []
    for nomination in call.nominations.order_by("pk"):
        last = nomination.offers.order_by("pk").last()
        found.append(last.state if last else nomination.state)
    return found


def first_offer(call) -> Offer:
    return call.offers.order_by("pk").first()


def coordinator(offer):
    return Membership.objects.get(institution=offer.nomination.institution).user


def consent_of(nomination, standing) -> ConsentRequest:
    nomination.consent = ConsentRequest.objects.create(
        person=nomination.nominee, purpose="Camp", organiser=nomination.call.institution, standing=standing
    )
    nomination.save()
    return nomination.consent


def test_offers_go_to_everybody_selected_once_with_mails_to_school_and_guardians(organiser, outbox):
    call = make_decided_call(offered=False)
    chosen = call.nominations.filter(state=NominationState.SELECTED).order_by("pk")
    guardian = make_guardian(chosen[0].nominee)
    make_guardian(chosen[0].nominee, email="")
    deadline = timezone.now() + timedelta(days=3)
    sent = offers.send_offers(call, deadline, organiser)
    assert [(each.nomination, each.deadline, each.state) for each in sent] == [
        (nomination, deadline, "offered") for nomination in chosen
    ]
    told = {message.to: message.body for message in outbox()}
    assert set(told) == {*(coordinator(each).email for each in sent), guardian.email}
    assert f"/offers/{sent[0].key}/" in told[coordinator(sent[0]).email]
    assert "/offers/link/" in told[guardian.email]
    with pytest.raises(Refused, match="Nobody is selected"):
        offers.send_offers(call, deadline, organiser)


def test_a_nominee_of_age_is_told_in_place_of_the_guardians(organiser, outbox):
    call = make_decided_call(1, 0, offered=False)
    nominee = call.nominations.get().nominee
    make_guardian(nominee)
    type(nominee).objects.filter(pk=nominee.pk).update(birth_date="2000-01-01", email="grown@example.org")
    offers.send_offers(call, timezone.now() + timedelta(days=3), organiser)
    assert "grown@example.org" in {message.to for message in outbox()}
    assert not any("guardian" in message.to for message in outbox())


def test_no_offer_is_sent_with_a_deadline_that_has_passed_or_before_the_decision(organiser):
    call = make_decided_call(offered=False)
    with pytest.raises(Refused, match="deadline"):
        offers.send_offers(call, timezone.now(), organiser)
    with pytest.raises(Refused, match="decided"):
        offers.send_offers(make_call(), timezone.now() + timedelta(days=1), organiser)


def test_whose_consent_does_not_stand_gets_no_offer_and_holds_no_place(organiser):
    call = make_decided_call(2, 1, offered=False)
    first, second, third = call.nominations.order_by("pk")
    consent_of(first, ConsentStanding.REFUSED)
    assert [each.nomination for each in offers.send_offers(call, timezone.now() + timedelta(days=3), organiser)] == [
        second
    ]
    assert promote(offers.hold_call(call)) == [third]
    assert promote(offers.hold_call(call)) == []


def test_the_usual_deadline_is_the_last_minute_of_the_day_where_the_call_is():
    call = make_call(zone="Asia/Jakarta", offer_days=7)
    moment = datetime(2026, 5, 1, 18, 0, tzinfo=UTC)  # the second of May in Jakarta
    assert default_deadline(call, moment).isoformat() == "2026-05-09T23:59:00+07:00"


def test_an_accepted_offer_is_announced_in_its_transaction(heard):
    offer = first_offer(make_decided_call())
    user = coordinator(offer)
    accepted = offers.accept(offer, user)
    assert (accepted.state, accepted.answered_at is not None) == ("accepted", True)
    assert heard == [("accepted", offer.pk, user)]
    assert Nomination.objects.get(pk=offer.nomination_id).state == NominationState.SELECTED


def test_when_a_receiver_refuses_nothing_has_happened(heard):
    offer = first_offer(make_decided_call())

    def refuse(sender, accepted, **kwargs):
        raise Refused("The camp was cancelled.")

    offer_accepted.connect(refuse, weak=False)
    try:
        with pytest.raises(Refused, match="cancelled"):
            offers.accept(offer, coordinator(offer))
    finally:
        offer_accepted.disconnect(refuse)
    offer.refresh_from_db()
    assert (offer.state, offer.answered_at) == ("offered", None)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("end", "words"),
    [("accepted", "accepted already"), ("declined", "declined already"), ("expired", "not answered in time"),
     ("withdrawn", "withdrawn")],
)
def test_an_offer_that_has_ended_is_neither_accepted_nor_declined(end, words):
    offer = first_offer(make_decided_call())
    Offer.objects.filter(pk=offer.pk).update(state=end)
    for act in (offers.accept, offers.decline):
        with pytest.raises(Refused, match=words):
            act(offer, coordinator(offer))


def test_an_offer_is_not_accepted_in_the_second_of_its_deadline_but_in_the_one_before():
    call = make_decided_call()
    first, second = call.offers.order_by("pk")
    with pytest.raises(Refused, match="earlier"):
        offers.accept(first, coordinator(first), first.deadline)
    offers.accept(second, coordinator(second), second.deadline - timedelta(seconds=1))


def test_no_offer_is_accepted_without_the_consent():
    offer = first_offer(make_decided_call())
    consent_of(offer.nomination, ConsentStanding.WAITING)
    with pytest.raises(Refused, match="consent"):
        offers.accept(offer, coordinator(offer))


def test_a_declined_place_goes_to_the_next_with_an_offer_and_mails(outbox):
    call = make_decided_call(2, 2)
    offer = first_offer(call)
    offers.decline(offer, coordinator(offer), "She is ill.")
    assert states(call) == ["declined", "offered", "offered", "waiting_list"]
    new = call.offers.order_by("pk").last()
    assert new.deadline == default_deadline(call)
    assert {coordinator(new).email, coordinator(offer).email} == {message.to for message in outbox()}
    assert "waiting list" in next(message.body for message in outbox() if message.to == coordinator(new).email)


def test_quotas_stay_true_when_somebody_declines():
    call = make_decided_call(2, 2)
    nominations = list(call.nominations.order_by("pk"))
    for nomination in (nominations[1], nominations[3]):
        type(nomination.nominee).objects.filter(pk=nomination.nominee_id).update(country="VN")
    Proposal.objects.update(quotas=[{"attribute": "country", "value": "VN", "minimum": 1, "maximum": None}])
    offer = nominations[1].offers.get()
    offers.decline(offer, coordinator(offer))
    assert states(call) == ["offered", "declined", "waiting_list", "offered"]


def test_two_free_places_are_filled_by_two_declines():
    call = make_decided_call(2, 3)
    for offer in call.offers.order_by("pk"):
        offers.decline(offer, coordinator(offer))
    assert states(call) == ["declined", "declined", "offered", "offered", "waiting_list"]


def test_due_offers_expire_and_the_next_come_in(outbox):
    call = make_decided_call(2, 2)
    offer = first_offer(call)
    Offer.objects.filter(pk=offer.pk).update(deadline=timezone.now() - timedelta(minutes=1))
    assert offers.expire_due() == 1
    assert offers.expire_due() == 0
    assert states(call) == ["expired", "offered", "offered", "waiting_list"]
    assert any("not answered" in m.body or "expired" in m.body for m in outbox())


def test_a_taken_back_offer_cancels_what_came_of_it_and_frees_the_place(organiser, heard):
    call = make_decided_call(1, 1)
    offer = first_offer(call)
    offers.accept(offer, coordinator(offer))
    with pytest.raises(Refused, match="why"):
        offers.take_back(offer, organiser, "")
    offers.take_back(offer, organiser, "Visa refused.")
    assert heard[1:] == [("taken back", offer.pk, "Visa refused.")]
    assert states(call) == ["withdrawn", "offered"]


def test_taking_back_an_open_offer_announces_nothing(organiser, heard):
    call = make_decided_call(1, 1)
    offers.take_back(first_offer(call), organiser, "A mistake.")
    assert heard == []
    assert states(call) == ["withdrawn", "offered"]


def test_a_mistaken_decline_can_be_offered_again_only_while_a_place_is_free(organiser):
    call = make_decided_call(1, 0)
    offer = first_offer(call)
    offers.decline(offer, coordinator(offer))
    later = timezone.now() + timedelta(days=2)
    again = offers.offer_again(offer.nomination, later, organiser)
    assert (again.nomination, again.state) == (offer.nomination, "offered")
    with pytest.raises(Refused, match="offer already"):
        offers.offer_again(offer.nomination, later, organiser)
    full = make_decided_call(1, 1)
    lost = first_offer(full)
    offers.decline(lost, coordinator(lost))
    with pytest.raises(Refused, match="No place is free"):
        offers.offer_again(lost.nomination, later, organiser)


def test_a_withdrawn_nominee_makes_room(heard):
    call = make_decided_call(3, 3)
    accepted, offered, unsent = call.nominations.filter(state="selected").order_by("pk")
    unsent.offers.all().delete()
    offers.accept(accepted.offers.get(), coordinator(accepted.offers.get()))
    for nomination in (accepted, offered, unsent):
        withdraw(nomination, coordinator(nomination.call.offers.first()), "Moves away.")
    assert states(call) == ["withdrawn", "withdrawn", "withdrawn", "offered", "offered", "offered"]
    assert ("taken back", accepted.offers.get().pk, "Moves away.") in heard


def test_a_withdrawal_before_offers_are_sent_moves_the_next_up_without_an_offer(outbox):
    call = make_decided_call(1, 1, offered=False)
    withdraw(call.nominations.get(state="selected"), make_organiser(), "Moves away.")
    assert states(call) == ["withdrawn", "selected"]
    assert "selected now" in outbox()[-1].body
    assert free_places(call) == 0


def test_consent_refused_after_selection_ends_an_open_offer_and_leaves_an_accepted_one(heard):
    call = make_decided_call(2, 1)
    first, second = call.offers.order_by("pk")
    offers.accept(first, coordinator(first))
    for offer in (first, second):
        request = consent_of(offer.nomination, ConsentStanding.REFUSED)
        consent_changed.send(ConsentRequest, changed=ConsentChanged(request, "given", "refused"))
    assert states(call) == ["accepted", "withdrawn", "offered"]


def test_who_waits_without_consent_is_passed_over_until_it_is_given():
    call = make_decided_call(1, 1)
    waiting = call.nominations.get(state="waiting_list")
    request = consent_of(waiting, ConsentStanding.WAITING)
    offer = first_offer(call)
    offers.decline(offer, coordinator(offer))
    assert states(call) == ["declined", "waiting_list"]
    ConsentRequest.objects.update(standing=ConsentStanding.GIVEN)
    consent_changed.send(ConsentRequest, changed=ConsentChanged(request, "waiting", "given"))
    assert states(call) == ["declined", "offered"]


def test_schools_are_reminded_once_two_days_before_the_end(outbox):
    call = make_decided_call(2, 0)
    offer, other = call.offers.order_by("pk")
    assert offers.remind_due(offer.deadline - timedelta(days=2, minutes=5)) == 0
    Offer.objects.filter(pk=other.pk).update(state=OfferState.ACCEPTED)
    assert offers.remind_due(offer.deadline - timedelta(days=1)) == 1
    assert offers.remind_due(offer.deadline - timedelta(hours=1)) == 0
    assert [message.to for message in outbox()] == [coordinator(offer).email]


def test_a_short_offer_is_not_reminded_of_at_once():
    call = make_decided_call(1, 0, offered=False)
    make_offer(call.nominations.get(), deadline=timezone.now() + timedelta(days=1))
    assert offers.remind_due(timezone.now() + timedelta(hours=1)) == 0
    assert offers.remind_due(timezone.now() + timedelta(hours=13)) == 1


def test_an_archived_call_promotes_nobody():
    call = make_decided_call(1, 1)
    type(call).objects.update(state="archived")
    offer = first_offer(call)
    offers.decline(offer, coordinator(offer))
    assert states(call) == ["declined", "waiting_list"]


def test_a_nominee_without_a_school_coordinator_hinders_nothing():
    call = make_decided_call(1, 1)
    Membership.objects.all().delete()
    assert make_person().pk
    assert offers.decline(first_offer(call), "guardian by signed link").state == "declined"


def test_one_offer_that_cannot_expire_hinders_no_other(caplog):
    call, broken = make_decided_call(1, 1), make_decided_call(1, 1)
    Offer.objects.update(deadline=timezone.now() - timedelta(minutes=1))
    Proposal.objects.filter(call=broken).update(quotas=["not a quota"])
    assert offers.expire_due() == 1
    assert states(call) == ["expired", "offered"]
    assert states(broken) == ["offered", "waiting_list"]
    assert "could not be expired" in caplog.text


def test_a_place_that_stayed_free_is_filled_by_the_periodic_work():
    call = make_decided_call(2, 1)
    Offer.objects.filter(pk=first_offer(call).pk).update(state=OfferState.DECLINED)
    assert offers.fill_free_places() == 1
    assert offers.fill_free_places() == 0
    assert states(call) == ["declined", "offered", "offered"]


def test_a_solver_that_fails_leaves_the_place_free_and_the_answer_given(monkeypatch):
    call = make_decided_call(1, 1)
    monkeypatch.setattr("talent.selection.programme.SECONDS", 0.0)
    offer = first_offer(call)
    offers.decline(offer, coordinator(offer))
    assert states(call)[0] == "declined"
