"""Registering a person, by whatever way they come, and what their consent means for it."""

import pytest
from django.utils import timezone

from core.audit.lifecycle import Refused
from core.audit.models import Entry
from events.programmes.models import EditionState
from events.registration.giving_up import give_up
from events.registration.models import Delegation, Place, Registration, RegistrationState
from events.registration.register import cancel, register
from talent.offers.models import Offer, OfferState
from talent.offers.offers import accept, take_back
from talent.offers.signals import OfferAccepted, offer_accepted
from talent.people.models import ConsentDecision, ConsentRequest
from tests.factories import (
    answer_consent,
    make_call,
    make_consent_request,
    make_coordinator,
    make_decided_call,
    make_edition,
    make_guardian,
    make_nomination,
    make_person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return make_edition(consents_required=["taking_part"], consents_optional=["photographs", "name"])


@pytest.fixture
def student():
    return make_guardian().person


def accepted_offer(edition, **nominated) -> Offer:
    """An offer of a call that the edition uses, accepted."""
    call = make_call()
    edition.calls.add(call)
    nomination = make_nomination(call, state="selected", **nominated)
    offer = Offer.objects.create(
        nomination=nomination, call=call, deadline=timezone.now(), state=OfferState.ACCEPTED
    )
    offer_accepted.send(Offer, accepted=OfferAccepted(offer, "student by signed link"))
    return offer


def test_a_student_waits_for_consent_and_is_confirmed_when_it_is_given(edition, student, user, run_tasks):
    registration = register(edition, student, by=user)
    assert registration.state == RegistrationState.WAITING_CONSENT
    run_tasks()
    registration.refresh_from_db()
    assert registration.consent.items.count() == 3
    answer_consent(registration.consent)
    registration.refresh_from_db()
    assert registration.state == RegistrationState.CONFIRMED


def test_an_item_that_is_not_required_may_be_refused(edition, student, user, run_tasks):
    registration = register(edition, student, by=user)
    run_tasks()
    request = ConsentRequest.objects.get()
    answer_consent(request, ConsentDecision.REFUSED, kinds=["name"])
    answer_consent(request, ConsentDecision.GIVEN, kinds=["taking_part"])
    registration.refresh_from_db()
    assert registration.state == RegistrationState.CONFIRMED


def test_a_withdrawn_consent_unconfirms_in_the_same_act_and_the_school_is_told(
    edition, student, user, run_tasks, outbox
):
    coordinator = make_coordinator(student.institution)
    registration = register(edition, student, by=user)
    run_tasks()
    request = ConsentRequest.objects.get()
    answer_consent(request)
    confirmed = [message for message in outbox() if message.subject == f"{student} is confirmed for {edition}"]
    assert [message.to for message in confirmed] == [coordinator.email]
    answer_consent(request, ConsentDecision.WITHDRAWN, kinds=["taking_part"])
    registration.refresh_from_db()
    assert registration.state == RegistrationState.WAITING_CONSENT
    assert [message.to for message in outbox() if message.subject.startswith("Consent lacks")] == [coordinator.email]
    moves = Entry.objects.about(registration).filter(act="moved")
    assert [entry.to_state for entry in moves] == ["waiting_consent", "confirmed"]


def test_an_edition_without_consents_confirms_at_once_and_asks_nobody(student, user, run_tasks):
    assert register(make_edition(), student, by=user).state == RegistrationState.CONFIRMED
    assert run_tasks() == 0


def test_a_teacher_is_confirmed_without_consent(edition, user):
    teacher = make_person(role="teacher")
    registration = register(edition, teacher, by=user)
    assert (registration.role, registration.state) == ("teacher", RegistrationState.CONFIRMED)


def test_registering_twice_gives_the_same_registration(edition, student, user):
    assert register(edition, student, by=user) == register(edition, student, by="scheduler")
    assert Registration.objects.count() == 1
    assert Entry.objects.filter(act="registered").count() == 1


def test_an_archived_edition_takes_nobody(student, user):
    with pytest.raises(Refused, match="archived"):
        register(make_edition(state=EditionState.ARCHIVED), student, by=user)


def test_each_country_gets_one_delegation_under_its_three_letters(user):
    edition = make_edition()
    for country in ("LA", "LA", "RU"):
        register(edition, make_person(country=country), by=user)
    delegations = {each.code: each.registrations.count() for each in Delegation.objects.all()}
    assert delegations == {"LAO": 2, "RUS": 1}
    assert Delegation.objects.get(code="LAO").name == "Laos"


def test_a_speaker_belongs_to_no_delegation(user):
    assert register(make_edition(), make_person(role="expert"), by=user).delegation is None


def test_asking_for_consent_twice_asks_once(edition, student, user, run_tasks):
    from events.registration.tasks import ask_for_consent

    registration = register(edition, student, by=user)
    ask_for_consent.enqueue(registration.pk)
    run_tasks()
    assert ConsentRequest.objects.count() == 1


def test_an_accepted_offer_registers_for_every_edition_that_uses_the_call(user):
    first, archived = make_edition(), make_edition(state=EditionState.ARCHIVED)
    second = make_edition()
    call = make_call()
    for each in (first, second, archived):
        each.calls.add(call)
    nomination = make_nomination(call, state="selected")
    offer = Offer.objects.create(nomination=nomination, call=call, deadline=timezone.now(), state=OfferState.ACCEPTED)
    offer_accepted.send(Offer, accepted=OfferAccepted(offer, user))
    registrations = Registration.objects.filter(offer=offer)
    assert {each.edition for each in registrations} == {first, second}
    assert {each.person for each in registrations} == {nomination.nominee}


def test_an_accepted_offer_takes_over_the_nominations_consent(edition, student, run_tasks):
    request = answer_consent(make_consent_request(student))
    accepted_offer(edition, nominee=student, consent=request)
    registration = Registration.objects.get()
    assert registration.consent == request
    assert registration.state == RegistrationState.CONFIRMED
    run_tasks()
    assert ConsentRequest.objects.count() == 1
    answer_consent(request, ConsentDecision.WITHDRAWN, kinds=["taking_part"])
    assert Registration.objects.get().state == RegistrationState.WAITING_CONSENT


def test_a_nominations_consent_that_lacks_what_the_edition_requires_is_asked_for_anew(student, run_tasks):
    edition = make_edition(consents_required=["medical"])
    request = answer_consent(make_consent_request(student))
    accepted_offer(edition, nominee=student, consent=request)
    assert Registration.objects.get().state == RegistrationState.WAITING_CONSENT
    run_tasks()
    registration = Registration.objects.get()
    required = set(registration.consent.items.filter(required=True).values_list("kind", flat=True))
    assert required == {"medical", "taking_part"}
    answer_consent(registration.consent)
    assert Registration.objects.get().state == RegistrationState.CONFIRMED


def test_an_offer_taken_back_cancels_what_came_of_it_and_the_school_is_told_once(user, outbox):
    edition, coordinator = make_edition(), make_coordinator()
    student = make_person(coordinator.memberships.get().institution)
    offer = accepted_offer(edition, nominee=student)
    take_back(offer, user, "Ill")
    assert Registration.objects.get().state == RegistrationState.CANCELLED
    [letter] = [message for message in outbox() if message.to == coordinator.email]
    assert "Ill" in letter.body


def test_giving_up_a_place_that_came_by_an_offer_takes_the_offer_back(user):
    offer = accepted_offer(make_edition())
    give_up(Registration.objects.get(), user, "Ill")
    offer.refresh_from_db()
    assert offer.state == OfferState.WITHDRAWN
    assert Registration.objects.get().state == RegistrationState.CANCELLED


def test_giving_up_one_of_two_editions_keeps_the_offer_for_the_other(user):
    first, second = make_edition(), make_edition()
    offer = accepted_offer(first)
    second.calls.add(offer.call)
    register(second, offer.nomination.nominee, by=user, offer=offer)
    give_up(Registration.objects.get(edition=first), user, "Ill")
    offer.refresh_from_db()
    assert offer.state == OfferState.ACCEPTED
    assert Registration.objects.get(edition=second).state == RegistrationState.CONFIRMED
    give_up(Registration.objects.get(edition=second), user, "Ill")
    offer.refresh_from_db()
    assert offer.state == OfferState.WITHDRAWN


def test_a_place_given_up_goes_to_the_next_on_the_waiting_list(user):
    call = make_decided_call(1, 1)
    make_edition().calls.add(call)
    accept(call.offers.get(), user)
    give_up(Registration.objects.get(), user, "Ill")
    assert call.offers.filter(state=OfferState.OFFERED).count() == 1
    with pytest.raises(Refused):
        give_up(Registration.objects.get(), user, "Again")


def test_cancelling_frees_the_place_and_closes_consent_that_nothing_else_needs(edition, student, user, run_tasks):
    registration = register(edition, student, by=user)
    Place.objects.create(edition=edition, role="student", registration=registration)
    run_tasks()
    registration.refresh_from_db()
    cancel(registration, user, "Ill")
    assert Place.objects.get().registration is None
    assert ConsentRequest.objects.get().closed_at is not None
    assert register(edition, student, by=user).pk != registration.pk


def test_cancelling_leaves_a_nominations_consent_open(edition, student, user):
    request = answer_consent(make_consent_request(student))
    accepted_offer(edition, nominee=student, consent=request)
    cancel(Registration.objects.get(), user, "Ill")
    assert ConsentRequest.objects.get().closed_at is None


def test_consent_given_after_the_cancellation_changes_nothing(edition, student, user):
    request = make_consent_request(student)
    accepted_offer(edition, nominee=student, consent=request)
    cancel(Registration.objects.get(), user, "Ill")
    answer_consent(request)
    assert Registration.objects.get().state == RegistrationState.CANCELLED
