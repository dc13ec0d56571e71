"""One offer accepted by many presses at the same moment: one registration, and everybody else is told."""

from collections import Counter

import pytest

from core.audit.lifecycle import Refused
from events.registration.models import Registration
from talent.offers import offers
from talent.offers.models import Offer
from tests.concurrency import at_once
from tests.factories import make_decided_call, make_edition, make_user


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_offer_accepted_fifty_times_at_once_is_one_registration():
    call = make_decided_call(1, 0)
    edition = make_edition()
    edition.calls.add(call)
    offer, user = call.offers.get(), make_user()
    answers = at_once([lambda: offers.accept(Offer.objects.get(pk=offer.pk), user)] * 50)
    assert Registration.objects.filter(edition=edition, person=offer.nomination.nominee).count() == 1
    assert Counter(type(answer) for answer in answers) == {Offer: 1, Refused: 49}


@pytest.mark.django_db
def test_an_acceptance_that_registration_refuses_leaves_the_offer_open():
    call = make_decided_call(1, 0)
    make_edition().calls.add(call)
    offer = call.offers.get()

    def refuse(sender, accepted, **kwargs):
        raise Refused("The edition cannot take anybody now.")

    offers.offer_accepted.connect(refuse, weak=False)
    try:
        with pytest.raises(Refused, match="cannot take anybody"):
            offers.accept(offer, make_user())
    finally:
        offers.offer_accepted.disconnect(refuse)
    offer.refresh_from_db()
    assert offer.state == "offered"
    assert not Registration.objects.exists()
