"""A call's deadlines in calendar programs: read as such programs read them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from recurring_ical_events import of

from talent.calls.models import CallState
from tests.factories import make_call, make_decided_call, make_extension, make_institution, make_nomination, make_offer


@pytest.fixture
def call(db):
    call = make_call(ministry_stage=True, recommendations_asked=1, grace_minutes=30, title="Camp, “Mekong”; 2030")
    call.ministries_close_at = call.closes_at + timedelta(days=7)
    call.recommendations_close_at = call.closes_at + timedelta(days=1)
    call.save()
    return call


def address(call) -> str:
    return reverse("call_calendar", kwargs={"key": call.key})


def fetched(call, **headers):
    return Client().get(address(call), **headers)


def events_of(call) -> dict:
    calendar = Calendar.from_ical(fetched(call).content)
    return {str(event["uid"]).removeprefix(f"{call.key}-").removesuffix("@luminary"): event
            for event in calendar.walk("VEVENT")}


def test_it_has_every_deadline_and_says_nothing_of_grace_or_one_schools_extension(call):
    make_extension(call, make_institution())
    moments = {name: event.decoded("dtstart") for name, event in events_of(call).items()}
    assert moments == {
        "opens": call.opens_at, "closes": call.closes_at, "recommendations": call.recommendations_close_at,
        "ministries": call.ministries_close_at,
    }


def test_a_calendar_program_finds_each_deadline_on_its_day(call):
    calendar = Calendar.from_ical(fetched(call).content)
    for moment in (call.opens_at, call.closes_at, call.ministries_close_at):
        found = of(calendar).between(moment - timedelta(minutes=1), moment + timedelta(minutes=1))
        assert [event.decoded("dtstart") for event in found] == [moment]


def test_each_event_has_what_the_standard_asks_and_the_title_as_it_is(call):
    for event in events_of(call).values():
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(event)
        assert str(event["summary"]).startswith("Camp, “Mekong”; 2030: ")
    assert [alarm.decoded("trigger") for alarm in events_of(call)["closes"].walk("VALARM")] == [timedelta(days=-2)]


def test_offers_that_wait_for_an_answer_stand_there_until_the_last_is_answered(db):
    call = make_decided_call(selected=2)
    latest = max(offer.deadline for offer in call.offers.all())
    assert events_of(call)["offers"].decoded("dtstart") == latest.replace(microsecond=0)
    call.offers.update(state="accepted")
    assert "offers" not in events_of(call)


def test_a_program_that_has_it_is_told_so_until_anything_moves(call):
    first = fetched(call)
    assert fetched(call, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    assert fetched(call, HTTP_IF_MODIFIED_SINCE=first["Last-Modified"]).status_code == 304
    call.state = CallState.DECIDED
    call.save()
    second = fetched(call)
    assert second["ETag"] != first["ETag"]
    make_offer(make_nomination(call))
    assert fetched(call, HTTP_IF_NONE_MATCH=second["ETag"]).status_code == 200, "an offer adds a deadline"


def test_a_deadline_that_moves_keeps_its_name_and_raises_its_sequence(call):
    before = events_of(call)["ministries"]
    call.ministries_close_at += timedelta(days=1)
    call.save()
    after = events_of(call)["ministries"]
    assert before["uid"] == after["uid"]
    assert after["sequence"] >= before["sequence"]
    assert after.decoded("dtstart") - before.decoded("dtstart") == timedelta(days=1)
