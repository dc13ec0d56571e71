"""What published results write into talent records: a rank for each contestant, and the award where there is one."""

from collections.abc import Sequence

from competitions.contests.mark import number_text
from competitions.contests.models import Contest
from competitions.results.medals import Award
from competitions.results.models import PublishedResult
from competitions.results.sheet import ResultSheet
from core.accounts.zones import zone_or_utc
from talent.people.record.details import AwardDetail, ContestDetail
from talent.people.record.entries import NewEntry, withdraw_entries, write_entries


def keep_in_record(contest: Contest, sheet: ResultSheet, results: Sequence[PublishedResult]) -> None:
    """Write what the list says of everybody registered, and withdraw what an earlier list said and this does not."""
    maximum = number_text(sheet.highest_possible)
    entries = [entry for result in results for entry in entries_of(contest, result, maximum)]
    written = {entry.source for entry in entries}
    withdraw_entries(source for source in sources_of(contest) if source not in written)
    write_entries(entries)


def take_from_record(contest: Contest) -> None:
    """The list is taken back: nothing of it stands until another is published."""
    withdraw_entries(sources_of(contest))


def sources_of(contest: Contest) -> list[str]:
    """Of every contestant registered, also of those who were withdrawn since."""
    keys = contest.entries.filter(registration__isnull=False).values_list("key", flat=True)
    return [f"{kind}:{key}" for key in keys for kind in ("result", "award")]


def entries_of(contest: Contest, result: PublishedResult, maximum: str) -> list[NewEntry]:
    entry, registration = result.entry, result.entry.registration
    if registration is None:
        return []
    edition = contest.edition
    told = {
        "person": registration.person, "title": contest.title, "nominated_by": registration.institution_id,
        "on": edition.ends_at.astimezone(zone_or_utc(edition.zone)).date(), "organiser": edition.host_id,
        "consent": registration.consent_id,
    }
    rank = ContestDetail(
        contest=contest.key, rank="" if result.guest else str(result.rank), total=number_text(result.total),
        maximum=maximum,
    )
    found = [NewEntry(source=f"result:{entry.key}", detail=rank, **told)]
    if result.award:
        words = str(Award(result.award).label)
        award = AwardDetail(contest=contest.key, award=result.award, words=words)
        found.append(NewEntry(source=f"award:{entry.key}", detail=award, **told))
    return found
