"""The ministry's pages: its country's nominations, ranked and forwarded; and the organiser's, where there is none."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from django_countries import countries

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from talent.calls.forms import ReasonForm
from talent.calls.models import Call, CallState
from talent.calls.views.steps import posted
from talent.institutions.membership import is_officer_for
from talent.institutions.permissions import countries_of_officer
from talent.nominations import forwarding
from talent.nominations.forwarding import MinistrysPart
from talent.nominations.loading import load_ministrys_part, load_nomination
from talent.nominations.models import Nomination, NominationState

MOST_LISTED = 50


@requires("nominations.forward_for_some")
@require_safe
def ministry_calls(request: HttpRequest) -> HttpResponse:
    """The calls whose nominations the person's ministry ranks and forwards, those still to do first."""
    codes = countries_of_officer(request.user)
    calls = list(
        Call.objects.shown().filter(ministry_stage=True).select_related("institution")
        .order_by("-ministries_close_at", "-pk")[:MOST_LISTED]
    )
    lines = [
        {"call": call, "country": code, "country_name": countries.name(code) or code, "open": call.takes_forwarding()}
        for call in calls for code in codes if not call.countries or code in call.countries
    ]
    lines.sort(key=lambda line: not line["open"])
    return render(request, "talent/nominations/ministry_calls.html", {"lines": lines, "several": len(codes) > 1})


@requires("nominations.forward", load_ministrys_part)
@require_http_methods(["GET", "POST"])
def forwarding_page(request: HttpRequest, part: MinistrysPart) -> HttpResponse:
    """The country's nominations in the ministry's order. Every button also keeps what was typed into the list."""
    if request.method == "POST":
        try:
            keep_typed(request, part)
            act_of(request, part)()
        except Refused as refusal:
            if request.htmx:
                return render(request, "talent/nominations/_forwarding.html", context(part, request, str(refusal)))
            messages.error(request, str(refusal))
        if request.htmx:
            return render(request, "talent/nominations/_forwarding.html", context(part, request))
        return redirect("forwarding", key=part.call.key, country=part.country)
    return render(request, "talent/nominations/forwarding.html", context(part, request))


def keep_typed(request: HttpRequest, part: MinistrysPart) -> None:
    """Store the places and the words that were typed; a place that was not changed moves nothing."""
    places = {
        name.removeprefix("place-"): int(value) for name, value in request.POST.items()
        if name.startswith("place-") and value.isdecimal() and len(value) < 6
    }
    words = {
        name.removeprefix("words-"): value for name, value in request.POST.items() if name.startswith("words-")
    }
    if places:
        forwarding.rank(part, places, request.user)
    if words:
        forwarding.say_why(part, words, request.user)


def act_of(request: HttpRequest, part: MinistrysPart) -> Callable[[], Any]:
    """What the pressed button asks for."""
    post, by = request.POST, request.user
    if key := post.get("up"):
        return lambda: forwarding.shift(part, key, -1, by)
    if key := post.get("down"):
        return lambda: forwarding.shift(part, key, 1, by)
    if key := post.get("forward"):
        return lambda: forwarding.forward(part, key, by)
    if key := post.get("take-back"):
        return lambda: forwarding.take_back(part, key, by)
    if "forward-best" in post:
        return lambda: forward_best(request, part)
    return lambda: messages.success(request, _("Saved.")) if not request.htmx else None


def forward_best(request: HttpRequest, part: MinistrysPart) -> None:
    typed = request.POST.get("n", "")
    if not typed.isdecimal() or not 0 < int(typed) < 10_000:
        raise Refused(_("Say how many of the first are forwarded."))
    chosen = forwarding.forward_best(part, int(typed), request.user)
    if not request.htmx:
        n = len(chosen)
        messages.success(request, ngettext("%(n)s forwarded.", "%(n)s forwarded.", n) % {"n": n})


def context(part: MinistrysPart, request: HttpRequest, refused: str = "") -> dict[str, Any]:
    rows = list(forwarding.in_stage(part).select_related("nominee", "institution"))
    most, forwarded = part.call.forwarded_per_ministry, forwarding.forwarded_by(part).count()
    waiting = sum(row.forwarded_at is None for row in rows)
    return {
        "call": part.call, "country": part.country, "country_name": countries.name(part.country) or part.country,
        "rows": rows, "open": part.call.takes_forwarding(), "refused": refused, "most": most, "forwarded": forwarded,
        "proposed": min(len(rows), most) if most else len(rows), "waiting": waiting,
        "in_place_of": not is_officer_for(request.user, part.country),
        "undo": part.call.state == CallState.PUBLISHED,
    }


@requires("nominations.forward_late", load_nomination)
@require_http_methods(["GET", "POST"])
def forward_late(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    """The organiser sends on what the ministry did not, with a reason."""
    then, form = reverse("nomination", kwargs={"key": nomination.key}), ReasonForm(posted(request))
    if nomination.state != NominationState.NOT_FORWARDED:
        messages.error(request, _("Only what a ministry did not forward can be sent on so."))
        return redirect(then)
    if request.method == "POST" and form.is_valid():
        try:
            forwarding.forward_late(nomination, request.user, form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("It is with the panel."))
        return redirect(then)
    return render(
        request, "pages/confirm.html",
        {
            "heading": _("Send the nomination of %(name)s on to the panel?") % {"name": nomination.nominee},
            "consequence": _("The ministry did not forward it. Your reason is kept, and everybody who sees the "
                             "nomination can read it."),
            "form": form, "submit": _("Send it on"), "tone": "primary", "cancel": then,
        },
    )
