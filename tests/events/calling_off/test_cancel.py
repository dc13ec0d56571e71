"""Cancelling an edition: everybody is told once, every place ends, everything is given back, nobody moves up."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.audit.lifecycle import NotAllowed, Refused
from core.mail.models import Message
from events.calling_off.cancel import cancel_edition, finish_cancelling
from events.calling_off.consequences import consequences
from events.calling_off.readers import readers_of
from events.calling_off.tasks import look_after_cancelled_editions
from events.payments.ledger import Amount, owed, post, unbalanced
from events.payments.models import Account, Extra, Fee, Order, Refund, Terms
from events.payments.orders import make_order
from events.programmes.calendar import edition_calendar
from events.programmes.models import Edition, EditionState
from events.programmes.publication import archive
from events.registration.models import Place, Registration, RegistrationState
from events.registration.register import cancel, register
from talent.calls.models import Call, CallState
from talent.nominations.models import NominationState
from talent.offers.models import Offer, OfferState
from talent.offers.offers import accept, fill_free_places
from tests.factories import (
    make_coordinator,
    make_decided_call,
    make_edition,
    make_guardian,
    make_institution,
    make_offer,
    make_organiser,
    make_person,
    make_registration,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    """It costs 100.00 and gives back half of what is given up."""
    edition = make_edition()
    Terms.objects.create(
        edition=edition, currency="SGD", issuer=edition.host, refund_steps=[{"days": 0, "percent": "50"}]
    )
    Fee.objects.create(edition=edition, amount=10000)
    return edition


@pytest.fixture
def organiser(edition):
    return make_organiser(edition.programme.institution)


@pytest.fixture
def client(signed_in, organiser):
    return signed_in(organiser)


def ordered(edition: Edition, number: int, *, paid: bool, extras: int = 0) -> Order:
    school = make_institution()
    coordinator = make_coordinator(school)
    people = [make_registration(edition, make_person(school)) for _number in range(number)]
    bought = {}
    if extras:
        bought = {Extra.objects.create(edition=edition, name="Shirt", amount=1500, stock=50): extras}
    order = make_order(edition, school, people, coordinator, extras=bought)
    if paid:
        total = owed(order)
        post(f"test:{order.key}", order, "paid", [
            Amount(Account.BANK, total), Amount(Account.RECEIVABLE, -total)
        ], coordinator)
    return order


def test_everything_paid_is_given_back_though_the_rule_gives_half(edition, organiser, run_tasks):
    paid, unpaid = ordered(edition, 2, paid=True, extras=2), ordered(edition, 1, paid=False)
    cancel_edition(edition, organiser, "The typhoon.")
    run_tasks()
    assert not Registration.objects.live().filter(edition=edition).exists()
    assert (owed(paid), owed(unpaid)) == (-23000, 0)
    assert sum(Refund.objects.filter(order=paid).values_list("amount", flat=True)) == 23000
    assert not Refund.objects.filter(order=unpaid).exists()
    assert not unbalanced(edition)


def test_the_confirmation_says_how_many_people_and_how_much_money(client, edition):
    ordered(edition, 2, paid=True, extras=2)
    ordered(edition, 1, paid=False)
    page = client.get(f"/organise/editions/{edition.key}/cancel/").content.decode()
    assert "3 people of 2 schools are registered." in page
    assert "SGD" in page
    assert "230.00" in page
    assert "100.00" in page
    assert "is no longer owed" in page


def test_it_is_cancelled_by_page_only_with_a_reason_and_a_tick(client, edition):
    address = f"/organise/editions/{edition.key}/cancel/"
    answer = client.post(address, {"reason": "The typhoon."})
    assert b"Tick this box" in answer.content
    assert b"The typhoon." in answer.content
    assert b"required" in client.post(address, {"sure": "on"}).content
    edition.refresh_from_db()
    assert edition.state == EditionState.PUBLISHED
    client.post(address, {"reason": "The typhoon.", "sure": "on"})
    edition.refresh_from_db()
    assert (edition.state, edition.notice) == (EditionState.CANCELLED, "The typhoon.")
    assert b"does not lead on" in client.get(address).content
    page = client.get(f"/editions/{edition.slug}/").content.decode()
    assert "This edition is cancelled." in page
    assert "The typhoon." in page


def test_everybody_is_told_once_and_in_their_own_language(edition, organiser, outbox, run_tasks):
    school = make_institution()
    coordinator = make_coordinator(school, language="vi")
    guardian = make_guardian(make_person(school), language="ru")
    sister = make_person(school)
    make_guardian(sister, email=guardian.email.upper())
    expert = make_person(school, email="expert@example.org")
    for person in (guardian.person, sister, expert):
        make_registration(edition, person)
    make_registration(edition, make_person(school, email="gone@example.org"), RegistrationState.CANCELLED)
    helper = make_user()
    edition.team.create(user=helper, role="assistant")
    cancel_edition(edition, organiser, "The typhoon.")
    run_tasks()
    finish_cancelling(edition)
    told = {message.to: message for message in outbox()}
    assert sorted(told) == sorted(message.to for message in outbox())
    assert set(told) == {organiser.email, helper.email, coordinator.email, guardian.email, "expert@example.org"}
    assert (told[coordinator.email].language, told[guardian.email].language) == ("vi", "ru")
    assert guardian.person.name in told[guardian.email].body
    assert sister.name in told[guardian.email].body
    assert all("The typhoon." in message.body for message in told.values())


def test_what_was_broken_off_goes_on_and_who_came_at_the_last_moment_is_found(edition, organiser, run_tasks):
    cancel_edition(edition, organiser, "The typhoon.")
    run_tasks()
    late = make_registration(edition)
    assert look_after_cancelled_editions.call() == 1
    run_tasks()
    late.refresh_from_db()
    assert late.state == RegistrationState.CANCELLED
    assert look_after_cancelled_editions.call() == 0


def test_extras_left_when_the_worker_was_stopped_are_given_back_later(edition, organiser, run_tasks):
    order = ordered(edition, 1, paid=True, extras=2)
    Edition.objects.filter(pk=edition.pk).update(state=EditionState.CANCELLED, notice="The typhoon.")
    registration = Registration.objects.get(edition=edition)
    cancel(registration, organiser, "The typhoon.")
    assert owed(order) == -10000
    assert look_after_cancelled_editions.call() == 1
    run_tasks()
    assert owed(order) == -13000
    assert look_after_cancelled_editions.call() == 0


def test_offers_end_and_nobody_moves_up(edition, organiser, run_tasks):
    call = make_decided_call(selected=2, waiting=2)
    edition.calls.add(call)
    accept(Offer.objects.filter(call=call).earliest("pk"), organiser)
    assert consequences(edition).offers == 2
    cancel_edition(edition, organiser, "The typhoon.")
    run_tasks()
    fill_free_places()
    assert set(Offer.objects.filter(call=call).values_list("state", flat=True)) == {OfferState.WITHDRAWN}
    assert Offer.objects.filter(call=call).count() == 2
    assert call.nominations.filter(state=NominationState.WAITING_LIST).count() == 2
    assert Call.objects.get(pk=call.pk).state == CallState.ARCHIVED
    assert not Registration.objects.live().filter(edition=edition).exists()


def test_a_call_that_leads_to_another_edition_too_keeps_its_offers(edition, organiser, run_tasks):
    call = make_decided_call(selected=1, waiting=1)
    other = make_edition()
    for each in (edition, other):
        each.calls.add(call)
    accept(Offer.objects.get(call=call), organiser)
    cancel_edition(edition, organiser, "The typhoon.")
    run_tasks()
    assert Offer.objects.get(call=call).state == OfferState.ACCEPTED
    assert Registration.objects.live().filter(edition=other).count() == 1
    assert not Registration.objects.live().filter(edition=edition).exists()


def test_a_cancelled_edition_takes_nobody_and_frees_its_places(edition, organiser, run_tasks):
    taken = make_registration(edition)
    Place.objects.create(edition=edition, registration=taken)
    cancel_edition(edition, organiser, "The typhoon.")
    run_tasks()
    assert Place.objects.get(edition=edition).registration is None
    with pytest.raises(Refused, match="cancelled"):
        register(edition, make_person(), by=organiser)


def test_an_offer_accepted_after_the_cancellation_registers_nobody(edition, organiser):
    call = make_decided_call(selected=1, waiting=0, offered=False)
    edition.calls.add(call)
    offer = make_offer(call.nominations.get())
    Edition.objects.filter(pk=edition.pk).update(state=EditionState.CANCELLED)
    accept(offer, organiser)
    assert not Registration.objects.filter(edition=edition).exists()


def test_a_draft_and_an_archived_edition_cannot_be_cancelled(organiser):
    for state in (EditionState.DRAFT, EditionState.ARCHIVED, EditionState.CANCELLED):
        with pytest.raises(NotAllowed):
            cancel_edition(make_edition(state=state), organiser, "The typhoon.")


def test_it_is_archived_at_once_though_its_dates_are_to_come(edition, organiser):
    cancel_edition(edition, organiser, "The typhoon.")
    archive(edition, organiser)
    assert edition.state == EditionState.ARCHIVED


def test_calendars_learn_of_it(edition, organiser):
    before = edition_calendar(edition).decode()
    cancel_edition(edition, organiser, "The typhoon.")
    after = edition_calendar(Edition.objects.get(pk=edition.pk)).decode()
    assert "STATUS:CANCELLED" in after
    assert sequence(after) > sequence(before)


def sequence(calendar: str) -> int:
    return next(int(line[9:]) for line in calendar.splitlines() if line.startswith("SEQUENCE:"))


def test_the_organisers_page_says_what_is_left_to_do(client, edition):
    make_registration(edition)
    Edition.objects.filter(pk=edition.pk).update(state=EditionState.CANCELLED)
    assert b"1 place is still to be cancelled" in client.get(f"/organise/editions/{edition.key}/").content


def test_more_people_need_no_more_queries_to_know_whom_it_concerns(edition):
    counts = []
    for _size in range(2):
        for _number in range(3):
            make_registration(edition, make_guardian(make_person(email=f"p{Message.objects.count()}@x.org")).person)
            ordered(edition, 1, paid=True)
        with CaptureQueriesContext(connection) as queries:
            consequences(edition)
            readers_of(edition)
        counts.append(len(queries))
    assert counts[0] == counts[1]
