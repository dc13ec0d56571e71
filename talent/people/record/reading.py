"""Reading a person's record, as far as the reader sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from talent.people.consent import item_standing
from talent.people.models import ConsentKind, ConsentStanding, Person
from talent.people.record.details import Detail, read
from talent.people.record.models import RecordEntry
from talent.people.record.sight import PUBLISHED, Looking, Told, may_see
from talent.people.record.words import detail_words


@dataclass(frozen=True)
class Line:
    """One entry as it is shown."""

    entry: RecordEntry
    detail: Detail
    words: str

    @property
    def withdrawn(self) -> bool:
        return self.entry.withdrawn_at is not None


@dataclass(frozen=True)
class Year:
    year: int
    lines: list[Line]


def told_by(entry: RecordEntry) -> Told:
    """What the rules need to know of an entry; reads its consent's items and its school: load them for a list."""
    schools = {entry.institution_id} | ({entry.nominated_by_id} if entry.nominated_by_id else set())
    return Told(
        kind=entry.kind, schools=frozenset(schools), written_at=entry.created_at,
        withdrawn=entry.withdrawn_at is not None,
        named=item_standing(entry.consent, ConsentKind.NAME) == ConsentStanding.GIVEN,
        country=entry.institution.country.code,
    )


def lines_of(person: Person, lookings: Sequence[Looking]) -> list[Line]:
    """The entries that are shown to who looks (for several schools: to any of them), the newest first.

    Two queries, however many there are.
    """
    entries = (
        RecordEntry.objects.filter(person=person).select_related("institution", "nominated_by", "organiser", "consent")
        .prefetch_related("consent__items").order_by("-on", "-pk")
    )
    return [line_of(each) for each in entries if any(may_see(looking, told_by(each)) for looking in lookings)]


def line_of(entry: RecordEntry) -> Line:
    detail = read(entry.kind, entry.detail)
    return Line(entry, detail, detail_words(detail))


def by_year(lines: list[Line]) -> list[Year]:
    return [Year(year, list(found)) for year, found in groupby(lines, key=lambda line: line.entry.on.year)]


def published_of(country: str) -> QuerySet[RecordEntry]:
    """What a ministry sees of its country: the same as `may_see` says, as a query."""
    return (
        RecordEntry.objects.standing().named()
        .filter(kind__in=PUBLISHED, institution__country=country, person__erased_at__isnull=True)
        .select_related("person", "institution", "organiser")
    )
