"""Writing into talent records: for every room and floor above that has something to tell of a person.

All of it runs in the caller's transaction, so an entry stands exactly while the act that it tells of does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from talent.people.models import Person
from talent.people.record.details import Detail, stored
from talent.people.record.models import RecordEntry

AT_ONCE = 500
# Where the person was and who nominated them is told once, by the first writing.
REWRITTEN = ("title", "on", "organiser", "consent", "detail", "withdrawn_at", "updated_at")


@dataclass(frozen=True)
class NewEntry:
    """One entry to be written. `source` names what it tells of ("nomination:k7…"), one entry for each.

    `on` is the day it is put under: the last day of what was attended, the day of a decision. `nominated_by`,
    `organiser` (institutions) and `consent` (a consent request) are primary keys; the consent decides what others than
    the family and its schools may see.
    """

    person: Person
    source: str
    title: str
    on: date
    detail: Detail
    nominated_by: int | None = None
    organiser: int | None = None
    consent: int | None = None


def write_entry(entry: NewEntry) -> None:
    """Write one entry, or write it anew with other words; an entry withdrawn before stands again."""
    write_entries([entry])


def write_entries(entries: Iterable[NewEntry]) -> None:
    """Write many, in one statement for each five hundred. Of two with one source the later counts.

    Nothing is written about somebody who was made anonymous.
    """
    rows = {each.source: row_of(each) for each in entries if each.person.erased_at is None}
    lot = list(rows.values())
    for begin in range(0, len(lot), AT_ONCE):
        RecordEntry.objects.bulk_create(
            lot[begin : begin + AT_ONCE], update_conflicts=True, unique_fields=["source"], update_fields=REWRITTEN
        )


def row_of(entry: NewEntry) -> RecordEntry:
    return RecordEntry(
        person_id=entry.person.pk, kind=entry.detail.kind, title=entry.title[:250], on=entry.on,
        institution_id=entry.person.institution_id, nominated_by_id=entry.nominated_by,
        organiser_id=entry.organiser, consent_id=entry.consent, detail=stored(entry.detail), source=entry.source,
    )


def withdraw_entry(source: str) -> None:
    """What the entry told of no longer holds (a certificate revoked, a result corrected away)."""
    withdraw_entries([source])


def withdraw_entries(sources: Iterable[str]) -> None:
    """Withdraw many; those that were withdrawn before, or never written, change nothing."""
    named, now = list(sources), timezone.now()
    for begin in range(0, len(named), AT_ONCE):
        RecordEntry.objects.standing().filter(source__in=named[begin : begin + AT_ONCE]).update(
            withdrawn_at=now, updated_at=now
        )
