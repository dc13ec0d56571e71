"""Moving an edition's dates: every place stays, everybody is told, and it can be taken back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from events.calling_off.models import Postponement
from events.programmes.models import Edition, EditionState
from events.programmes.signals import edition_changed

MOVABLE = (EditionState.PUBLISHED, EditionState.CLOSED)
DATES = ["starts_at", "ends_at", "registration_closes_at"]


@dataclass(frozen=True)
class NewDates:
    """When it is held now, until when one registers, and until when a place given up gives everything back."""

    starts_at: datetime
    ends_at: datetime
    closes_at: datetime | None = None
    given_back_until: datetime | None = None


def why_not(edition: Edition, dates: NewDates, now: datetime) -> str:
    """A sentence for what is wrong with these dates, '' if nothing is."""
    wrong = [
        (edition.state not in MOVABLE,
         _("Only a published or closed edition has dates that others rely on. Change those of a draft.")),
        (edition.ends_at <= now, _("It is over already.")),
        (dates.ends_at < dates.starts_at, _("It cannot end before it begins.")),
        (dates.starts_at <= now, _("The new first day is past.")),
        ((dates.starts_at, dates.ends_at) == (edition.starts_at, edition.ends_at),
         _("These are the dates that it has already.")),
        (dates.closes_at is not None and dates.closes_at > dates.ends_at,
         _("Registration closes only after the edition ends. Set an earlier date.")),
        (dates.given_back_until is not None and dates.given_back_until > dates.starts_at,
         _("Whoever cannot come on the new dates must say so before it begins.")),
    ]
    return next((sentence for amiss, sentence in wrong if amiss), "")


def postpone(edition: Edition, dates: NewDates, by: User, reason: str) -> Postponement:
    """Move the edition to the new dates. Raises Refused with a sentence."""
    from events.calling_off.tasks import tell_of_postponement

    if not (reason := reason.strip()):
        raise Refused(_("Say why; everybody reads it."))
    with transaction.atomic():
        held = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        if wrong := why_not(held, dates, timezone.now()):
            raise Refused(wrong)
        postponement = Postponement.objects.create(
            edition=held, old_starts_at=held.starts_at, old_ends_at=held.ends_at,
            old_closes_at=held.registration_closes_at, new_starts_at=dates.starts_at, new_ends_at=dates.ends_at,
            new_closes_at=dates.closes_at, old_notice=held.notice, old_given_back_until=held.given_back_until,
            reason=reason, by=by,
        )
        set_dates(held, dates, reason)
        record("dates moved", held, by, reason=reason, before=held_dates(postponement, old=True),
               after=held_dates(postponement, old=False))
        tell_of_postponement.enqueue(postponement.pk)
    edition.refresh_from_db()
    return postponement


def set_dates(edition: Edition, dates: NewDates, notice: str) -> None:
    edition.starts_at, edition.ends_at = dates.starts_at, dates.ends_at
    edition.registration_closes_at = dates.closes_at
    edition.given_back_until, edition.notice = dates.given_back_until, notice
    edition.save()
    edition_changed.send(Edition, edition=edition, changed=DATES)


def held_dates(postponement: Postponement, *, old: bool) -> list[str]:
    if old:
        return [postponement.old_starts_at.isoformat(), postponement.old_ends_at.isoformat()]
    return [postponement.new_starts_at.isoformat(), postponement.new_ends_at.isoformat()]


def last_postponement(edition: Edition) -> Postponement | None:
    return edition.postponements.filter(undone_at__isnull=True).select_related("by").first()


def why_not_back(edition: Edition, postponement: Postponement, now: datetime) -> str:
    """A sentence for why this moving of dates cannot be taken back, '' if it can."""
    if edition.state not in MOVABLE or postponement.undone_at is not None:
        return _("This cannot be taken back any more.")
    if postponement.old_starts_at <= now:
        return _("The first day that it had before is past.")
    if (edition.starts_at, edition.ends_at) != (postponement.new_starts_at, postponement.new_ends_at):
        return _("Its dates were changed again since.")
    return ""


def move_back(postponement: Postponement, by: User) -> Edition:
    """The dates, the closing and the notice that it had before; everybody is told again. Raises Refused."""
    from events.calling_off.tasks import tell_of_move_back

    with transaction.atomic():
        held = Edition.objects.select_for_update(no_key=True).get(pk=postponement.edition_id)
        postponement = Postponement.objects.select_for_update().get(pk=postponement.pk)
        if wrong := why_not_back(held, postponement, timezone.now()):
            raise Refused(wrong)
        before = NewDates(
            postponement.old_starts_at, postponement.old_ends_at, postponement.old_closes_at,
            postponement.old_given_back_until,
        )
        set_dates(held, before, postponement.old_notice)
        postponement.undone_at = timezone.now()
        postponement.save(update_fields=["undone_at", "updated_at"])
        record("dates moved back", held, by)
        tell_of_move_back.enqueue(postponement.pk)
    return held
