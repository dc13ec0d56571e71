"""Marks from files and into files."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from competitions.contests import loading
from competitions.contests.brought_files import brought_by, table_in
from competitions.contests.entry_file import Verdict
from competitions.contests.forms import TableForm, posted
from competitions.contests.loading import ContestAnd
from competitions.contests.mark import MarkValue, Standing, number_text
from competitions.contests.models import Contest, ContestState
from competitions.marking import mark_import
from competitions.marking.models import Mark
from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.files.export import FORMATS, table_response
from core.files.tables import SpreadsheetRefused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
ROWS_SHOWN = 200


@requires("marking.enter_marks", loading.contest)
@GET_OR_POST
def bring_marks(request: HttpRequest, contest: Contest) -> HttpResponse:
    form = TableForm(posted(request), request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect("preview_marks", key=contest.key, upload=form.cleaned_data["file"].key)
    return render(request, "competitions/marking/bring_marks.html", {
        "contest": contest, "form": form, "open": contest.state == ContestState.MARKING,
    })


@requires("marking.enter_marks", loading.contest_and)
@GET_OR_POST
def preview_marks(request: HttpRequest, subject: ContestAnd) -> HttpResponse:
    """What the brought file would do; nothing of it is stored before it is confirmed."""
    contest = subject.contest
    upload = brought_by(request.user, subject.name)
    try:
        table = table_in(upload)
        if request.method == "POST":
            shown = request.POST.get("shown", "")
            stored = mark_import.store_marks(
                contest, table, request.user, file_name=upload.name,
                shown=int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 19 else 0,
            )
            said = ngettext("%(n)s mark is stored.", "%(n)s marks are stored.", stored) % {"n": stored}
            messages.success(request, said)
            return redirect("marks", key=contest.key)
    except SpreadsheetRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("bring_marks", key=contest.key)
    except Refused as refusal:
        messages.error(request, str(refusal))
    judged = mark_import.preview_marks(contest, table)
    return render(request, "competitions/marking/preview_marks.html", {
        "contest": contest, "upload": upload, "judged": judged, "open": contest.state == ContestState.MARKING,
        "counts": [
            (Verdict(verdict).label, judged.counts[verdict])
            for verdict in (Verdict.NEW, Verdict.CHANGED, Verdict.SAME)
        ],
        "marks": judged.to_store[:ROWS_SHOWN], "more_marks": max(0, len(judged.to_store) - ROWS_SHOWN),
        "faults": judged.faults[:ROWS_SHOWN], "more_faults": max(0, len(judged.faults) - ROWS_SHOWN),
    })


@requires("marking.see_marks", loading.contest_and)
@require_safe
def export_marks(request: HttpRequest, subject: ContestAnd) -> HttpResponse:
    """The marks in the dialect that `rank_results` and the import read."""
    if subject.name not in FORMATS:
        raise Http404
    contest = subject.contest
    problems = list(contest.problems.all())
    header = ["contestant", "country", "guest", *(f"P{problem.number}" for problem in problems)]
    return table_response(f"marks-{contest.key}", header, mark_rows(contest, problems), subject.name)


def mark_rows(contest: Contest, problems: list) -> Iterator[list[Any]]:
    marks = {(mark.entry_id, mark.problem_id): mark.value for mark in Mark.objects.filter(contest=contest)}
    nothing = MarkValue(Standing.NOT_MARKED)
    for entry in contest.entries.entered().in_order():
        cells = [file_cell(marks.get((entry.pk, problem.pk), nothing)) for problem in problems]
        yield [entry.code, entry.delegation, int(entry.guest), *cells]


def file_cell(value: MarkValue) -> Any:
    """A number as a number, so that a spreadsheet can add it up; else the word."""
    if value.number is None:
        return value.text
    text = number_text(value.number)
    return int(text) if text.isdigit() else value.number.normalize()
