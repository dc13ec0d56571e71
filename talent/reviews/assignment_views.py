"""The assignment of a call's reviews: what it would be, and putting it in force."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from talent.calls.loading import load_call
from talent.calls.models import Call
from talent.nominations.models import Nomination
from talent.reviews import assigning
from talent.reviews.assigning import Plan
from talent.reviews.assignment import Pair, Unmet
from talent.reviews.closing import reviews_are_closed
from talent.reviews.conflicts import Conflicts
from talent.reviews.models import Panellist

NAMED = 50


@dataclass(frozen=True)
class LoadLine:
    """One panellist's reviews in all, now and by the plan."""

    panellist: Panellist
    begun: int
    now: int
    then: int
    added: int
    taken_back: int


@dataclass(frozen=True)
class UnmetLine:
    nomination: Nomination
    unmet: Unmet
    why: str


@requires("reviews.run", load_call)
@require_http_methods(["GET", "POST"])
def assignment(request: HttpRequest, call: Call) -> HttpResponse:
    """Before reviewing begins the page foretells the assignment; then it shows what would change, and changes it."""
    if request.method == "POST":
        try:
            made = assigning.put_in_force(call, request.POST.get("digest", ""), request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            count = len(made.assignment.added)
            messages.success(
                request,
                ngettext("%(n)s review is assigned anew.", "%(n)s reviews are assigned anew.", count) % {"n": count},
            )
        return redirect("assignment", key=call.key)
    plan, problem = None, ""
    if call.reviewers_per_nomination is not None:
        try:
            plan = assigning.plan(call)
        except Refused as refusal:
            problem = str(refusal)
    closed = reviews_are_closed(call)
    return render(request, "talent/reviews/assignment.html", {
        "call": call, "here": "assignment", "runs": True, "plan": plan, "problem": problem, "closed": closed,
        "loads": load_lines(plan) if plan else (), "unmet": unmet_lines(plan) if plan else (),
        "unmet_count": len(plan.assignment.unmet) if plan else 0,
        "unknown_country": unknown_country(call),
        "before": call.state in {Call.State.DRAFT, Call.State.PUBLISHED},
    })


def unknown_country(call: Call) -> list[Panellist]:
    """Panellists of whom nothing tells a country, where the call keeps people from their own."""
    if not call.own_country_is_conflict:
        return []
    panel = list(call.panel.sitting().select_related("user").order_by("user__name", "pk"))
    known = Conflicts(call, panel).countries
    return [each for each in panel if not known[each.pk]]


def load_lines(plan: Plan) -> list[LoadLine]:
    begun, kept = (Counter(pair.reviewer for pair in pairs) for pairs in (plan.begun, plan.kept))
    added = Counter(pair.reviewer for pair in plan.assignment.added)
    taken_back = Counter(pair.reviewer for pair in plan.assignment.dropped)
    return [
        LoadLine(
            each, begun[key], begun[key] + kept[key], plan.assignment.loads[key], added[key], taken_back[key]
        )
        for key, each in sorted(plan.panel.items(), key=lambda item: (item[1].user.name, item[0]))
    ]


def unmet_lines(plan: Plan) -> list[UnmetLine]:
    """The first nominations with too few reviewers, and why."""
    by_nomination: dict[str, set[str]] = defaultdict(set)
    for pair in plan.assignment.pairs:
        by_nomination[pair.nomination].add(pair.reviewer)
    return [
        UnmetLine(plan.nominations[one.nomination], one, why(plan, one, by_nomination[one.nomination]))
        for one in plan.assignment.unmet[:NAMED]
    ]


def why(plan: Plan, unmet: Unmet, reviewers: set[str]) -> str:
    """Who else is on the panel, and what keeps each from this nomination."""
    others = [each for key, each in plan.panel.items() if key not in reviewers]
    if not others:
        return _("Nobody else is on the panel.")
    found = [
        _("%(name)s (%(why)s)")
        % {"name": each, "why": plan.barred.get(Pair(unmet.nomination, each.key)) or _("has as many as they take")}
        for each in sorted(others, key=str)
    ]
    return ", ".join(found[:NAMED])
