"""A contest's page, its problems, its jury, and its way from preparation to the jury."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from competitions.contests import jury, loading, problems, stages
from competitions.contests.forms import ContestForm, ProblemForm, ProblemsForm, ReasonForm, RoleForm, SeatForm, posted
from competitions.contests.models import Contest, Juror, Problem
from competitions.contests.tabs import tabs
from core.accounts.access import requires, signed_in
from core.audit.lifecycle import Refused
from core.audit.record import record
from events.programmes.models import Edition
from events.programmes.team import editions_of

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def contest_page(contest: Contest) -> HttpResponse:
    return redirect("contest", key=contest.key)


@signed_in
@require_safe
def contests(request: HttpRequest) -> HttpResponse:
    """The contests in which the person has a part, and the editions they may make one for."""
    found = Contest.objects.seen_by(request.user).with_edition().order_by("-edition__starts_at", "title")[:200]
    editions = editions_of(request.user).select_related("host", "programme").order_by("-starts_at")[:200]
    mine = [edition for edition in editions if request.user.has_perm("contests.add_contest", edition)]
    return render(request, "competitions/contests/contests.html", {"contests": found, "editions": mine})


@requires("contests.add_contest", loading.edition)
@GET_OR_POST
def new_contest(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = ContestForm(posted(request), instance=Contest(edition=edition))
    if request.method == "POST" and form.is_valid():
        contest = form.save()
        record("made the contest", contest, request.user)
        messages.success(request, _("The contest is made. Add its problems, its jury and its contestants."))
        return contest_page(contest)
    return render(request, "pages/form_page.html", {
        "heading": _("New contest"), "lead": edition.title, "form": form, "submit": _("Make the contest"),
        "cancel": reverse("contests"),
    })


@requires("contests.see_contest", loading.contest)
@require_safe
def contest(request: HttpRequest, contest: Contest) -> HttpResponse:
    return render(request, "competitions/contests/contest.html", {
        "contest": contest,
        "tabs": tabs(request.user, contest), "here": "contest",
        "problems": contest.problems.all(),
        "jury": contest.jury.select_related("user").order_by("role", "user__name"),
        "entered": contest.entries.entered().count(),
        "missing": stages.missing_for_marking(contest) if contest.state == contest.State.PREPARING else [],
        "may_prepare": request.user.has_perm("contests.prepare_contest", contest),
        "may_begin": request.user.has_perm("contests.begin_marking", contest),
        "may_chair": request.user.has_perm("contests.chair_contest", contest),
    })


@requires("contests.prepare_contest", loading.contest)
@GET_OR_POST
def change_contest(request: HttpRequest, contest: Contest) -> HttpResponse:
    form = ContestForm(posted(request), instance=contest)
    if request.method == "POST" and form.is_valid():
        form.save()
        return contest_page(contest)
    return render(request, "pages/form_page.html", {
        "heading": _("Change the title"), "form": form, "submit": _("Save"),
        "cancel": reverse("contest", kwargs={"key": contest.key}),
    })


@requires("contests.prepare_contest", loading.contest)
@GET_OR_POST
def add_problems(request: HttpRequest, contest: Contest) -> HttpResponse:
    form = ProblemsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            added = problems.add_problems(contest, form.new_problems(), request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = ngettext("%(n)s problem is added.", "%(n)s problems are added.", len(added)) % {"n": len(added)}
            messages.success(request, said)
            return contest_page(contest)
    return render(request, "pages/form_page.html", {
        "heading": _("Add problems"), "lead": _("“6 problems of 7” is one step here. Titles can be given afterwards."),
        "form": form, "submit": _("Add"), "cancel": reverse("contest", kwargs={"key": contest.key}),
    })


@requires("contests.prepare_contest", loading.problem)
@GET_OR_POST
def change_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    form = ProblemForm(posted(request), instance=problem)
    if request.method == "POST" and form.is_valid():
        try:
            problems.change_problem(form.instance, request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return contest_page(problem.contest)
    return render(request, "competitions/contests/problem.html", {
        "problem": problem, "contest": problem.contest, "form": form,
    })


@requires("contests.prepare_contest", loading.problem)
@GET_OR_POST
def remove_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    contest = problem.contest
    if request.method == "POST":
        try:
            problems.remove_problem(problem, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return contest_page(contest)
    return render(request, "pages/confirm.html", {
        "heading": _("Take problem %(n)s away?") % {"n": problem.number},
        "consequence": _("The problem is gone from the contest. The other problems keep their numbers."),
        "submit": _("Take it away"), "cancel": reverse("contest", kwargs={"key": contest.key}),
    })


@requires("contests.prepare_contest", loading.contest)
@GET_OR_POST
def add_juror(request: HttpRequest, contest: Contest) -> HttpResponse:
    form = SeatForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            juror = jury.seat(contest, form.cleaned_data["email"], form.cleaned_data["role"], request.user)
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("%(name)s has a seat in the jury and an email that says so.") % {
                "name": juror.user
            })
            return contest_page(contest)
    return render(request, "pages/form_page.html", {
        "heading": _("Give a seat in the jury"), "form": form, "submit": _("Give the seat"),
        "lead": _("Jurors enter marks. A chair also leads the jury meeting and publishes."),
        "cancel": reverse("contest", kwargs={"key": contest.key}),
    })


@requires("contests.prepare_contest", loading.juror)
@GET_OR_POST
def change_juror(request: HttpRequest, juror: Juror) -> HttpResponse:
    contest, before = juror.contest, juror.role
    form = RoleForm(posted(request), instance=juror)
    if request.method == "POST" and form.is_valid():
        role, juror.role = form.cleaned_data["role"], before
        try:
            jury.change_role(juror, role, request.user)
        except Refused as refusal:
            form.add_error("role", str(refusal))
        else:
            return contest_page(contest)
    return render(request, "competitions/contests/juror.html", {"juror": juror, "contest": contest, "form": form})


@requires("contests.prepare_contest", loading.juror)
@GET_OR_POST
def remove_juror(request: HttpRequest, juror: Juror) -> HttpResponse:
    contest = juror.contest
    if request.method == "POST":
        try:
            jury.unseat(juror, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return contest_page(contest)
    return render(request, "pages/confirm.html", {
        "heading": _("Take %(name)s's seat back?") % {"name": juror.user},
        "consequence": _("They can no longer see or enter marks of this contest. What they entered stays."),
        "submit": _("Take it back"), "cancel": reverse("contest", kwargs={"key": contest.key}),
    })


@requires("contests.begin_marking", loading.contest)
@GET_OR_POST
def begin_marking(request: HttpRequest, contest: Contest) -> HttpResponse:
    return confirmed_step(
        request, contest, lambda: stages.begin_marking(contest, request.user),
        heading=_("Begin marking?"), submit=_("Begin marking"), tone="primary",
        consequence=_("The jury can enter marks. The problems and their full marks stand once a mark is entered."),
    )


@requires("contests.prepare_contest", loading.contest)
@GET_OR_POST
def back_to_preparation(request: HttpRequest, contest: Contest) -> HttpResponse:
    return confirmed_step(
        request, contest, lambda: stages.back_to_preparation(contest, request.user),
        heading=_("Go back to preparation?"), submit=_("Go back"),
        consequence=_("Marks cannot be entered until marking begins again. Possible only while no mark is entered."),
    )


@requires("contests.chair_contest", loading.contest)
@GET_OR_POST
def bring_before_jury(request: HttpRequest, contest: Contest) -> HttpResponse:
    return confirmed_step(
        request, contest, lambda: stages.bring_before_jury(contest, request.user),
        heading=_("Close marking and bring the marks before the jury?"), submit=_("Close marking"), tone="primary",
        consequence=_("No mark changes from now on. You can open marking again with a reason."),
    )


@requires("contests.chair_contest", loading.contest)
@GET_OR_POST
def reopen_marking(request: HttpRequest, contest: Contest) -> HttpResponse:
    form = ReasonForm(posted(request))
    return confirmed_step(
        request, contest, lambda: stages.reopen_marking(contest, request.user, form.cleaned_data["reason"]), form,
        heading=_("Open marking again?"), submit=_("Open marking"), tone="primary",
        consequence=_("Marks can be changed again. The cut-offs chosen so far are kept and have to be looked at anew."),
    )


def confirmed_step(request, contest, act, form=None, **words) -> HttpResponse:
    """Ask, then take one step of the contest's lifecycle."""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            act()
        except Refused as refusal:
            messages.error(request, str(refusal))
        return contest_page(contest)
    return render(request, "pages/confirm.html", {
        **words, "form": form, "cancel": reverse("contest", kwargs={"key": contest.key}),
    })
