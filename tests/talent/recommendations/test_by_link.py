"""The recommender's pages: who opens the link, what is written, and every way in which it no longer opens."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.audit.lifecycle import Refused
from core.audit.models import Entry
from talent.calls.models import CallState
from talent.nominations.models import NominationState
from talent.nominations.withdraw import withdraw
from talent.recommendations.answering import give, keep
from talent.recommendations.asking import Recommender, cancel, renew
from talent.recommendations.letters import RECOMMENDATION_LINK, about
from talent.recommendations.models import Recommendation, RecommendationState
from tests.concurrency import at_once
from tests.factories import (
    make_coordinator,
    make_criterion,
    make_guardian,
    make_organiser,
    make_recommendation,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    return make_recommendation(name="Somsri Boun")


@pytest.fixture
def nominee(asked):
    return asked.nomination.nominee


def path(asked, name="recommendation"):
    return reverse(name, kwargs={"token": RECOMMENDATION_LINK.token(about(Recommendation.objects.get(pk=asked.pk)))})


def confirm(client, asked):
    return client.post(path(asked, "confirm_recommender"), {"who": "me"})


def text_of(page):
    return page.content.decode()


def test_before_the_reader_says_who_they_are_only_names_are_shown(client, asked, nominee):
    make_criterion(asked.nomination.call, label="Curiosity")
    Recommendation.objects.update(text="Begun words.")
    guardian = make_guardian(nominee)
    shown = text_of(client.get(path(asked)))
    assert nominee.name in shown
    assert asked.nomination.institution.name in shown
    for private in ("Curiosity", "Begun words", nominee.number, guardian.name, asked.email):
        assert private not in shown, private
    assert Recommendation.objects.get().state == RecommendationState.ASKED, "a program that opens links answers nothing"


def test_each_opening_is_written_down_but_not_each_reload(client, asked):
    client.get(path(asked))
    client.get(path(asked))
    assert Entry.objects.about(asked).filter(act="link opened").count() == 1


def test_the_rubric_stands_beside_the_text_with_the_words_for_each_level(client, asked):
    make_criterion(asked.nomination.call, label="Curiosity", descriptors={"0": "None seen.", "5": "Asks all day."})
    confirm(client, asked)
    shown = text_of(client.get(path(asked)))
    assert "Curiosity" in shown
    assert shown.index("Asks all day.") < shown.index("None seen.")
    assert "Neither the nominee nor the school sees it." in shown


def test_what_is_typed_is_kept_and_handed_in_only_after_being_asked_once_more(client, asked, outbox):
    confirm(client, asked)
    client.post(path(asked, "save_recommendation"), {"text": "A rare mind.", "version": "0"})
    stored = Recommendation.objects.get()
    assert (stored.text, stored.version, stored.state) == ("A rare mind.", 1, RecommendationState.OPENED)
    page = client.post(path(asked), {"text": "A rare mind indeed.", "version": "1", "submit": "yes"})
    assert "Once it is handed in" in text_of(page)
    client.post(path(asked), {"text": "A rare mind indeed.", "version": "2", "confirmed": "yes"})
    stored.refresh_from_db()
    assert (stored.text, stored.state) == ("A rare mind indeed.", RecommendationState.GIVEN)
    assert "is handed in" in text_of(client.get(path(asked)))
    assert [mail.to for mail in outbox()] == [asked.email]


def test_nothing_is_kept_for_a_reader_who_has_not_said_who_they_are(client, asked):
    assert client.post(path(asked, "save_recommendation"), {"text": "Words.", "version": "0"}).status_code == 403
    client.post(path(asked), {"text": "Words.", "version": "0", "confirmed": "yes"})
    assert Recommendation.objects.get().text == ""


def test_a_second_window_overwrites_nothing_unseen(client, asked):
    confirm(client, asked)
    client.post(path(asked, "save_recommendation"), {"text": "First.", "version": "0"})
    partial = client.post(path(asked, "save_recommendation"), {"text": "Second.", "version": "0"})
    assert "Another window saved other words" in text_of(partial)
    page = client.post(path(asked), {"text": "Second.", "version": "0", "save": "yes"})
    assert page.status_code == 409
    assert "First." in text_of(page)
    assert "Second." in text_of(page)
    assert Recommendation.objects.get().text == "First."
    client.post(path(asked), {"text": "Second.", "version": str(page.context["recommendation"].version), "save": "y"})
    assert Recommendation.objects.get().text == "Second."


def test_nothing_empty_is_handed_in(client, asked):
    confirm(client, asked)
    page = client.post(path(asked), {"text": "  ", "version": "0", "submit": "yes"})
    assert page.status_code == 422
    assert "Write something first" in text_of(page)


def test_somebody_else_closes_the_link_and_the_school_hears_of_it(client, asked, outbox):
    coordinator = make_coordinator(asked.nomination.institution)
    address = path(asked)
    assert "Thank you for saying so" in text_of(client.post(path(asked, "confirm_recommender"), {"who": "other"}))
    assert client.get(address).status_code == 410
    assert [mail.to for mail in outbox()] == [coordinator.email]
    renew(asked, Recommender("Somsri Boun", "right@example.org", "th"), coordinator)
    assert client.get(address).status_code == 410, "the old link stays closed"
    assert client.get(path(asked)).status_code == 200


def test_saying_can_not_erases_what_was_begun_and_tells_the_school_why(client, asked, outbox, signed_in):
    coordinator = make_coordinator(asked.nomination.institution)
    confirm(client, asked)
    client.post(path(asked, "save_recommendation"), {"text": "Hm.", "version": "0"})
    client.post(path(asked, "cannot_recommend"), {"reason": "I never taught them."})
    stored = Recommendation.objects.get()
    assert (stored.state, stored.text) == (RecommendationState.CANNOT, "")
    assert "You need do nothing more" in text_of(client.get(path(asked)))
    (mail,) = outbox()
    assert mail.to == coordinator.email
    assert "I never taught them." in mail.body
    assert "Name another recommender" in text_of(signed_in(coordinator).get("/"))


def test_after_a_withdrawal_the_link_says_so_and_takes_nothing(client, asked):
    confirm(client, asked)
    withdraw(asked.nomination, make_coordinator(asked.nomination.institution), "Moved away.")
    assert "has withdrawn the nomination" in text_of(client.get(path(asked)))
    with pytest.raises(Refused, match="withdrawn"):
        keep(asked, "Words.", 0)
    client.post(path(asked, "save_recommendation"), {"text": "Words.", "version": "0"})
    assert Recommendation.objects.get().text == ""


def test_after_the_deadline_what_was_begun_is_not_handed_in(client, asked):
    confirm(client, asked)
    client.post(path(asked, "save_recommendation"), {"text": "Begun.", "version": "0"})
    call = asked.nomination.call
    call.recommendations_close_at = timezone.now()
    call.save()
    shown = text_of(client.get(path(asked)))
    assert "The time for recommendations is over" in shown
    with pytest.raises(Refused, match="over"):
        give(asked)


def test_the_deadline_may_be_later_than_the_closing_of_the_call(client, asked):
    call = asked.nomination.call
    call.opens_at, call.closes_at = timezone.now() - timedelta(days=9), timezone.now() - timedelta(days=1)
    call.state, call.recommendations_close_at = CallState.REVIEWING, timezone.now() + timedelta(days=1)
    call.save()
    asked.nomination.state = NominationState.READY
    asked.nomination.save()
    assert confirm(client, asked).status_code == 302
    assert "Hand it in" in text_of(client.get(path(asked)))


def test_a_recommender_who_was_replaced_finds_the_request_taken_back(client, asked):
    confirm(client, asked)
    cancel(asked, make_coordinator(asked.nomination.institution))
    assert "taken its request back" in text_of(client.get(path(asked)))


def test_an_expired_link_sends_a_new_one_to_the_address_on_record_only(client, asked, outbox, monkeypatch):
    import time

    address = path(asked)
    later = time.time() + 61 * 24 * 3600
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    page = client.get(address)
    assert page.status_code == 410
    client.post(address + "new-link/")
    assert [mail.to for mail in outbox()] == [asked.email]


def test_a_link_for_a_nomination_that_is_gone_says_so(client, asked):
    address = path(asked)
    asked.delete()
    page = client.get(address)
    assert page.status_code == 404
    assert "nothing is asked of you any more" in text_of(page)


def test_the_school_reads_it_only_where_the_recommender_was_told_so(asked, signed_in):
    coordinator = signed_in(make_coordinator(asked.nomination.institution))
    organiser = signed_in(make_organiser(asked.nomination.call.institution))
    Recommendation.objects.update(
        state=RecommendationState.GIVEN, text="A rare mind.", handed_in="A rare mind.", given_at=timezone.now()
    )
    call = asked.nomination.call
    call.recommendation_shown_to_school = True
    call.save()
    address = reverse("recommendation_text", kwargs={"key": asked.key})
    assert coordinator.get(address).status_code == 403, "a later change of the call changes no promise"
    for name in ("nomination", "recommendations"):
        shown = text_of(coordinator.get(reverse(name, kwargs={"key": asked.nomination.key})))
        assert "A rare mind" not in shown
    assert organiser.get(address).status_code == 403, "a draft is the school's own"
    asked.nomination.state = NominationState.READY
    asked.nomination.save()
    assert "A rare mind" in text_of(organiser.get(address))


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_handed_in_by_ten_presses_at_once_it_is_given_once():
    found = make_recommendation(state=RecommendationState.OPENED, text="A rare mind.")

    def press() -> str:
        try:
            return give(Recommendation.objects.get(pk=found.pk)).state
        except Refused:
            return "refused"

    assert sorted(at_once([press] * 10)) == ["given"] + ["refused"] * 9
    assert Entry.objects.about(found).filter(to_state="given").count() == 1


def test_a_browser_that_confirmed_is_not_another_that_did_not(client, asked):
    confirm(client, asked)
    assert "Are you Somsri Boun?" in text_of(Client().get(path(asked)))
