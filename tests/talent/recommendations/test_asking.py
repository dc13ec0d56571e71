"""A school names recommenders, corrects and cancels; what of it holds up a submission, and what does not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.audit.lifecycle import Refused
from talent.calls.models import CallState, Extension
from talent.nominations.models import Nomination, NominationState
from talent.nominations.submit import submit
from talent.nominations.withdraw import discard, withdraw
from talent.recommendations.answering import Stands, stands
from talent.recommendations.asking import Recommender, ask, cancel, name_recommender, renew
from talent.recommendations.models import Recommendation, RecommendationState
from talent.recommendations.reminders import remind_recommenders
from tests.factories import (
    make_call,
    make_coordinator,
    make_guardian,
    make_institution,
    make_nomination,
    make_person,
    make_recommendation,
)

TEACHER = Recommender("Somsri Boun", "somsri@example.org", "th")


@pytest.fixture
def draft(db):
    call = make_call(recommendations_asked=1)
    return make_nomination(call, make_guardian(make_person(make_institution())).person)


@pytest.fixture
def by(draft):
    return make_coordinator(draft.institution)


def test_naming_sends_a_link_in_the_recommenders_language_with_the_promise(draft, by, outbox, signed_in):
    page = signed_in(by).post(
        reverse("recommendations", kwargs={"key": draft.key}),
        {"name": "Somsri Boun", "email": "somsri@example.org", "language": "th"},
    )
    assert page.status_code == 302
    named = Recommendation.objects.get()
    assert named.state == RecommendationState.ASKED
    (mail,) = [each for each in outbox() if each.to == "somsri@example.org"]
    assert mail.language == "th"
    assert "/recommend/" in mail.body
    assert named.shown_to_school is False


def test_no_more_are_named_than_the_call_asks_for_and_nobody_twice(draft, by):
    draft.call.recommendations_asked = 2
    draft.call.save()
    name_recommender(draft, TEACHER, by)
    with pytest.raises(Refused, match="named already"):
        name_recommender(draft, Recommender("S. B.", "Somsri@Example.org", "en-gb"), by)
    name_recommender(draft, Recommender("Other", "other@example.org", "en-gb"), by)
    with pytest.raises(Refused, match="as many are named"):
        name_recommender(draft, Recommender("Third", "third@example.org", "en-gb"), by)


def test_neither_the_nominee_nor_a_guardian_recommends(draft, by):
    guardian = draft.nominee.guardians.get()
    with pytest.raises(Refused, match="guardian"):
        name_recommender(draft, Recommender("Mother", guardian.email.upper(), "en-gb"), by)


def test_a_draft_without_a_recommender_is_not_submitted_one_without_a_recommendation_is(draft, by):
    with pytest.raises(Refused, match="Name 1 recommender"):
        submit(draft, by)
    name_recommender(draft, TEACHER, by)
    assert submit(draft, by).state == NominationState.SUBMITTED
    assert Recommendation.objects.get().state == RecommendationState.ASKED, "asked by the submission itself"


def test_after_the_deadline_nobody_is_named_and_the_nomination_goes_on(draft, by):
    draft.call.recommendations_close_at = timezone.now() - timedelta(minutes=1)
    draft.call.save()
    draft.refresh_from_db()
    with pytest.raises(Refused, match="over"):
        name_recommender(draft, TEACHER, by)
    assert submit(draft, by).state == NominationState.SUBMITTED


def test_a_cancelled_recommender_is_told_and_another_can_be_named(draft, by, outbox):
    named = ask(name_recommender(draft, replace(TEACHER, language="en-gb"), by), by)
    Recommendation.objects.update(text="Begun.")
    cancel(named, by)
    assert Recommendation.objects.get().text == ""
    assert [mail.subject for mail in outbox() if mail.to == TEACHER.email][1].startswith("No recommendation needed")
    name_recommender(draft, Recommender("Other", "other@example.org", "en-gb"), by)


def test_what_was_given_is_neither_cancelled_nor_asked_for_again(draft, by):
    given = make_recommendation(draft, RecommendationState.GIVEN)
    with pytest.raises(Refused):
        cancel(given, by)
    with pytest.raises(Refused, match="no link is needed"):
        renew(given, TEACHER, by)


def test_an_opened_link_is_renewed_only_to_the_same_address(draft, by):
    opened = make_recommendation(draft, RecommendationState.OPENED)
    renew(opened, Recommender(opened.name, opened.email, "ru"), by)
    with pytest.raises(Refused, match="name the other person"):
        renew(opened, TEACHER, by)


def test_withdrawing_tells_those_who_have_not_written(draft, by, outbox):
    make_recommendation(draft, RecommendationState.GIVEN, email="given@example.org")
    make_recommendation(draft, email="asked@example.org")
    withdraw(draft, by, "Moved away.")
    assert [mail.to for mail in outbox() if "No recommendation needed" in mail.subject] == ["asked@example.org"]


def test_discarding_a_draft_erases_its_recommendations_and_tells_who_was_asked(draft, by, outbox):
    make_recommendation(draft, email="asked@example.org")
    discard(draft, by)
    assert not Recommendation.objects.exists()
    assert [mail.to for mail in outbox()] == ["asked@example.org"]


def test_another_school_does_not_inherit_what_was_written_for_the_first(draft, by):
    from talent.nominations.drafts import make_drafts

    make_recommendation(draft, RecommendationState.GIVEN)
    withdraw(draft, by, "Moved away.")
    person, school = draft.nominee, make_institution()
    person.institution = school
    person.save()
    made = make_drafts(draft.call, school, [person], make_coordinator(school))
    assert [each.pk for each in made.drafts] == [draft.pk]
    assert not Recommendation.objects.exists()


@pytest.mark.parametrize(("days", "written"), [(8, 0), (6.5, 1), (1.9, 1), (0.9, 1)])
def test_recommenders_are_reminded_seven_two_and_one_day_before(draft, days, written):
    make_recommendation(draft)
    make_recommendation(draft, RecommendationState.GIVEN)
    moment = draft.call.closes_at - timedelta(days=days)
    Recommendation.objects.update(asked_at=moment - timedelta(days=3))
    assert remind_recommenders(moment) == written
    assert remind_recommenders(moment + timedelta(minutes=1)) == 0


def test_each_reminder_is_written_once_and_again_for_a_deadline_that_was_moved(draft, outbox):
    make_recommendation(draft, language="ru")
    closes = draft.call.closes_at
    Recommendation.objects.update(asked_at=closes - timedelta(days=12))
    hours = [closes - timedelta(hours=hours) for hours in range(10 * 24, -3, -1)]
    assert sum(remind_recommenders(moment) for moment in hours) == 3
    draft.call.recommendations_close_at = closes + timedelta(days=5)
    draft.call.save()
    assert sum(remind_recommenders(moment + timedelta(days=5)) for moment in hours) == 3
    assert {mail.language for mail in outbox()} == {"ru"}


def test_nobody_is_reminded_of_what_was_withdrawn_decided_or_misdirected(draft):
    make_recommendation(draft, misdirected=True)
    decided = make_call(recommendations_asked=1, state=CallState.DECIDED, closes_at=draft.call.closes_at)
    make_recommendation(make_nomination(decided, state=NominationState.READY))
    make_recommendation(make_nomination(draft.call, state=NominationState.WITHDRAWN))
    moment = draft.call.closes_at - timedelta(days=1)
    Recommendation.objects.update(asked_at=moment - timedelta(days=3))
    assert remind_recommenders(moment) == 0


def test_the_schools_table_takes_no_more_queries_for_more_nominees(draft, by, signed_in, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(by)
    address = reverse("school_call", kwargs={"key": draft.call.key, "school": draft.institution.key})
    with CaptureQueriesContext(connection, ) as few:
        assert "Name 1 recommender" in client.get(address).content.decode()
    for _ in range(5):
        make_recommendation(make_nomination(draft.call, make_person(draft.institution)))
    assert Nomination.objects.count() == 6
    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_a_schools_extension_extends_the_time_for_its_recommendations_too(draft, by):
    named = ask(name_recommender(draft, TEACHER, by), by)
    call = draft.call
    call.opens_at, call.closes_at = timezone.now() - timedelta(days=9), timezone.now() - timedelta(hours=1)
    call.save()
    fresh = Recommendation.objects.select_related("nomination__call").get(pk=named.pk)
    assert stands(fresh, timezone.now()) == Stands.LATE
    later = timezone.now() + timedelta(days=1, hours=1)
    Extension.objects.create(call=call, institution=draft.institution, closes_at=later, reason="A flood.", by=by)
    assert stands(fresh, timezone.now()) == Stands.OPEN
    Recommendation.objects.update(asked_at=timezone.now() - timedelta(days=3))
    assert remind_recommenders(later - timedelta(hours=20)) == 1
    call.recommendations_close_at = timezone.now()
    call.save()
    fresh = Recommendation.objects.select_related("nomination__call").get(pk=named.pk)
    assert stands(fresh, timezone.now()) == Stands.LATE, "a moment of its own counts for every school"


def test_all_that_a_table_named_are_asked_by_one_press_or_one_by_one(draft, by, signed_in, outbox):
    other = make_nomination(draft.call, make_person(draft.institution))
    for nomination, email in ((draft, "one@example.org"), (other, "two@example.org")):
        name_recommender(nomination, Recommender("Somsri", email, "en-gb"), by)
    client = signed_in(by)
    page = client.get(reverse("recommendations", kwargs={"key": draft.key})).content.decode()
    assert "Ask all 2 that your school named" in page
    client.post(reverse("ask_named", kwargs={"key": draft.key}))
    assert [mail.to for mail in outbox()] == ["one@example.org"]
    client.post(reverse("ask_all_of_school", kwargs={"key": draft.call.key, "school": draft.institution.key}))
    assert [mail.to for mail in outbox()] == ["one@example.org", "two@example.org"]
