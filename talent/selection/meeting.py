"""The panel's meeting: who is near the last place, what was said of whom, and what was decided by whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from talent.calls.models import Call
from talent.nominations.models import Nomination
from talent.reviews.closing import reviews_are_closed
from talent.reviews.conflicts import barred_from
from talent.reviews.models import DiscussionNote, Panellist, PanelMeeting
from talent.reviews.standing import CalibratedScore


@dataclass(frozen=True)
class Band:
    """The score of the last place, and the nominations (by pk) that are within their standard error of it.

    `last` is None where everybody has a place, or nobody a score.
    """

    last: Decimal | None
    nominations: frozenset[int]


def borderline(scores: Mapping[int, CalibratedScore], ranked: Sequence[int], places: int) -> Band:
    """Who is so near the last place by score that another panel might have decided otherwise.

    `ranked` are the nominations in the order of the proposal. A nomination without an error is in the band only with
    the very score of the last place: nothing tells how sure its score is.
    """
    scored = [pk for pk in ranked if pk in scores]
    if not 0 < places < len(scored):
        return Band(None, frozenset())
    last = scores[scored[places - 1]].score
    near = (pk for pk in scored if abs(scores[pk].score - last) <= (scores[pk].error or 0))
    return Band(last, frozenset(near))


def add_note(call: Call, nomination: Nomination, text: str, by: User) -> DiscussionNote:
    """Keep what the panel said of a nomination. Raises Refused before the reviews are closed, or with a conflict."""
    if not (text := text.strip()):
        raise Refused(_("Write what was said."))
    with transaction.atomic():
        if not reviews_are_closed(call):
            raise Refused(_("The panel meets when the reviews are closed."))
        own = Panellist.objects.sitting().filter(call=call, user=by).first()
        if own and (bar := barred_from(own, nomination)):
            raise Refused(_("You have a conflict with this nomination (%(why)s).") % {"why": bar.label})
        note = DiscussionNote.objects.create(nomination=nomination, text=text, by=by)
        record("noted at the meeting", nomination, by, note=note.key)
    return note


def record_meeting(
    call: Call, *, held_at: datetime, present: Iterable[Panellist], guests: str, decided: str, minutes: str, by: User
) -> PanelMeeting:
    """Keep a meeting of the panel. It is never changed: whoever finds a mistake records the meeting anew.

    Raises Refused before the reviews are closed, for a meeting still to come, and without anybody present.
    """
    present = list(present)
    if not reviews_are_closed(call):
        raise Refused(_("The panel meets when the reviews are closed."))
    if held_at > timezone.now():
        raise Refused(_("A meeting is recorded once it was held."))
    if not present:
        raise Refused(_("Say who of the panel was present."))
    if any(each.call_id != call.pk for each in present):
        raise Refused(_("Somebody named is not on this panel."))
    with transaction.atomic():
        meeting = PanelMeeting.objects.create(
            call=call, held_at=held_at, guests=guests.strip(), decided=decided.strip(), minutes=minutes.strip(), by=by
        )
        meeting.present.set(present)
        record("recorded the panel's meeting", call, by, meeting=meeting.key, present=[each.key for each in present])
    return meeting
