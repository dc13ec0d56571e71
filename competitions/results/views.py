"""The jury's pages: the live standing, the meeting, publication and its correction."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from competitions.contests import loading
from competitions.contests.forms import posted
from competitions.contests.models import Contest, ContestState
from competitions.contests.tabs import tabs
from competitions.results.correct import take_up_again
from competitions.results.cutoffs import keep_choice, last_choice, present_cutoffs, stands
from competitions.results.forms import ChoiceForm, CorrectionForm, PublishForm
from competitions.results.medals import outcome
from competitions.results.meeting import DraftRefused, OutcomeShown, meeting, query_of, read_draft
from competitions.results.publish import in_the_way, publish, unsettled_words
from competitions.results.sheet import read_sheet
from competitions.results.table import moment_of, table_rows
from core.accounts.access import requires
from core.audit.lifecycle import Refused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
ROWS = 100
NO_NEWS = 204


@requires("results.see_standing", loading.contest)
@require_safe
def standing(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Who stands where; the page asks every few seconds, and gets nothing while nothing changed."""
    moment = moment_of(contest)
    if request.htmx and request.GET.get("seen") == moment:
        return HttpResponse(status=NO_NEWS)
    sheet = read_sheet(contest)
    ranking = sheet.ranked(present_cutoffs(contest, sheet))
    asked = request.GET.get("page", "")
    pages = max(1, -(-len(sheet.entries) // ROWS))
    page = min(pages, max(1, int(asked))) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    template = "standing_part" if request.htmx else "standing"
    return render(request, f"competitions/results/{template}.html", {
        "contest": contest, "tabs": tabs(request.user, contest), "here": "standing", "sheet": sheet, "moment": moment,
        "rows": table_rows(sheet, ranking, (page - 1) * ROWS, ROWS), "page": page, "pages": pages,
        "outcome": OutcomeShown(outcome(ranking.levels, ranking.cutoffs)), "chosen": last_choice(contest) is not None,
        "unsettled": len(sheet.unsettled),
    })


@requires("results.see_standing", loading.contest)
@require_safe
def jury_meeting(request: HttpRequest, contest: Contest) -> HttpResponse:
    """The proposals beside the jury's draft, which the address carries; a moved cut-off shows what it would do."""
    sheet = read_sheet(contest)
    before, choice = present_cutoffs(contest, sheet), last_choice(contest)
    wrong = ""
    try:
        draft = read_draft(request.GET, before)
    except DraftRefused as refusal:
        draft, wrong = before, str(refusal)
    part = request.htmx and not request.htmx.boosted
    return render(request, f"competitions/results/{'meeting_part' if part else 'meeting'}.html", {
        "contest": contest, "tabs": tabs(request.user, contest), "here": "jury_meeting", "sheet": sheet,
        "meeting": meeting(sheet, before, draft), "wrong": wrong, "choice": choice, "stale": not stands(choice, sheet),
        "choices": contest.cutoff_choices.select_related("by").order_by("-pk")[:20],
        "unsettled": unsettled_words(sheet), "in_the_way": in_the_way(contest, sheet),
        "may_decide": contest.state == ContestState.JURY and request.user.has_perm("results.decide", contest),
        "may_take_up": request.user.has_perm("results.decide", contest),
    })


@requires("results.decide", loading.contest)
@GET_OR_POST
def choose_cutoffs(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Confirm the draft that the address carries, with the jury's note."""
    sheet = read_sheet(contest)
    back = reverse("jury_meeting", kwargs={"key": contest.key})
    try:
        draft = read_draft(request.GET, present_cutoffs(contest, sheet))
    except DraftRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    form = ChoiceForm(posted(request), initial={"seen": sheet.digest})
    if request.method == "POST" and form.is_valid():
        try:
            keep_choice(contest, draft, form.cleaned_data["note"], request.user, seen=form.cleaned_data["seen"])
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(f"{back}?{query_of(draft)}")
        messages.success(request, _("The jury's choice is kept."))
        return redirect(back)
    shown = meeting(sheet, present_cutoffs(contest, sheet), draft).draft
    return render(request, "competitions/results/choose.html", {
        "contest": contest, "form": form, "shown": shown, "back": f"{back}?{query_of(draft)}",
    })


@requires("results.decide", loading.contest)
@GET_OR_POST
def publish_results(request: HttpRequest, contest: Contest) -> HttpResponse:
    sheet = read_sheet(contest)
    obstacles = in_the_way(contest, sheet)
    unsettled = unsettled_words(sheet)
    form = PublishForm(posted(request), settled=not unsettled)
    if request.method == "POST" and form.is_valid():
        try:
            publish(
                contest, request.user, note=form.cleaned_data["note"], reason=form.cleaned_data.get("reason", "")
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("publish_results", key=contest.key)
        messages.success(request, _("The results are published."))
        return redirect("results", key=contest.key)
    return render(request, "competitions/results/publish.html", {
        "contest": contest, "form": form, "obstacles": obstacles, "unsettled": unsettled,
        "choice": last_choice(contest), "publishable": contest.state == ContestState.JURY and not obstacles,
        "replaces": contest.publications.filter(state="published").exists(),
    })


@requires("results.decide", loading.contest)
@GET_OR_POST
def correct_results(request: HttpRequest, contest: Contest) -> HttpResponse:
    form = CorrectionForm(posted(request))
    back = reverse("jury_meeting", kwargs={"key": contest.key})
    if request.method == "POST" and form.is_valid():
        try:
            take_up_again(
                contest, request.user, form.cleaned_data["reason"], still_shown=form.cleaned_data["shown"] == "yes"
            )
            messages.success(request, _("The contest is before the jury again."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(back)
    return render(request, "pages/confirm.html", {
        "heading": _("Take the published results up again?"), "form": form, "submit": _("Take them up again"),
        "consequence": _("The jury can change cut-offs, or open marking again. A new publication replaces this list."),
        "cancel": back,
    })
