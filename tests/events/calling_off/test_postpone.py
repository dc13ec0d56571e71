"""Moving an edition's dates, and taking that back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from time_machine import travel

from core.audit.lifecycle import Refused
from events.calling_off.models import Postponement
from events.calling_off.postpone import NewDates, move_back, postpone, why_not
from events.payments.crediting import share_given_back
from events.payments.models import Fee, Terms
from events.payments.orders import make_order
from events.programmes.models import Edition, EditionState
from events.registration.models import Registration
from tests.factories import (
    make_coordinator,
    make_edition,
    make_guardian,
    make_institution,
    make_organiser,
    make_person,
    make_registration,
)

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def edition():
    return make_edition(registration_closes_at=timezone.now() + timedelta(days=20))


@pytest.fixture
def organiser(edition):
    return make_organiser(edition.programme.institution)


@pytest.fixture
def client(signed_in, organiser):
    return signed_in(organiser)


def a_week_later(edition: Edition, **changes) -> NewDates:
    dates = {"starts_at": edition.starts_at + WEEK, "ends_at": edition.ends_at + WEEK,
             "closes_at": edition.registration_closes_at + WEEK}
    return NewDates(**{**dates, **changes})


def test_every_place_stays_and_everybody_is_told_of_both_dates(edition, organiser, outbox, run_tasks):
    school = make_institution()
    coordinator = make_coordinator(school)
    guardian = make_guardian(make_person(school), language="ru")
    registration = make_registration(edition, guardian.person)
    postpone(edition, a_week_later(edition), organiser, "The hall is being mended.")
    run_tasks()
    assert Registration.objects.live().get() == registration
    told = {message.to: message for message in outbox()}
    assert set(told) == {organiser.email, coordinator.email, guardian.email}
    assert told[guardian.email].language == "ru"
    assert all("The hall is being mended." in message.body for message in told.values())
    page = coordinator and told[coordinator.email].body
    assert "Before:" in page
    assert "Now:" in page


def test_an_edition_is_moved_by_page_and_its_page_says_so(client, edition):
    answer = client.get(f"/organise/editions/{edition.key}/dates/")
    assert b"Every place stays as it is" in answer.content
    typed = {"starts_at": "2099-01-05T09:00", "ends_at": "2099-01-09T09:00", "reason": "The hall is being mended.",
             "closes_at": "2098-12-01T09:00", "given_back_until": "2098-11-01T09:00"}
    assert client.post(f"/organise/editions/{edition.key}/dates/", typed).status_code == 302
    edition.refresh_from_db()
    assert edition.starts_at.isoformat() == "2099-01-05T02:00:00+00:00"
    assert edition.given_back_until.isoformat() == "2098-11-01T02:00:00+00:00"
    page = client.get(f"/editions/{edition.slug}/").content.decode()
    assert "Its dates were moved." in page
    assert "The hall is being mended." in page


@pytest.mark.parametrize(("changes", "words"), [
    ({"ends_at": "2098-01-01T09:00"}, "cannot end before it begins"),
    ({"starts_at": "2001-01-05T09:00"}, "is past"),
    ({"closes_at": "2099-12-01T09:00"}, "only after the edition ends"),
    ({"given_back_until": "2099-01-06T09:00"}, "before it begins"),
    ({"reason": ""}, "required"),
])
def test_dates_that_cannot_be_are_refused_in_words_and_what_was_typed_stays(client, edition, changes, words):
    typed = {"starts_at": "2099-01-05T09:00", "ends_at": "2099-01-09T09:00", "reason": "Mending.",
             "closes_at": "2098-12-01T09:00", "given_back_until": "", **changes}
    answer = client.post(f"/organise/editions/{edition.key}/dates/", typed)
    assert words in answer.content.decode()
    assert typed["ends_at"] in answer.content.decode()
    assert not Postponement.objects.exists()


def test_the_same_dates_again_a_past_edition_and_a_draft_are_not_moved(edition):
    now = timezone.now()
    same = NewDates(edition.starts_at, edition.ends_at)
    assert "already" in why_not(edition, same, now)
    assert "over already" in why_not(edition, a_week_later(edition), edition.ends_at)
    assert "draft" in why_not(make_edition(state=EditionState.DRAFT), a_week_later(edition), now)
    assert not why_not(edition, a_week_later(edition), now)


def test_it_is_moved_back_with_all_that_it_said_before_and_everybody_is_told_again(
    edition, organiser, outbox, run_tasks
):
    Edition.objects.filter(pk=edition.pk).update(notice="Bring boots.")
    edition.refresh_from_db()
    before = (edition.starts_at, edition.ends_at, edition.registration_closes_at)
    back_until = timezone.now() + WEEK
    postponement = postpone(edition, a_week_later(edition, given_back_until=back_until), organiser, "Mending.")
    run_tasks()
    move_back(postponement, organiser)
    run_tasks()
    edition.refresh_from_db()
    assert (edition.starts_at, edition.ends_at, edition.registration_closes_at) == before
    assert (edition.notice, edition.given_back_until) == ("Bring boots.", None)
    assert [message.subject.split(":")[0] for message in outbox()] == ["New dates", "Earlier dates again"]
    with pytest.raises(Refused, match="any more"):
        move_back(postponement, organiser)


def test_moved_twice_the_last_is_taken_back_first(edition, organiser):
    first = postpone(edition, a_week_later(edition), organiser, "Mending.")
    after_first = edition.starts_at
    second = postpone(edition, a_week_later(edition), organiser, "Mending still.")
    with pytest.raises(Refused, match="changed again"):
        move_back(first, organiser)
    move_back(second, organiser)
    edition.refresh_from_db()
    assert (edition.starts_at, edition.notice) == (after_first, "Mending.")
    move_back(first, organiser)


def test_it_is_not_moved_back_to_a_day_that_is_past(client, edition, organiser, signed_in):
    old_start = edition.starts_at
    postpone(edition, a_week_later(edition), organiser, "Mending.")
    home = f"/organise/editions/{edition.key}/"
    assert f"{home}dates/back/" in client.get(home).content.decode()
    with travel(old_start + timedelta(hours=1), tick=False):
        client = signed_in(organiser)
        assert "is past" in client.get(f"{home}dates/back/").content.decode()
        assert f"{home}dates/back/" not in client.get(home).content.decode()


def test_moved_back_before_the_mail_was_written_nobody_is_told_of_the_dates_that_are_not(
    edition, organiser, outbox, run_tasks
):
    move_back(postpone(edition, a_week_later(edition), organiser, "Mending."), organiser)
    run_tasks()
    assert [message.subject.split(":")[0] for message in outbox()] == ["Earlier dates again"]


def test_for_a_while_a_place_given_up_gives_everything_back(edition, organiser):
    Terms.objects.create(edition=edition, issuer=edition.host, refund_steps=[{"days": 0, "percent": "25"}])
    Fee.objects.create(edition=edition, amount=1000)
    registration = make_registration(edition)
    coordinator = make_coordinator(registration.institution)
    order = make_order(edition, registration.institution, [registration], coordinator)
    type(order).objects.filter(pk=order.pk).update(state="paid")
    until = timezone.now() + WEEK
    postpone(edition, a_week_later(edition, given_back_until=until), organiser, "Mending.")
    order = type(order).objects.get(pk=order.pk)
    assert share_given_back(order, until - timedelta(seconds=1)) == Decimal(100)
    assert share_given_back(order, until) == Decimal(25)


def test_a_published_editions_form_leaves_its_dates_to_the_page_that_tells_everybody(client, edition):
    before = edition.starts_at
    page = client.get(f"/organise/editions/{edition.key}/change/").content.decode()
    assert "move the dates on the page that tells everybody" in page
    client.post(f"/organise/editions/{edition.key}/change/", {
        "title": "New title", "summary": "A week.", "host": edition.host_id, "starts_at": "2099-01-01T09:00",
        "ends_at": "2099-02-01T09:00", "zone": "Europe/Paris", "venue": "Campus",
    })
    edition.refresh_from_db()
    assert (edition.title, edition.starts_at, edition.zone) == ("New title", before, "Asia/Jakarta")
