"""Publishing an edition, taking it back, closing and archiving it; and what must be true before each."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.lifecycle import Refused
from core.audit.record import Actor
from events.programmes.models import EDITION_LIFECYCLE, Edition, EditionState
from talent.institutions.models import InstitutionState

Check = Callable[[Edition], Iterable[str]]
CHECKS: dict[str, list[Check]] = defaultdict(list)


def checked_before(state: str) -> Callable[[Check], Check]:
    """Register a check that an edition passes before it moves to `state`: it gives a sentence for each thing amiss.

    Rooms above programmes register theirs in `shown.py`.
    """

    def register(check: Check) -> Check:
        CHECKS[state].append(check)
        return check

    return register


def lacks(edition: Edition, state: str) -> list[str]:
    """What stands in the way of the edition's moving to `state`, a sentence each."""
    return [sentence for check in CHECKS[state] for sentence in check(edition)]


def move_edition(edition: Edition, state: str, by: Actor, reason: str = "") -> Edition:
    """Move the edition to `state` if nothing stands in the way; else Refused with the first sentence."""
    if amiss := lacks(edition, state):
        raise Refused(amiss[0])
    return EDITION_LIFECYCLE.move(edition, state, by=by, reason=reason)


def publish(edition: Edition, by: Actor) -> Edition:
    """Give the edition its public page, from a draft or again after closing."""
    return move_edition(edition, EditionState.PUBLISHED, by)


def unpublish(edition: Edition, by: Actor, reason: str = "") -> Edition:
    return move_edition(edition, EditionState.DRAFT, by, reason)


def close(edition: Edition, by: Actor, reason: str = "") -> Edition:
    return move_edition(edition, EditionState.CLOSED, by, reason)


def archive(edition: Edition, by: Actor, reason: str = "") -> Edition:
    return move_edition(edition, EditionState.ARCHIVED, by, reason)


@checked_before(EditionState.PUBLISHED)
def complete(edition: Edition) -> Iterable[str]:
    now = timezone.now()
    if not edition.summary.strip():
        yield _("Say in short what it is: the public page begins with it.")
    if not edition.online and not edition.venue.strip():
        yield _("Name the venue, or say that it is held on line.")
    if edition.ends_at <= now:
        yield _("Its dates are past. Set the dates of the coming edition.")
    if edition.host.state != InstitutionState.VERIFIED:
        yield _("The host, %(host)s, is not verified. Choose a verified host.") % {"host": edition.host}
    if not edition.open_registration:
        return
    if edition.registration_closes_at is None:
        yield _("Schools may register students: say until when.")
    elif edition.registration_closes_at <= now:
        yield _("The date on which registration closes is past.")
    elif edition.registration_closes_at > edition.ends_at:
        yield _("Registration closes only after the edition ends. Set an earlier date.")


@checked_before(EditionState.ARCHIVED)
def over(edition: Edition) -> Iterable[str]:
    if edition.state != EditionState.CANCELLED and edition.ends_at > timezone.now():
        yield _("It has not ended yet. An edition is archived when it is over.")
