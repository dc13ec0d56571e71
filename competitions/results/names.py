"""Whose name stands in a published list: whoever consented to it, and nobody else."""

from competitions.contests.models import Entry
from events.certificates.issue import name_may_be_shown, shown_name
from events.registration.models import Registration
from talent.people.consent import item_standing
from talent.people.models import ConsentKind, ConsentStanding


def may_be_named(registration: Registration | None) -> bool:
    """Only somebody registered, with the consent to the name, and whose taking part is not refused or unanswered.

    Somebody entered from a file was asked by nobody, so the contestant's code stands for them. Reads the
    consent's items: prefetch them for a list.
    """
    if registration is None or registration.state == Registration.State.CANCELLED:
        return False
    taking_part = item_standing(registration.consent, ConsentKind.TAKING_PART)
    return taking_part in {None, ConsentStanding.GIVEN} and name_may_be_shown(registration)


def published_name(entry: Entry) -> str:
    """The name for the list, '' where the contestant's code stands alone."""
    return shown_name(entry.registration) if may_be_named(entry.registration) else ""
