"""The panel's meeting on a page: the ranked list with its borderline band, notes, and the record of the meeting."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.lists.listing import Column, Filter, Listing
from talent.calls.loading import load_call
from talent.calls.models import Call
from talent.reviews.models import DiscussionNote, PanelMeeting
from talent.reviews.scoring import shown
from talent.reviews.standing import CalibratedScore, score_words
from talent.selection import meeting as acts
from talent.selection.forms import MeetingForm, NoteForm
from talent.selection.loading import load_discussed, load_meeting
from talent.selection.meeting import Band, borderline
from talent.selection.minutes import minutes_file
from talent.selection.models import Proposal, ProposalState, Standing
from talent.selection.proposal_views import FILTERS, adjust_address, current_proposal


def discussion_address(standing: Standing) -> str:
    key = standing.proposal.call.key
    return reverse("discuss", kwargs={"key": key, "nomination": standing.nomination.key})


def band_of(proposal: Proposal) -> tuple[dict[int, CalibratedScore], Band]:
    """The scores that the proposal stands on, by nomination, and who is near its last place."""
    rows = list(
        proposal.standings.order_by("rank").values_list("nomination_id", "raw", "score", "error", "reviews")
    )
    scores = {
        pk: CalibratedScore(score if raw is None else raw, score, error, reviews)
        for pk, raw, score, error, reviews in rows
        if reviews
    }
    return scores, borderline(scores, [row[0] for row in rows], proposal.places)


def listing(
    scores: dict[int, CalibratedScore], band: Band, notes: dict[int, list[DiscussionNote]], *, adjustable: bool
) -> Listing:
    def of(part: str) -> Callable[[Standing], Decimal | str]:
        return lambda row: (getattr(scores.get(row.nomination_id), part, None) or "")

    def near(row: Standing) -> str:
        return _("borderline") if row.nomination_id in band.nominations else ""

    def narrow(rows: QuerySet[Standing], chosen: str) -> QuerySet[Standing]:
        return rows.filter(nomination__in=band.nominations)

    columns = [
        Column("rank", gettext_lazy("Rank"), "rank", sort="rank"),
        Column("nominee", gettext_lazy("Nominee"), "nomination.nominee.both_names", link=discussion_address),
        Column("school", gettext_lazy("School"), "nomination.institution.name"),
        Column("country", gettext_lazy("Country"), "nomination.nominee.country.name",
               machine=lambda row: str(row.nomination.nominee.country)),
        Column("score", gettext_lazy("Score"), lambda row: score_words(scores.get(row.nomination_id)),
               machine=of("score")),
        Column("error", gettext_lazy("Standard error"), of("error"), only_export=True),
        Column("raw", gettext_lazy("Mean of reviews"),
               lambda row: shown(scores[row.nomination_id].raw) if row.nomination_id in scores else "–",
               machine=of("raw")),
        Column("reviews", gettext_lazy("Reviews"), "reviews"),
        Column("near", gettext_lazy("Last place"), near),
        Column("place", gettext_lazy("Outcome"), "place", state=True),
        Column("notes", gettext_lazy("Notes"), "notes", only_page=True),
        Column("said", gettext_lazy("Notes"), only_export=True, value=lambda row: "\n".join(
            f"{note.by or ''}: {note.text}" for note in notes.get(row.nomination_id, [])
        )),
    ]
    if adjustable:
        columns.append(Column("adjust", gettext_lazy("Change"),
                              lambda row: _("Take out") if row.selected else _("Take in"),
                              link=adjust_address, only_page=True))
    return Listing(
        name="panel-meeting", columns=columns, sort="rank",
        filters=[Filter("near", gettext_lazy("Last place"), [("band", gettext_lazy("borderline"))], narrow), *FILTERS],
        search=["nomination__nominee__name", "nomination__nominee__latin_name", "nomination__institution__name"],
        empty=gettext_lazy("No nomination is in this proposal."),
    )


def notes_of(call: Call) -> dict[int, list[DiscussionNote]]:
    found = defaultdict(list)
    for note in DiscussionNote.objects.filter(nomination__call=call).select_related("by"):
        found[note.nomination_id].append(note)
    return found


@requires("selection.follow", load_call)
@require_GET
def panel_meeting(request: HttpRequest, call: Call) -> HttpResponse:
    proposal = current_proposal(call)
    runs = request.user.has_perm("selection.run", call)
    if proposal is None:
        return render(request, "talent/selection/no_proposal.html", {"call": call, "here": "meeting", "runs": runs})
    is_open = proposal.state == ProposalState.OPEN
    scores, band = band_of(proposal)
    rows = proposal.standings.select_related(
        "proposal__call", "nomination__nominee", "nomination__institution"
    ).annotate(notes=Count("nomination__discussion_notes"))
    notes = notes_of(call) if request.GET.get("export") else {}
    return listing(scores, band, notes, adjustable=is_open).answer(request, rows, "talent/selection/meeting.html", {
        "call": call, "here": "meeting", "runs": runs, "proposal": proposal, "open": is_open,
        "last": shown(band.last) if band.last is not None else "", "borderline": len(band.nominations),
        "meetings": call.panel_meetings.select_related("by"),
        "without_error": bool(scores) and all(score.error is None for score in scores.values()),
    })


@requires("selection.adjust", load_discussed)
@require_http_methods(["GET", "POST"])
def discuss(request: HttpRequest, call: Call) -> HttpResponse:
    """One nomination at the meeting: how it stands, what was said, and one more note."""
    standing: Standing = call.discussed  # type: ignore[attr-defined]
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.add_note(call, standing.nomination, form.cleaned_data["text"], request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The note is kept."))
            return redirect("discuss", key=call.key, nomination=standing.nomination.key)
    scores, band = band_of(standing.proposal)
    return render(request, "talent/selection/discuss.html", {
        "call": call, "standing": standing, "nomination": standing.nomination, "form": form,
        "score": score_words(scores.get(standing.nomination_id)), "known": scores.get(standing.nomination_id),
        "borderline": standing.nomination_id in band.nominations,
        "last": shown(band.last) if band.last is not None else "",
        "notes": standing.nomination.discussion_notes.select_related("by"),
        "open": standing.proposal.state == ProposalState.OPEN,
        "sees_reviews": request.user.has_perm("reviews.see_all", standing.nomination),
    })


@requires("selection.adjust", load_call)
@require_http_methods(["GET", "POST"])
def record_meeting(request: HttpRequest, call: Call) -> HttpResponse:
    form = MeetingForm(request.POST if request.method == "POST" else None, call=call)
    if request.method == "POST" and form.is_valid():
        try:
            meeting = acts.record_meeting(call, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The meeting is recorded."))
            return redirect("meeting_record", key=meeting.key)
    return render(request, "talent/selection/record_meeting.html", {
        "call": call, "here": "meeting", "runs": request.user.has_perm("selection.run", call), "form": form,
    })


@requires("selection.follow", load_meeting)
@require_GET
def meeting_record(request: HttpRequest, meeting: PanelMeeting) -> HttpResponse:
    if request.GET.get("export") == "pdf":
        proposal = current_proposal(meeting.call)
        scores, band = band_of(proposal) if proposal else ({}, Band(None, frozenset()))
        return minutes_file(meeting, proposal, scores, band, notes_of(meeting.call))
    return render(request, "talent/selection/meeting_record.html", {
        "call": meeting.call, "here": "meeting", "meeting": meeting,
        "runs": request.user.has_perm("selection.run", meeting.call),
        "present": meeting.present.select_related("user").order_by("user__name", "pk"),
    })
