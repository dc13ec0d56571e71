"""Pairs are found in the background, shown to the organiser alone, and nothing follows by itself."""

from datetime import date

import pytest
from django.urls import reverse

from core.audit.models import Reading
from talent.nominations.duplicates.finding import find_duplicates
from talent.nominations.duplicates.models import DuplicatePair, PairState
from talent.nominations.models import NominationState
from talent.nominations.submit import submit
from talent.nominations.withdraw import withdraw
from tests.factories import (
    make_call,
    make_coordinator,
    make_institution,
    make_nomination,
    make_organiser,
    make_person,
)

pytestmark = pytest.mark.django_db
BORN = date(2011, 5, 6)


@pytest.fixture
def call():
    return make_call(consents_required=[])


@pytest.fixture
def organiser(call):
    return make_organiser(call.institution)


def nominated(call, name, latin=None, born=BORN, state=NominationState.READY, **fields):
    person = make_person(make_institution(), name=name, latin_name=latin or name, birth_date=born)
    return make_nomination(call, person, state, **fields)


@pytest.fixture
def pair(call):
    nominated(call, "Дмитрий Иванов", "Dmitrii Ivanov")
    nominated(call, "Ivanov Dmitry")
    nominated(call, "Olga Ivanova")
    find_duplicates(call)
    return DuplicatePair.objects.get()


def text_of(page):
    return page.content.decode()


def test_a_submission_is_looked_through_in_the_background(call, run_tasks):
    nominated(call, "Nguyễn Thị Hương")
    draft = nominated(call, "Huong Nguyen Thi", state=NominationState.DRAFT)
    assert find_duplicates(call) == 0, "a draft is the school's own"
    submit(draft, make_coordinator(draft.institution))
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.update(run_after=draft.created_at)
    run_tasks()
    assert DuplicatePair.objects.get().second == draft


def test_the_organiser_sees_both_sides_and_each_opening_is_logged(call, pair, organiser, signed_in):
    client = signed_in(organiser)
    shown = text_of(client.get(reverse("call_duplicates", kwargs={"key": call.key})))
    assert "Дмитрий Иванов" in shown
    assert "Olga" not in shown
    page = text_of(client.get(reverse("duplicate", kwargs={"key": pair.key})))
    assert pair.first.institution.name in page
    assert pair.second.institution.name in page
    assert "the same name, written in another way, the same date of birth" in page
    assert "Have this one withdrawn" not in page, "first it must be said that they are the same"
    assert Reading.objects.filter(what="possible duplicates").count() == 2
    assert "1 perhaps nominated twice" in text_of(client.get(reverse("organise_call", kwargs={"key": call.key})))


def test_a_decision_is_kept_with_its_note_and_nothing_follows_by_itself(call, pair, organiser, signed_in, outbox):
    client = signed_in(organiser)
    address = reverse("duplicate", kwargs={"key": pair.key})
    client.post(address, {"state": "same", "note": "Rang both."})
    pair.refresh_from_db()
    assert (pair.state, pair.note) == (PairState.SAME, "Rang both.")
    assert {pair.first.state, pair.second.state} == {NominationState.READY}
    assert not outbox()
    find_duplicates(call)
    client.post(address, {"state": "different", "note": "Cousins."})
    find_duplicates(call)
    pair.refresh_from_db()
    assert pair.state == PairState.DIFFERENT


def test_both_schools_are_asked_and_neither_is_told_who_the_other_is(pair, organiser, signed_in, outbox):
    coordinators = [make_coordinator(side.institution) for side in (pair.first, pair.second)]
    client = signed_in(organiser)
    address = reverse("ask_about_duplicate", kwargs={"key": pair.key})
    client.post(address, {"reason": "Whose is he?"})
    assert not outbox(), "not before they are said to be the same"
    client.post(reverse("duplicate", kwargs={"key": pair.key}), {"state": "same"})
    client.post(address, {"reason": "Whose is he?"})
    mails = outbox()
    assert [mail.to for mail in mails] == [user.email for user in coordinators]
    for mail, other in zip(mails, (pair.second, pair.first), strict=True):
        assert other.institution.name not in mail.body
        assert other.nominee.name not in mail.body


def test_one_is_withdrawn_with_a_reason_and_the_other_stays(pair, organiser, signed_in, outbox):
    coordinator = make_coordinator(pair.second.institution)
    client = signed_in(organiser)
    client.post(reverse("duplicate", kwargs={"key": pair.key}), {"state": "same"})
    address = reverse("withdraw_duplicate", kwargs={"key": pair.key})
    client.post(f"{address}?which={pair.second.key}", {"reason": "The other school teaches him."})
    pair.refresh_from_db()
    assert (pair.first.state, pair.second.state) == (NominationState.READY, NominationState.WITHDRAWN)
    (mail,) = outbox()
    assert (mail.to, "The other school teaches him." in mail.body) == (coordinator.email, True)


def test_an_open_pair_goes_when_it_is_none_any_more_a_decided_one_stays(call, pair, organiser):
    withdraw(pair.second, organiser, "Moved away.")
    find_duplicates(call)
    assert not DuplicatePair.objects.exists()
    first, second = nominated(call, "Ann Able"), nominated(call, "Able Ann")
    find_duplicates(call)
    DuplicatePair.objects.update(state=PairState.SAME)
    withdraw(second, organiser, "Twice.")
    find_duplicates(call)
    assert DuplicatePair.objects.get().first == first


def test_the_list_takes_no_more_queries_for_more_pairs(call, organiser, signed_in, django_assert_max_num_queries):
    client = signed_in(organiser)
    address = reverse("call_duplicates", kwargs={"key": call.key})
    for names in (2, 6):
        for _ in range(names):
            nominated(call, "Ann Able")
        find_duplicates(call)
        with django_assert_max_num_queries(14):
            client.get(address)
