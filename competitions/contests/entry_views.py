"""Contestants: the list, entering from registrations or a file, one entry."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from competitions.contests import entering, entry_changes, entry_file, loading
from competitions.contests.brought_files import brought_by, table_in
from competitions.contests.forms import GuestForm, ReasonForm, TableForm, posted
from competitions.contests.lists import entries_to_list, entry_listing, shown_name, standing_of_registration
from competitions.contests.models import Contest, ContestState, Entry
from competitions.contests.tabs import tabs
from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.files.tables import SpreadsheetRefused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
ROWS_SHOWN = 200


@requires("contests.keep_entries", loading.contest)
@require_safe
def entries(request: HttpRequest, contest: Contest) -> HttpResponse:
    return entry_listing(contest).answer(
        request, entries_to_list(contest), "competitions/contests/entries.html",
        {
            "contest": contest,
            "tabs": tabs(request.user, contest), "here": "entries",
            "open": contest.state in {ContestState.PREPARING, ContestState.MARKING},
        },
    )


@requires("contests.keep_entries", loading.contest)
@GET_OR_POST
def enter_registered(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Who would be entered and who is left out, and why; then the act."""
    if request.method == "POST":
        try:
            done = entering.enter_registered(contest, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            count = len(done.new)
            said = ngettext("%(n)s contestant is entered.", "%(n)s contestants are entered.", count) % {"n": count}
            messages.success(request, said)
        return redirect("entries", key=contest.key)
    plan = entering.plan_entries(contest)
    return render(request, "competitions/contests/enter_registered.html", {
        "contest": contest, "plan": plan, "shown": plan.new[:ROWS_SHOWN], "left_out": plan.left_out[:ROWS_SHOWN],
    })


@requires("contests.keep_entries", loading.contest)
@GET_OR_POST
def bring_entries(request: HttpRequest, contest: Contest) -> HttpResponse:
    form = TableForm(posted(request), request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect("preview_entries", key=contest.key, upload=form.cleaned_data["file"].key)
    return render(request, "competitions/contests/bring_entries.html", {"contest": contest, "form": form})


@requires("contests.keep_entries", loading.contest_and)
@GET_OR_POST
def preview_entries(request: HttpRequest, subject: loading.ContestAnd) -> HttpResponse:
    """What the brought file would do; nothing of it is stored before it is confirmed."""
    contest = subject.contest
    upload = brought_by(request.user, subject.name)
    try:
        table = table_in(upload)
        if request.method == "POST":
            entry_file.enter_file(contest, table, request.user, file_name=upload.name)
            messages.success(request, _("The file is stored."))
            return redirect("entries", key=contest.key)
        judgement = entry_file.preview_entries(contest, table)
    except SpreadsheetRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("bring_entries", key=contest.key)
    except Refused as refusal:
        messages.error(request, str(refusal))
        judgement = entry_file.preview_entries(contest, table)
    return render(request, "competitions/contests/preview_entries.html", {
        "contest": contest, "upload": upload, "judgement": judgement,
        "counts": [(verdict, judgement.count(verdict)) for verdict in entry_file.Verdict],
        "rows": [row for row in judgement.rows if row.verdict != entry_file.Verdict.SAME][:ROWS_SHOWN],
        "faults": judgement.faults[:ROWS_SHOWN],
        "more_faults": max(0, len(judgement.faults) - ROWS_SHOWN),
    })


@requires("contests.keep_entries", loading.entry)
@GET_OR_POST
def entry(request: HttpRequest, entry: Entry) -> HttpResponse:
    contest = entry.contest
    form = GuestForm(posted(request), initial={"guest": entry.guest})
    if request.method == "POST" and form.is_valid():
        try:
            entry_changes.set_guest(entry, form.cleaned_data["guest"], request.user)
            messages.success(request, _("Saved."))
            return redirect("entry", key=entry.key)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "competitions/contests/entry.html", {
        "entry": entry, "contest": contest, "form": form, "name": shown_name(entry),
        "trouble": standing_of_registration(entry), "changeable": contest.state != ContestState.PUBLISHED,
    })


@requires("contests.keep_entries", loading.entry)
@GET_OR_POST
def withdraw_entry(request: HttpRequest, entry: Entry) -> HttpResponse:
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            entry_changes.withdraw_entry(entry, request.user, form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("entry", key=entry.key)
    return render(request, "pages/confirm.html", {
        "heading": _("Withdraw %(code)s?") % {"code": entry.code}, "form": form, "submit": _("Withdraw"),
        "consequence": _("The contestant is no longer ranked. Their marks are kept, and count again if you undo it."),
        "cancel": reverse("entry", kwargs={"key": entry.key}),
    })


@requires("contests.keep_entries", loading.entry)
@GET_OR_POST
def enter_again(request: HttpRequest, entry: Entry) -> HttpResponse:
    if request.method == "POST":
        try:
            entry_changes.enter_again(entry, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("entry", key=entry.key)
    return render(request, "pages/confirm.html", {
        "heading": _("Enter %(code)s again?") % {"code": entry.code}, "submit": _("Enter again"), "tone": "primary",
        "consequence": _("The contestant is ranked again, with the marks they had."),
        "cancel": reverse("entry", kwargs={"key": entry.key}),
    })
