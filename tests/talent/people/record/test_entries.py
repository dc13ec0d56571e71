"""What is written into a talent record, by whom and when."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from events.certificates.participation import issue_to_all
from events.certificates.revoke import revoke
from events.programmes.models import EditionState
from events.programmes.signals import edition_changed
from events.registration.register import cancel, register
from talent.nominations.drafts import make_drafts
from talent.nominations.models import NominationState
from talent.nominations.settling import settle
from talent.nominations.submit import back_to_draft, submit
from talent.nominations.withdraw import withdraw
from talent.offers.offers import accept, decline
from talent.people.record.details import DETAILS, AwardDetail, MentorDetail, NominationDetail, read, stored
from talent.people.record.entries import NewEntry, withdraw_entry, write_entries, write_entry
from talent.people.record.models import EntryKind, RecordEntry
from talent.people.record.words import detail_words
from tests.factories import (
    make_call,
    make_certificate,
    make_coordinator,
    make_decided_call,
    make_edition,
    make_institution,
    make_nomination,
    make_officer,
    make_person,
    make_registration,
    make_user,
)

pytestmark = pytest.mark.django_db
GOLD = AwardDetail(contest="k", award="gold", words="Gold medal")


def new(person=None, source="award:1", **changed) -> NewEntry:
    entry = NewEntry(person=person or make_person(), source=source, title="Olympiad", on=date(2026, 7, 1), detail=GOLD)
    return replace(entry, **changed)


def outcome_of(person) -> str:
    return person.record_entries.standing().get(kind=EntryKind.NOMINATION).detail["outcome"]


def test_written_twice_an_entry_stands_once_with_the_later_words():
    person = make_person()
    write_entry(new(person))
    write_entry(new(person, title="Olympiad, corrected"))
    assert [entry.title for entry in person.record_entries.all()] == ["Olympiad, corrected"]


def test_where_the_person_was_stays_as_it_was_first_written():
    person = make_person()
    before = person.institution
    write_entry(new(person, nominated_by=before.pk))
    person.institution = make_institution()
    person.save()
    write_entry(new(person, title="Corrected", nominated_by=person.institution_id))
    entry = person.record_entries.get()
    assert (entry.institution, entry.nominated_by, entry.title) == (before, before, "Corrected")


def test_a_withdrawn_entry_stays_as_withdrawn_and_stands_again_when_written_anew():
    person = make_person()
    write_entry(new(person))
    withdraw_entry("award:1")
    first = person.record_entries.get().withdrawn_at
    withdraw_entry("award:1")
    assert first is not None
    assert person.record_entries.get().withdrawn_at == first
    write_entry(new(person))
    assert person.record_entries.get().withdrawn_at is None


def test_many_are_written_in_few_statements(django_assert_max_num_queries):
    person = make_person()
    # One for each five hundred; SQLite splits such a statement by its number of values.
    with django_assert_max_num_queries(8):
        write_entries(new(person, source=f"award:{number}") for number in range(400))
    assert person.record_entries.count() == 400


def test_of_two_with_one_source_in_one_writing_the_later_counts():
    person = make_person()
    write_entries([new(person), new(person, title="Later")])
    assert person.record_entries.get().title == "Later"


def test_nothing_is_written_about_somebody_made_anonymous():
    write_entry(new(make_person(erased_at=timezone.now())))
    assert not RecordEntry.objects.exists()


@pytest.mark.parametrize("kind", EntryKind)
def test_every_kind_has_its_detail_which_is_read_as_it_was_stored(kind):
    form = DETAILS[kind]
    values = {name: (3 if kind_of is int else "submitted") for name, kind_of in form.__annotations__.items()
              if name != "kind"}
    detail = form(**values)
    assert read(kind, stored(detail)) == detail
    assert isinstance(detail_words(detail), str)


def test_a_field_added_later_is_empty_in_older_entries():
    assert read(EntryKind.MENTOR, {"mentor": "Dr Mo"}) == MentorDetail(mentor="Dr Mo", subject="", meetings=0)
    assert read(EntryKind.NOMINATION, {"call": "k", "outcome": "submitted", "gone": 1}) == NominationDetail(
        call="k", outcome="submitted"
    )


def test_a_nomination_stands_from_its_submission_with_what_became_of_it():
    call = make_call(consents_required=[])
    nomination = make_nomination(call)
    coordinator = make_coordinator(nomination.institution)
    assert not RecordEntry.objects.exists()
    held = submit(nomination, coordinator)
    entry = held.nominee.record_entries.get()
    assert (entry.title, entry.nominated_by, entry.organiser) == (call.title, nomination.institution, call.institution)
    assert outcome_of(held.nominee) == "submitted"
    back_to_draft(held, coordinator)
    assert not held.nominee.record_entries.standing().exists()
    held = submit(nomination, coordinator)
    withdraw(held, coordinator, "Ill.")
    assert outcome_of(held.nominee) == "withdrawn"


def test_nominated_again_after_a_withdrawal_the_old_outcome_goes():
    call = make_call(consents_required=[])
    nomination = make_nomination(call)
    student, coordinator = nomination.nominee, make_coordinator(nomination.institution)
    withdraw(submit(nomination, coordinator), coordinator, "Ill.")
    [again] = make_drafts(call, student.institution, [student], coordinator).drafts
    assert not student.record_entries.standing().exists()
    submit(again, coordinator)
    assert outcome_of(student) == "submitted"


def test_a_second_schools_nomination_stands_beside_what_the_first_withdrew():
    call = make_call(consents_required=[])
    nomination = make_nomination(call)
    student, first = nomination.nominee, nomination.institution
    withdraw(submit(nomination, make_coordinator(first)), make_coordinator(first), "Moves away.")
    student.institution = make_institution()
    student.save()
    by = make_coordinator(student.institution)
    [again] = make_drafts(call, student.institution, [student], by).drafts
    submit(again, by)
    told = {entry.nominated_by: entry.detail["outcome"] for entry in student.record_entries.standing()}
    assert told == {first: "withdrawn", student.institution: "submitted"}


def test_what_a_ministry_does_not_forward_is_not_selected():
    now = timezone.now()
    call = make_call(ministry_stage=True, ministries_close_at=now + timedelta(days=30), consents_required=[])
    make_officer("LA")
    nomination = make_nomination(call)
    submit(nomination, make_coordinator(nomination.institution))
    assert outcome_of(nomination.nominee) == "submitted"
    settle(call, now + timedelta(days=31))
    assert outcome_of(nomination.nominee) == "not_selected"


def test_an_offer_accepted_or_declined_is_in_the_record():
    call = make_decided_call(selected=2, waiting=1)
    first, second = call.offers.select_related("nomination__nominee").order_by("pk")
    accept(first, make_user())
    assert outcome_of(first.nomination.nominee) == "accepted"
    decline(second, make_user())
    assert outcome_of(second.nomination.nominee) == "declined"
    promoted = call.nominations.exclude(pk__in=[first.nomination_id, second.nomination_id]).get()
    assert promoted.state == NominationState.SELECTED
    assert outcome_of(promoted.nominee) == "selected"


def test_taking_part_stands_while_the_place_is_confirmed():
    edition, person = make_edition(), make_person()
    registration = register(edition, person, by="test")
    entry = person.record_entries.get()
    assert (entry.kind, entry.title, entry.organiser) == (EntryKind.PROGRAMME, edition.title, edition.host)
    cancel(registration, make_user(), "Ill.")
    assert person.record_entries.get().withdrawn_at


def test_an_edition_renamed_is_renamed_in_the_record():
    edition, person = make_edition(state=EditionState.PUBLISHED), make_person()
    register(edition, person, by="test")
    edition.title = "Renamed"
    edition.save()
    edition_changed.send(type(edition), edition=edition, changed=["title"])
    assert person.record_entries.get().title == "Renamed"


def test_a_certificate_stands_in_the_record_until_it_is_revoked():
    certificate = make_certificate()
    person = certificate.registration.person
    assert person.record_entries.get(kind=EntryKind.CERTIFICATE).detail["code"] == certificate.code
    revoke(certificate, make_user(), "A mistake.")
    assert person.record_entries.get(kind=EntryKind.CERTIFICATE).withdrawn_at


def test_certificates_for_everybody_stand_in_everybodys_record_once():
    edition = make_edition()
    people = [make_registration(edition).person for _ in range(3)]
    issue_to_all(edition, make_user())
    issue_to_all(edition, make_user())
    assert [person.record_entries.filter(kind=EntryKind.CERTIFICATE).count() for person in people] == [1, 1, 1]


def test_what_is_undone_is_in_no_record():
    with transaction.atomic():
        write_entry(new())
        transaction.set_rollback(True)
    assert not RecordEntry.objects.exists()
