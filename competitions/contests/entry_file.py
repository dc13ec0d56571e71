"""Contestants from a file: `contestant,country,name,guest`, the last two optional, in any order of columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from competitions.contests.entering import open_for_entries
from competitions.contests.mark_faults import Fault
from competitions.contests.mark_rows import NO, YES
from competitions.contests.models import Contest, Entry
from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.files.tables import Row, Table

NEEDED = ("contestant", "country")
TAKEN = ("contestant", "country", "name", "guest")
LONGEST = {"contestant": 20, "country": 60, "name": 200}


class Verdict(TextChoices):
    """What storing one row or cell of a file would do."""

    NEW = "new", gettext_lazy("new")
    CHANGED = "changed", gettext_lazy("changed")
    SAME = "same", gettext_lazy("unchanged")
    WRONG = "wrong", gettext_lazy("wrong")


@dataclass(frozen=True)
class FileEntry:
    """One contestant as the file says. A field that is None has no column in the file."""

    code: str
    delegation: str
    country: str
    name: str | None
    guest: bool | None


@dataclass(frozen=True)
class EntryRow:
    """One row of the file and what it would do; `changes` gives for each changed field what is and what would be."""

    number: int
    entry: FileEntry
    verdict: Verdict
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class EntryFile:
    """The whole file judged against the contest's entries. Nothing is stored while `faults` has any."""

    rows: list[EntryRow]
    faults: list[Fault]
    passed_over: list[str]

    def count(self, verdict: Verdict) -> int:
        return sum(1 for row in self.rows if row.verdict == verdict)

    @property
    def storable(self) -> bool:
        return not self.faults and any(row.verdict in {Verdict.NEW, Verdict.CHANGED} for row in self.rows)


def judge_entries(table: Table, known: Mapping[str, Entry]) -> EntryFile:
    """Judge each row of the table; `known` are the contest's entries by code."""
    at = {name.casefold(): place for place, name in enumerate(table.header) if name}
    missing = [name for name in NEEDED if name not in at]
    if missing:
        return EntryFile([], [Fault(_("The column is missing."), 1, name) for name in missing], [])
    faults: list[Fault] = []
    rows: list[EntryRow] = []
    seen: dict[str, int] = {}
    for row in table.rows:
        found = read_row(row, table, at)
        if isinstance(found, list):
            faults += found
            continue
        if (first := seen.setdefault(found.code.casefold(), row.number)) != row.number:
            faults.append(
                Fault(
                    _("“%(contestant)s” already stands on line %(line)s.") % {"contestant": found.code, "line": first},
                    row.number, "contestant",
                )
            )
            continue
        rows.append(judged(row.number, found, known.get(found.code)))
    passed_over = [name for name in table.header if name and name.casefold() not in TAKEN]
    return EntryFile(rows, faults, passed_over)


def read_row(row: Row, table: Table, at: Mapping[str, int]) -> FileEntry | list[Fault]:
    """The contestant the row tells of, or all that is wrong with it."""
    cells = {name: " ".join(row.cells[place].split()) for name, place in at.items() if name in TAKEN}
    taken_columns = {at[name] for name in cells}
    faults = [
        Fault(reason, row.number, table.column_name(place))
        for place, reason in row.troubles
        if place in taken_columns or place >= len(table.header)
    ]
    faults += [Fault(_("The cell is empty."), row.number, name) for name in NEEDED if not cells[name]]
    for name, longest in LONGEST.items():
        if len(cells.get(name, "")) > longest:
            faults.append(Fault(_("This has more than %(n)s letters.") % {"n": longest}, row.number, name))
    if (guest := cells.get("guest", "").casefold()) not in YES | NO:
        wrong = _("“%(text)s” does not say whether this is a guest: write 1 or 0.") % {"text": guest[:40]}
        faults.append(Fault(wrong, row.number, "guest"))
    if faults:
        return faults
    return FileEntry(
        code=cells["contestant"], delegation=cells["country"], country=country_code(cells["country"]),
        name=cells.get("name"), guest=guest in YES if "guest" in cells else None,
    )


def country_code(text: str) -> str:
    """The ISO code of the country as the file names it; '' for historic states and joint teams."""
    return countries.alpha2(text) or countries.by_name(text) or ""


def judged(number: int, found: FileEntry, known: Entry | None) -> EntryRow:
    if known is None:
        return EntryRow(number, found, Verdict.NEW)
    changes = {}
    if found.delegation != known.delegation:
        changes["country"] = (known.delegation, found.delegation)
    if found.name is not None and found.name != known.name and not known.registration_id:
        changes["name"] = (known.name, found.name)
    if found.guest is not None and found.guest != known.guest:
        changes["guest"] = (yes_or_no(known.guest), yes_or_no(found.guest))
    return EntryRow(number, found, Verdict.CHANGED if changes else Verdict.SAME, changes)


def yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")


def preview_entries(contest: Contest, table: Table) -> EntryFile:
    return judge_entries(table, {entry.code: entry for entry in contest.entries.all()})


def enter_file(contest: Contest, table: Table, by: User, *, file_name: str) -> EntryFile:
    """Store what the file says, all of it or nothing. Raises Refused if anything in it is wrong now."""
    with transaction.atomic():
        open_for_entries(contest)
        known = {entry.code: entry for entry in contest.entries.all()}
        judgement = judge_entries(table, known)
        if judgement.faults:
            raise Refused(_("Nothing is stored: the file has something wrong. Look at it again."))
        new = [unsaved(contest, row.entry) for row in judgement.rows if row.verdict == Verdict.NEW]
        changed = [brought_up(known[row.entry.code], row) for row in judgement.rows if row.verdict == Verdict.CHANGED]
        Entry.objects.bulk_create(new, batch_size=500)
        store_changed(changed)
        record("entered contestants from a file", contest, by, new=len(new), changed=len(changed), file=file_name)
    return judgement


def unsaved(contest: Contest, found: FileEntry) -> Entry:
    return Entry(
        contest=contest, code=found.code, delegation=found.delegation, country=found.country,
        name=found.name or "", guest=bool(found.guest),
    )


def brought_up(entry: Entry, row: EntryRow) -> Entry:
    if "country" in row.changes:
        entry.delegation, entry.country = row.entry.delegation, row.entry.country
    if "name" in row.changes:
        entry.name = row.entry.name
    if "guest" in row.changes:
        entry.guest = row.entry.guest
    return entry


def store_changed(entries: Sequence[Entry]) -> None:
    Entry.objects.bulk_update(entries, ["delegation", "country", "name", "guest"], batch_size=200)
