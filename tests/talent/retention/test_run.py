"""Left alone, what is stored is announced and then erased by itself; what comes alive again is left."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core.mail.models import Message, MessageState
from core.schedule.periodic import JOBS
from talent.calls.forms import WhenForm
from talent.calls.models import CallState
from talent.nominations.models import Nomination, NominationState
from talent.people.models import Person
from talent.retention import erase
from talent.retention.models import Erasure, ErasureState
from talent.retention.run import retain
from talent.reviews.models import PanelMeeting, Score
from tests.factories import (
    make_call,
    make_coordinator,
    make_criterion,
    make_edition,
    make_evidence,
    make_guardian,
    make_institution,
    make_nomination,
    make_offer,
    make_organiser,
    make_panellist,
    make_person,
    make_registration,
    make_review,
)
from tests.talent.retention.traces import traces_of

pytestmark = pytest.mark.django_db
NAME = "Vanilda Quixomere"


def later(months: float):
    return time_machine.travel(timezone.now() + timedelta(days=round(months * 30.5)), tick=True)


@pytest.fixture
def call():
    """Decided today; its nominations are kept for six months."""
    now = timezone.now()
    call = make_call(
        state=CallState.DECIDED, opens_at=now - timedelta(days=60), closes_at=now - timedelta(days=30),
        retention_months=6,
    )
    make_criterion(call)
    make_organiser(call.institution)
    return call


@pytest.fixture
def nomination(call):
    student = make_person(name=NAME)
    make_guardian(student, "mother@example.org")
    make_coordinator(student.institution, email="coordinator@example.org")
    nomination = make_nomination(call, student, NominationState.NOT_SELECTED)
    make_evidence(nomination)
    make_review(nomination, make_panellist(call), [3], comment=f"{NAME}: no")
    return nomination


def test_nothing_happens_while_the_time_runs(nomination, outbox):
    for months in (0, 3, 4.8):
        with later(months):
            retain()
    assert not Erasure.objects.exists()
    assert outbox() == []


def test_a_month_before_the_family_the_school_and_the_organiser_are_told_once(nomination, outbox):
    with later(5.5):
        assert retain()["calls announced"] == 1
        retain()
    organiser = nomination.call.institution.memberships.get().user
    told = [message.to for message in outbox()]
    assert sorted(told) == sorted(["mother@example.org", "coordinator@example.org", organiser.email])
    assert NAME in outbox()[0].body
    assert Nomination.objects.get(pk=nomination.pk).nominee.name == NAME


def test_after_its_time_a_call_is_anonymous_and_its_numbers_stay(nomination):
    country = nomination.nominee.country
    with later(5.5):
        retain()
    with later(7):
        done = retain()
        again = retain()
    assert (done["calls erased"], again["calls erased"]) == (1, 0)
    nomination.refresh_from_db()
    assert (nomination.nominee.name, nomination.nominee.country) == ("—", country)
    assert nomination.erased_at
    assert nomination.state == NominationState.NOT_SELECTED
    assert not nomination.answers.exists()
    assert nomination.reviews.get().comment == ""
    assert Score.objects.get().points == 3
    # The student is still at the school, and everything else about them is.
    student = Person.objects.get(name=NAME)
    assert student.guardians.exists()
    assert not student.nominations.exists()


def test_schools_and_organisers_pages_still_open_and_say_why_there_is_no_name(nomination, signed_in):
    with later(5.5):
        retain()
    with later(7):
        retain()
    school = signed_in(nomination.institution.memberships.get().user)
    organiser = signed_in(nomination.call.institution.memberships.get().user)
    for client in (school, organiser):
        page = client.get(reverse("nomination", kwargs={"key": nomination.key}))
        assert page.status_code == 200
        assert "made anonymous" in page.content.decode()
        assert NAME not in page.content.decode()
    students = school.get(reverse("students", kwargs={"key": nomination.institution.key})).content.decode()
    assert NAME in students  # the student is at the school as before
    assert "—" not in students.partition("<table")[2]
    lists = {"school_call": {"school": nomination.institution.key}, "call_nominations": {}}
    for name, more in lists.items():
        client = school if name == "school_call" else organiser
        page = client.get(reverse(name, kwargs={"key": nomination.call.key, **more}))
        assert page.status_code == 200
        assert NAME not in page.content.decode()


def test_what_the_panel_wrote_down_goes_with_the_call(nomination):
    meeting = PanelMeeting.objects.create(
        call=nomination.call, held_at=timezone.now(), decided=f"{NAME} is not taken", minutes=f"{NAME} was discussed"
    )
    with later(5.5):
        retain()
    with later(7):
        retain()
    meeting.refresh_from_db()
    assert NAME not in meeting.decided + meeting.minutes


def test_the_log_says_what_went_in_numbers_and_names_nobody(nomination):
    with later(5.5):
        retain()
    with later(7):
        retain()
    erasure = Erasure.objects.get()
    assert (erasure.state, erasure.progress, erasure.total) == (ErasureState.DONE, 1, 1)
    assert erasure.counts["answers"] == 1
    assert erasure.counts["files"] == 1
    assert NAME not in str(erasure.counts)


def test_it_is_never_erased_without_a_whole_months_notice(nomination):
    with later(20):  # nobody ran it for a long time
        assert retain()["calls announced"] == 1
        assert retain()["calls erased"] == 0
    with later(20.9):
        assert retain()["calls erased"] == 0
    with later(21.1):
        assert retain()["calls erased"] == 1


def test_something_that_happens_meanwhile_stops_it_and_it_is_announced_anew_later(nomination):
    with later(5.5):
        retain()
    with later(5.8):
        make_offer(nomination)
        assert retain()["calls left"] == 1
    with later(7):
        assert retain()["calls erased"] == 0
    with later(11.2):
        assert retain()["calls announced"] == 1
    assert [each.state for each in Erasure.objects.order_by("pk")] == ["stopped", "announced"]


def test_an_edition_to_come_keeps_its_nominees(nomination):
    offer = make_offer(nomination, state="accepted")
    starts = timezone.now() + timedelta(days=300)
    make_registration(
        make_edition(starts_at=starts, ends_at=starts + timedelta(days=5)), nomination.nominee, offer=offer
    )
    with later(8):
        assert retain()["calls announced"] == 0
    with later(15.5):
        assert retain()["calls announced"] == 1


def test_a_call_that_nobody_ever_decided_goes_too(nomination):
    nomination.call.state = CallState.REVIEWING
    nomination.call.save()
    with later(5.5):
        assert retain()["calls announced"] == 1


def test_stopped_half_way_it_goes_on_where_it_was(call, monkeypatch):
    nominations = [make_nomination(call, state=NominationState.NOT_SELECTED) for _ in range(5)]
    monkeypatch.setattr(erase, "AT_ONCE", 2)
    with later(5.5):
        retain()
    real, seen = erase.erase_nominations, []

    def fails_at_the_second(pks):
        seen.append(pks)
        if len(seen) == 2:
            raise OSError("the storage is away")
        return real(pks)

    monkeypatch.setattr(erase, "erase_nominations", fails_at_the_second)
    with later(7):
        retain()
        assert Nomination.objects.filter(erased_at__isnull=False).count() == 2
        assert Erasure.objects.get().state == ErasureState.ANNOUNCED
        retain()
    erasure = Erasure.objects.get()
    assert (erasure.state, erasure.progress, erasure.total) == (ErasureState.DONE, 5, 5)
    assert erasure.counts["nominations made anonymous"] == len(nominations)


def test_a_student_who_left_long_ago_is_told_and_then_gone(outbox):
    school = make_institution()
    make_coordinator(school, email="coordinator@example.org")
    student = make_person(school, name=NAME, left_on=timezone.localdate())
    make_guardian(student, "mother@example.org")
    with later(12):
        assert retain()["people announced"] == 0
    with later(23.5):
        assert retain()["people announced"] == 1
        retain()
    assert sorted(message.to for message in outbox()) == ["coordinator@example.org", "mother@example.org"]
    with later(25):
        assert retain()["people erased"] == 1
        assert retain()["people erased"] == 0
    assert traces_of(NAME, "mother@example.org") == []


def test_who_came_back_is_left(outbox):
    student = make_person(name=NAME, left_on=timezone.localdate())
    with later(23.5):
        retain()
        Person.objects.filter(pk=student.pk).update(left_on=None)
    with later(23.6):
        assert retain()["people left"] == 1
    with later(26):
        retain()
    assert Person.objects.get(pk=student.pk).name == NAME


def test_who_is_still_at_the_school_stays_for_years():
    make_person(name=NAME)
    with later(40):
        retain()
    assert not Erasure.objects.exists()
    with later(61):
        assert retain()["people announced"] == 1


def test_somebody_nominated_to_a_call_that_is_kept_longer_is_kept_as_long():
    student = make_person(left_on=timezone.localdate())
    closed = timezone.now() - timedelta(days=3)
    call = make_call(
        state=CallState.DECIDED, opens_at=closed - timedelta(days=9), closes_at=closed, retention_months=60
    )
    make_nomination(call, student, NominationState.NOT_SELECTED)
    with later(30):
        assert retain()["people announced"] == 0


def test_it_runs_daily_as_a_task(run_tasks):
    assert JOBS["talent.retention.tasks.keep_no_longer_than_agreed"].every == timedelta(days=1)


def test_the_query_count_does_not_grow_with_calls_and_people(django_assert_max_num_queries):
    def quiet_life():
        make_nomination(make_call(), state=NominationState.READY)
        make_person(left_on=timezone.localdate() - timedelta(days=715))

    quiet_life()
    with django_assert_max_num_queries(18):
        retain()
    for _ in range(6):
        quiet_life()
    with django_assert_max_num_queries(18):
        retain()


def test_mails_about_somebody_erased_go_when_they_were_sent():
    student = make_person()
    erasure = Erasure.objects.create(person=student, state=ErasureState.DONE)
    sent = Message.objects.create(
        to="a@example.org", language="en", subject="Erased", body="Done", about=erasure.key, message_id="<1>",
        state=MessageState.SENT,
    )
    waiting = Message.objects.create(
        to="b@example.org", language="en", subject="Erased", body="Done", about=erasure.key, message_id="<2>",
    )
    retain()
    assert not Message.objects.filter(pk=sent.pk).exists()
    assert Message.objects.filter(pk=waiting.pk).exists()


def test_the_organiser_says_how_long_nominations_are_kept(call):
    organiser = call.institution.memberships.get().user
    form = WhenForm(instance=call, by=organiser)
    assert form.initial["retention_months"] == 6
    assert "erased" in str(form.fields["retention_months"].help_text)
    values = {name: form[name].value() for name in form.fields}
    for wanted, kept in (("12", 12), ("", 12), ("0", None), ("121", None)):
        given = WhenForm({**plain(values), "retention_months": wanted}, instance=call, by=organiser)
        given.is_valid()
        if kept is None:
            assert "retention_months" in given.errors
        else:
            assert given.cleaned_data["retention_months"] == kept


def plain(values: dict) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in values.items()}


def test_the_public_page_says_how_long_nominations_are_kept(client, call):
    call.state = CallState.PUBLISHED
    call.save()
    page = client.get(reverse("call_page", kwargs={"key": call.key})).content.decode()
    assert "6 months after the decision" in page
