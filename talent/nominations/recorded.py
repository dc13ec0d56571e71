"""What nominations write into talent records, in the transaction of each act."""

from collections.abc import Iterable
from datetime import datetime

from core.accounts.zones import zone_or_utc
from talent.nominations.models import NOT_HANDED_IN, Nomination, NominationState
from talent.people.record.details import NominationDetail, Outcome
from talent.people.record.entries import NewEntry, withdraw_entries, write_entries

# Before a decision all that matters is that somebody was nominated.
OUTCOMES = {
    NominationState.SELECTED: Outcome.SELECTED,
    NominationState.WAITING_LIST: Outcome.WAITING_LIST,
    NominationState.NOT_SELECTED: Outcome.NOT_SELECTED,
    NominationState.NOT_FORWARDED: Outcome.NOT_SELECTED,
    NominationState.WITHDRAWN: Outcome.WITHDRAWN,
}


def source_of(nomination: Nomination) -> str:
    """One entry for each school that nominated: a nomination may pass from a school that withdrew it to another."""
    return f"nomination:{nomination.key}:{nomination.institution_id}"


def keep_in_record(nominations: Iterable[Nomination], outcome: Outcome | None = None) -> None:
    """Write how the nominations stand now, or the `outcome` of an offer; a draft stands in no record.

    Load `call` and `nominee` for a list. Runs in the caller's transaction.
    """
    nominations = list(nominations)
    drafts = [each for each in nominations if each.state in NOT_HANDED_IN or each.submitted_at is None]
    withdraw_entries(source_of(each) for each in drafts)
    write_entries(
        entry_of(each, each.submitted_at, outcome) for each in nominations if each.submitted_at and each not in drafts
    )


def entry_of(nomination: Nomination, submitted_at: datetime, outcome: Outcome | None) -> NewEntry:
    call = nomination.call
    became = outcome or OUTCOMES.get(NominationState(nomination.state), Outcome.SUBMITTED)
    return NewEntry(
        person=nomination.nominee, source=source_of(nomination), title=call.title,
        on=submitted_at.astimezone(zone_or_utc(call.zone)).date(),
        detail=NominationDetail(call=call.key, outcome=became.value), nominated_by=nomination.institution_id,
        organiser=call.institution_id, consent=nomination.consent_id,
    )
