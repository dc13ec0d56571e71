"""Cancelling while others press."""

import pytest

from core.audit.lifecycle import Refused
from core.mail.models import Message
from events.calling_off.cancel import cancel_edition, finish_cancelling
from events.calling_off.tasks import finish_cancelled_edition, look_after_cancelled_editions
from events.payments.ledger import owed, unbalanced
from events.payments.models import Fee, Order, Terms
from events.payments.orders import make_order
from events.programmes.models import Edition, EditionState
from events.registration.models import Place, Registration
from events.registration.places import register_at_open_place
from tests.concurrency import at_once
from tests.factories import make_coordinator, make_edition, make_organiser, make_person, make_registration

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_two_workers_that_finish_the_same_cancellation_give_everything_back_once():
    edition = make_edition()
    Terms.objects.create(edition=edition, issuer=edition.host)
    Fee.objects.create(edition=edition, amount=1000)
    for _number in range(6):
        registration = make_registration(edition)
        make_order(edition, registration.institution, [registration], make_coordinator(registration.institution))
    organiser = make_organiser(edition.programme.institution)
    cancel_edition(edition, organiser, "The typhoon.")
    answers = at_once([lambda: finish_cancelling(Edition.objects.get(pk=edition.pk))] * 3)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert sum(answers) == 6
    assert [owed(order) for order in Order.objects.all()] == [0] * 6
    assert not unbalanced(edition)
    assert Message.objects.count() == Message.objects.values("to").distinct().count() == 7


def test_cancelled_at_once_by_two_it_is_cancelled_once():
    edition = make_edition()
    organiser = make_organiser(edition.programme.institution)
    answers = at_once([
        lambda: cancel_edition(Edition.objects.get(pk=edition.pk), organiser, "The typhoon.")
    ] * 4)
    assert sum(isinstance(answer, Refused) for answer in answers) == 3
    assert Edition.objects.get(pk=edition.pk).state == EditionState.CANCELLED


def test_who_takes_a_place_while_it_is_cancelled_has_none_in_the_end():
    edition = make_edition(open_registration=True)
    organiser = make_organiser(edition.programme.institution)
    Place.objects.bulk_create(Place(edition=edition) for _number in range(12))
    people = [make_person() for _number in range(12)]
    coordinators = {person.pk: make_coordinator(person.institution) for person in people}
    at_once([
        *(lambda person=person: register_at_open_place(edition, person, coordinators[person.pk]) for person in people),
        lambda: cancel_edition(Edition.objects.get(pk=edition.pk), organiser, "The typhoon."),
    ])
    finish_cancelled_edition.call(edition.pk)
    while look_after_cancelled_editions.call():
        finish_cancelled_edition.call(edition.pk)
    assert not Registration.objects.live().filter(edition=edition).exists()
    assert not Place.objects.filter(edition=edition, registration__isnull=False).exists()
