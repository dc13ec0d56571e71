"""The minutes of a panel's meeting as PDF: who was there, what was decided, and whom the discussion was about."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.documents.typeset import pdf_response, typeset
from core.templatetags.pages import moment_text
from talent.reviews.models import DiscussionNote, PanelMeeting
from talent.reviews.standing import CalibratedScore, score_words
from talent.selection.meeting import Band
from talent.selection.models import Proposal

Notes = Mapping[int, Sequence[DiscussionNote]]


def minutes_file(
    meeting: PanelMeeting, proposal: Proposal | None, scores: Mapping[int, CalibratedScore], band: Band, notes: Notes
) -> HttpResponse:
    values = {
        "title": _("Panel meeting"), "name": meeting.call.title, "facts": facts_of(meeting),
        "decided_title": _("Decided"), "decided": meeting.decided,
        "minutes_title": _("Minutes"), "minutes": meeting.minutes,
        "discussed_title": _("Near the last place, or discussed"),
        "discussed": discussed(proposal, scores, band, notes),
        "language": (get_language() or "en").split("-")[0],
        "foot": _("Made by Luminary on %(day)s") % {"day": date_format(timezone.localdate())},
    }
    return pdf_response(typeset("talent/selection/minutes.typ", values), f"panel-meeting-{meeting.key}.pdf")


def facts_of(meeting: PanelMeeting) -> list[tuple[str, str]]:
    present = [str(each.user) for each in meeting.present.select_related("user").order_by("user__name", "pk")]
    facts = [
        (_("Held"), moment_text(meeting.held_at, meeting.call.zone)), (_("Present"), ", ".join(present)),
    ]
    if meeting.guests:
        facts.append((_("Others present"), meeting.guests))
    facts.append((_("Recorded by"), str(meeting.by or _("somebody whose account is gone"))))
    return facts


def discussed(
    proposal: Proposal | None, scores: Mapping[int, CalibratedScore], band: Band, notes: Notes
) -> list[dict[str, Any]]:
    """A line for each nomination near the last place, and each that a note is about, by rank."""
    if proposal is None:
        return []
    rows = proposal.standings.filter(nomination__in={*band.nominations, *notes}).select_related(
        "nomination__nominee", "nomination__institution"
    )
    return [
        {
            "rank": str(row.rank), "name": row.nomination.nominee.both_names, "school": row.nomination.institution.name,
            "score": score_words(scores.get(row.nomination_id)), "place": row.place,
            "notes": [note.text for note in notes.get(row.nomination_id, [])],
        }
        for row in rows.order_by("rank")
    ]
