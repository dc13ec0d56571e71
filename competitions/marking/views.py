"""The grid of marks and what belongs to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from competitions.contests import loading
from competitions.contests.lists import delegations_of
from competitions.contests.loading import ContestAnd
from competitions.contests.models import Contest, ContestState
from competitions.contests.tabs import tabs
from competitions.marking import wire
from competitions.marking.changes import changes_since
from competitions.marking.dialect import LEGEND
from competitions.marking.enter import enter_marks
from competitions.marking.grid import PAGE, Choice, read_grid
from competitions.marking.models import Mark
from competitions.marking.progress import progress_of
from competitions.marking.sheet import Saved, lines_of, save_lines
from competitions.marking.totals import row_totals
from competitions.marking.words import grid_words
from core.accounts.access import requires
from core.audit.lifecycle import Refused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@requires("marking.see_marks", loading.contest)
@require_safe
def grid(request: HttpRequest, contest: Contest) -> HttpResponse:
    choice = Choice.of(request.GET)
    return render(request, "competitions/marking/grid.html", {
        "contest": contest,
        "tabs": tabs(request.user, contest),
        "here": "marks",
        "grid": read_grid(contest, choice),
        "delegations": delegations_of(contest),
        "legend": LEGEND,
        "words": grid_words(),
        "may_enter": contest.state == ContestState.MARKING and request.user.has_perm("marking.enter_marks", contest),
    })


@requires("marking.enter_marks", loading.contest)
@require_POST
def enter(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Cells as they are typed: each is stored, overtaken or refused, and the answer says which and how it stands."""
    try:
        sent = wire.read_sent(request.body)
    except wire.NotUnderstood:
        return HttpResponseBadRequest()
    understood = wire.look_up(contest, sent)
    try:
        answers = enter_marks(contest, understood.typed, request.user)
    except Refused as refusal:
        return JsonResponse({"closed": str(refusal)}, status=423)
    answered = wire.answer_json(sent, understood, answers)
    entries = {typed.entry.pk: typed.entry for typed in understood.typed}
    return JsonResponse(
        {"marks": answered, "rows": wire.rows_json(entries.values(), row_totals(contest))},
        status=wire.worst_status(answered),
    )


@requires("marking.see_marks", loading.contest)
@require_safe
def changes(request: HttpRequest, contest: Contest) -> HttpResponse:
    """What changed since `?since=`; with the totals of the page's rows, if anything did."""
    since = request.GET.get("since", "")
    if not (since.isascii() and since.isdigit() and len(since) < 19):
        return HttpResponseBadRequest()
    found = changes_since(contest, int(since))
    rows = {}
    if found.marks:
        choice = Choice.of(request.GET)
        entries = choice.entries(contest)[(choice.page - 1) * PAGE : choice.page * PAGE]
        rows = wire.rows_json(entries, row_totals(contest))
    response = JsonResponse({
        "marks": found.marks, "cursor": found.cursor, "more": found.more, "rows": rows,
        "open": contest.state == ContestState.MARKING,
    })
    response["Cache-Control"] = "no-store"
    return response


@requires("marking.see_marks", loading.contest_and)
@GET_OR_POST
def contestant_sheet(request: HttpRequest, subject: ContestAnd) -> HttpResponse:
    """One contestant's scripts in a plain form."""
    contest = subject.contest
    entry = get_object_or_404(contest.entries.entered(), key=subject.name)
    keys = list(contest.entries.entered().in_order().values_list("key", "code"))
    at = [key for key, _code in keys].index(entry.key)
    problems = list(contest.problems.all())
    return sheet(request, contest, lines_of(contest, [entry], problems), {
        "heading": entry.code, "lead": entry.delegation, "by_problem": False,
        "before": neighbour(contest, keys, at - 1), "after": neighbour(contest, keys, at + 1),
        "address": reverse("contestant_sheet", kwargs={"key": contest.key, "name": entry.key}),
    })


def neighbour(contest: Contest, keys: list[tuple[str, str]], at: int) -> tuple[str, str] | None:
    """Address and code of the contestant at that place, None beyond the ends."""
    if not 0 <= at < len(keys):
        return None
    return reverse("contestant_sheet", kwargs={"key": contest.key, "name": keys[at][0]}), keys[at][1]


@requires("marking.see_marks", loading.contest_and)
@GET_OR_POST
def problem_sheet(request: HttpRequest, subject: ContestAnd) -> HttpResponse:
    """One problem's scripts in a plain form, a page of contestants at a time."""
    contest, choice = subject.contest, Choice.of(request.GET)
    if not (subject.name.isascii() and subject.name.isdigit()):
        return HttpResponseBadRequest()
    problem = get_object_or_404(contest.problems, number=int(subject.name[:6]))
    wanted = choice.entries(contest)
    pages = max(1, -(-wanted.count() // PAGE))
    entries = wanted[(choice.page - 1) * PAGE : choice.page * PAGE]
    full = _("full mark %(n)s") % {"n": problem.maximum.normalize()}
    return sheet(request, contest, lines_of(contest, entries, [problem]), {
        "heading": _("Problem %(n)s") % {"n": problem.number}, "lead": full, "by_problem": True,
        "choice": choice, "pages": pages, "delegations": delegations_of(contest),
        "address": request.get_full_path(),
    })


def sheet(request: HttpRequest, contest: Contest, lines: list, context: dict) -> HttpResponse:
    may_enter = contest.state == ContestState.MARKING and request.user.has_perm("marking.enter_marks", contest)
    saved = Saved(lines, 0)
    if request.method == "POST" and may_enter:
        try:
            saved = save_lines(contest, lines, request.POST, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            if saved.stored:
                said = ngettext("%(n)s mark is saved.", "%(n)s marks are saved.", saved.stored) % {"n": saved.stored}
                messages.success(request, said)
            if saved.all_taken:
                return redirect(context["address"])
            messages.error(request, _("Not all marks are saved: look at the lines with a remark."))
    elif request.method == "POST":
        messages.error(request, _("Marks cannot be entered now."))
    return render(request, "competitions/marking/sheet.html", {
        **context, "contest": contest, "lines": saved.lines, "may_enter": may_enter, "legend": LEGEND,
    })


@requires("marking.see_marks", loading.contest_and_script)
@require_safe
def mark_history(request: HttpRequest, subject: loading.ContestScript) -> HttpResponse:
    """Each value one mark ever had, newest first; as a page, or as a part of one for the grid's dialog."""
    mark = Mark.objects.filter(entry=subject.entry, problem=subject.problem).first()
    changes = mark.changes.select_related("by").order_by("-version")[:200] if mark else []
    part = "history_part" if request.headers.get("X-Requested-With") == "grid" else "history"
    return render(request, f"competitions/marking/{part}.html", {
        "contest": subject.contest, "entry": subject.entry, "problem": subject.problem, "changes": changes,
    })


@requires("marking.see_progress", loading.contest)
@require_safe
def progress(request: HttpRequest, contest: Contest) -> HttpResponse:
    return render(request, "competitions/marking/progress.html", {
        "contest": contest, "tabs": tabs(request.user, contest), "here": "progress", "progress": progress_of(contest),
    })
