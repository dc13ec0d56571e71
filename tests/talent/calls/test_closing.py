"""When a school may nominate: to the second, in whichever zone, with grace and with an extension."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.audit.lifecycle import Refused
from core.audit.models import Entry
from talent.calls.closing import Window, last_closing, window_for, window_of
from talent.calls.extend import end_extension, extend
from talent.calls.models import CallState, Extension
from talent.calls.publish import close_nominations
from talent.nominations.drafts import make_drafts
from talent.nominations.models import Nomination, NominationState
from talent.nominations.submit import back_to_draft, submit
from tests.concurrency import at_once
from tests.factories import (
    make_call,
    make_coordinator,
    make_extension,
    make_institution,
    make_nomination,
    make_organiser,
    make_person,
)

SECOND = timedelta(seconds=1)
# 17:00 in Jakarta on 1 April 2030.
CLOSES = datetime(2030, 4, 1, 10, tzinfo=UTC)
moments = st.datetimes(datetime(2030, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def drafted(**fields) -> Nomination:
    call = make_call(opens_at=CLOSES - timedelta(days=9), closes_at=CLOSES, consents_required=[], **fields)
    return make_nomination(call)


def submits(draft: Nomination, moment: datetime) -> bool:
    """Whether the draft is taken then; it is a draft again afterwards."""
    try:
        submit(draft, make_coordinator(draft.institution), moment)
    except Refused:
        return False
    Nomination.objects.filter(pk=draft.pk).update(state=NominationState.DRAFT)
    return True


@pytest.mark.django_db
@pytest.mark.parametrize("grace", [0, 10])
@pytest.mark.parametrize("extended", [timedelta(0), timedelta(hours=30)])
@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Europe/Moscow", "Pacific/Honolulu", "UTC"])
def test_the_last_second_is_taken_and_the_first_after_it_is_not_in_any_zone(grace, extended, zone):
    draft = drafted(grace_minutes=grace, zone="Asia/Jakarta")
    if extended:
        make_extension(draft.call, draft.institution, closes_at=CLOSES + extended)
    ends = CLOSES + extended + timedelta(minutes=grace)
    there = ZoneInfo(zone)
    assert submits(draft, (ends - SECOND).astimezone(there))
    assert not submits(draft, ends.astimezone(there))
    assert not submits(draft, (ends + SECOND).astimezone(there))


@pytest.mark.django_db
def test_an_extension_is_for_one_school_alone():
    draft = drafted()
    make_extension(draft.call, make_institution(), closes_at=CLOSES + timedelta(days=2))
    assert submits(draft, CLOSES - SECOND)
    assert not submits(draft, CLOSES)
    assert last_closing(draft.call) == CLOSES + timedelta(days=2)


def test_in_the_grace_a_draft_is_submitted_but_none_is_begun(db):
    now = timezone.now().replace(microsecond=0)
    call = make_call(closes_at=now - timedelta(minutes=1), grace_minutes=10, consents_required=[])
    draft = make_nomination(call)
    by = make_coordinator(draft.institution)
    with pytest.raises(Refused, match="has closed"):
        make_drafts(call, draft.institution, [make_person(draft.institution)], by)
    done = submit(draft, by)
    assert done.state == NominationState.READY
    with pytest.raises(Refused, match="has closed"):
        back_to_draft(done, by)


@given(opens=moments, closes=moments, grace=st.integers(0, 1440), extension=st.none() | moments, moment=moments)
def test_a_window_only_ever_grows_by_grace_and_extension(opens, closes, grace, extension, moment):
    plain = Window(opens, closes)
    grown = Window(opens, max(closes, extension or closes), timedelta(minutes=grace))
    assert plain.takes_submissions(moment) <= grown.takes_submissions(moment)
    assert grown.takes_drafts(moment) <= grown.takes_submissions(moment)
    assert grown.is_in_grace(moment) == (grown.closes_at <= moment < grown.ends_at)


@pytest.mark.django_db
def test_an_extension_never_shortens():
    call = make_call()
    earlier = Extension(call=call, closes_at=call.closes_at - timedelta(days=1), reason="Typed wrongly.")
    assert window_of(call, earlier) == window_of(call)


def test_a_school_is_given_more_time_with_a_reason_which_it_is_told(db, outbox):
    call, school = make_call(), make_institution()
    coordinator, organiser = make_coordinator(school), make_organiser(call.institution)
    later = call.closes_at + timedelta(days=3)
    with pytest.raises(Refused, match="Say why"):
        extend(call, school, later, reason=" ", by=organiser)
    extension = extend(call, school, later, reason="A flood.", by=organiser)
    assert window_for(call, school).closes_at == later
    assert window_for(call, make_institution()).closes_at == call.closes_at
    entry = Entry.objects.about(call).get(act="extended for one school")
    assert (entry.reason, entry.by, entry.detail["institution"]) == ("A flood.", organiser, school.key)
    told, = outbox()
    assert told.to == coordinator.email
    assert "A flood." in told.body
    end_extension(extension, organiser)
    assert window_for(call, school).closes_at == call.closes_at
    assert "taken back" in outbox()[-1].body


@pytest.mark.parametrize(
    ("shift", "fields", "words"),
    [
        (timedelta(0), {}, "for everybody"),
        (timedelta(days=3), {"state": CallState.REVIEWING}, "Only a published call"),
        (timedelta(days=3), {"countries": ["TH"]}, "may not nominate"),
    ],
)
def test_more_time_that_makes_no_sense_is_refused(db, shift, fields, words):
    call = make_call(**fields)
    with pytest.raises(Refused, match=words):
        extend(call, make_institution(), call.closes_at + shift, reason="A flood.", by=make_organiser(call.institution))


def test_more_time_leaves_the_ministries_theirs(db):
    call = make_call(ministry_stage=True, grace_minutes=10)
    call.ministries_close_at = call.closes_at + timedelta(days=7)
    call.save()
    by = make_organiser(call.institution)
    with pytest.raises(Refused, match="ministries' deadline"):
        extend(call, make_institution(), call.ministries_close_at - timedelta(minutes=10), reason="A flood.", by=by)
    extend(call, make_institution(), call.ministries_close_at - timedelta(minutes=11), reason="A flood.", by=by)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_nothing_is_submitted_once_the_call_was_closed_in_the_same_moment():
    for _ in range(6):
        call = make_call(consents_required=[])
        drafts = [make_nomination(call) for _ in range(4)]
        pairs = [(draft, make_coordinator(draft.institution)) for draft in drafts]
        acts = [lambda draft=draft, by=by: submit(draft, by) for draft, by in pairs]
        done = at_once([*acts, lambda call=call: close_nominations(call, "the organiser")])
        assert not [each for each in done if isinstance(each, Exception) and not isinstance(each, Refused)]
        closed = Entry.objects.about(call).get(act="moved")
        for draft in Nomination.objects.filter(call=call).exclude(state=NominationState.DRAFT):
            assert Entry.objects.about(draft).get(act="moved").pk < closed.pk
