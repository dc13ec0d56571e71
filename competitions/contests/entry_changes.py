"""What changes in one entry: guest or not, withdrawn or entered again."""

from django.db import transaction
from django.utils.translation import gettext as _

from competitions.contests.models import Contest, ContestState, Entry, EntryState
from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record


def changeable(entry: Entry) -> None:
    """Lock the contest and see that its list is not published. Raises Refused."""
    contest = Contest.objects.select_for_update(no_key=True).get(pk=entry.contest_id)
    if contest.state == ContestState.PUBLISHED:
        raise Refused(_("The results are published. The jury takes them up again before anything changes."))


def set_guest(entry: Entry, guest: bool, by: User) -> Entry:
    """Make a contestant a guest, or one of the official ranking. Raises Refused."""
    with transaction.atomic():
        changeable(entry)
        if Entry.objects.filter(pk=entry.pk).exclude(guest=guest).update(guest=guest):
            record("made a guest" if guest else "made a contestant of the official ranking", entry, by)
    entry.guest = guest
    return entry


def withdraw_entry(entry: Entry, by: User, reason: str) -> Entry:
    """Take the contestant out of the contest; their marks are kept and count no more. Raises Refused."""
    with transaction.atomic():
        changeable(entry)
        return Entry.lifecycle.move(entry, EntryState.WITHDRAWN, by=by, reason=reason)


def enter_again(entry: Entry, by: User) -> Entry:
    """Undo a withdrawal. Raises Refused."""
    with transaction.atomic():
        changeable(entry)
        return Entry.lifecycle.move(entry, EntryState.ENTERED, by=by)
