"""The proposal: who is in and out and why, what people change in it, and the decision."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.lists.listing import Column, Filter, Listing
from talent.calls.loading import load_call
from talent.calls.models import Call
from talent.reviews.forms import RequiredReason
from talent.reviews.progress_views import named
from talent.reviews.scoring import shown
from talent.selection import decide as decision
from talent.selection import weigh
from talent.selection.chart import bar_chart
from talent.selection.forms import DecideForm, TakeOutForm
from talent.selection.loading import load_standing_call
from talent.selection.models import Proposal, ProposalState, Standing
from talent.selection.outcome import Outcome
from talent.selection.scoring import lot


def narrow_by_place(rows: QuerySet[Standing], chosen: str) -> QuerySet[Standing]:
    if chosen == "adjusted":
        return rows.filter(adjusted_by__isnull=False)
    return rows.filter(selected=True) if chosen == "in" else rows.filter(selected=False, waits=chosen == "waiting")


def reviews_address(standing: Standing) -> str:
    return reverse("nomination_reviews", kwargs={"key": standing.nomination.key})


def adjust_address(standing: Standing) -> str:
    key = standing.proposal.call.key
    return reverse("adjust_standing", kwargs={"key": key, "nomination": standing.nomination.key})


COLUMNS = [
    Column("rank", gettext_lazy("Rank"), "rank", sort="rank"),
    Column("nominee", gettext_lazy("Nominee"), "nomination.nominee.name", sort="nomination__nominee__sort_key",
           link=reviews_address),
    Column("school", gettext_lazy("School"), "nomination.institution.name"),
    Column("country", gettext_lazy("Country"), "nomination.nominee.country.name",
           machine=lambda row: str(row.nomination.nominee.country)),
    Column("score", gettext_lazy("Score"), lambda row: shown(row.score) if row.reviews else "–", sort="score",
           machine=lambda row: row.score if row.reviews else ""),
    Column("raw", gettext_lazy("Raw mean"), lambda row: "–" if row.raw is None else shown(row.raw), sort="raw",
           machine=lambda row: "" if row.raw is None else row.raw),
    Column("error", gettext_lazy("Standard error"), lambda row: "" if row.error is None else shown(row.error),
           only_export=True),
    Column("reviews", gettext_lazy("Reviews"), "reviews"),
    Column("place", gettext_lazy("Outcome"), "place", state=True),
    Column("reason", gettext_lazy("Reason"), lambda row: row.adjusted_reason or row.reason),
    Column("computed", gettext_lazy("Computed"), lambda row: "yes" if row.proposed else "no", only_export=True),
    Column("computed_reason", gettext_lazy("Reason computed"), "reason", only_export=True),
    Column("adjusted_by", gettext_lazy("Adjusted by"), lambda row: str(row.adjusted_by or ""), only_export=True),
    Column("gender", gettext_lazy("Gender"), "nomination.nominee.gender", only_export=True),
    Column("rural", gettext_lazy("Rural school"), lambda row: "yes" if row.nomination.institution.rural else "no",
           only_export=True),
    Column("key", gettext_lazy("Nomination"), "nomination.key", only_export=True),
    Column("lot", gettext_lazy("Lot"), lambda row: lot(row.proposal.seed, row.nomination.key), only_export=True),
]
ADJUST = Column(
    "adjust", gettext_lazy("Change"), lambda row: _("Take out") if row.selected else _("Take in"),
    link=adjust_address, only_page=True,
)
FILTERS = [
    Filter("place", gettext_lazy("Outcome"), [
        ("in", gettext_lazy("selected")), ("waiting", gettext_lazy("waiting list")),
        ("out", gettext_lazy("not selected")), ("adjusted", gettext_lazy("changed by hand")),
    ], narrow_by_place),
]


def listing(*, adjustable: bool) -> Listing:
    return Listing(
        name="proposal", columns=[*COLUMNS, ADJUST] if adjustable else COLUMNS, filters=FILTERS,
        search=["nomination__nominee__name", "nomination__nominee__latin_name", "nomination__institution__name"],
        sort="rank", empty=gettext_lazy("No nomination is in this proposal."),
    )


def current_proposal(call: Call) -> Proposal | None:
    """The open proposal of a call in review, the decided one after."""
    found = Proposal.objects.filter(call=call).exclude(state=ProposalState.DISCARDED).order_by("-pk").first()
    if found:
        found.call = call
    return found


@requires("selection.follow", load_call)
@require_GET
def proposal(request: HttpRequest, call: Call) -> HttpResponse:
    found = current_proposal(call)
    runs = request.user.has_perm("selection.run", call)
    if found is None:
        return render(request, "talent/selection/no_proposal.html", {"call": call, "here": "proposal", "runs": runs})
    is_open = found.state == ProposalState.OPEN
    outcome = Outcome(found)
    come, gone = weigh.out_of_date(found) if is_open else (0, 0)
    rows = found.standings.select_related(
        "proposal__call", "nomination__nominee", "nomination__institution", "adjusted_by"
    )
    return listing(adjustable=is_open).answer(request, rows, "talent/selection/proposal.html", {
        "call": call, "here": "proposal", "proposal": found, "outcome": outcome, "open": is_open, "runs": runs,
        "come": come, "gone": gone, "ruled": ruled(found, outcome),
        "bars": bar_chart([(bar.name, bar.selected, bar.nominated) for bar in outcome.countries]),
    })


def ruled(proposal: Proposal, outcome: Outcome) -> list[dict]:
    """The rulings that a proposal kept, with the nominees' names."""
    names = {each.nomination.key: str(each.nomination.nominee) for each in outcome.standings}
    return [{**each, "name": names.get(each["key"], each["key"])} for each in proposal.rulings]


@requires("selection.adjust", load_standing_call)
@require_http_methods(["GET", "POST"])
def adjust(request: HttpRequest, call: Call) -> HttpResponse:
    """What taking one nomination in or out does to the quotas, and the reason for it."""
    standing: Standing = call.wanted_standing  # type: ignore[attr-defined]
    form = (TakeOutForm if standing.selected else RequiredReason)(request.POST if request.method == "POST" else None)
    taking_in = not standing.selected
    if request.method == "POST" and form.is_valid():
        # The page was about going this way; if somebody else did it meanwhile, it must not go back.
        if request.POST.get("to") != ("in" if taking_in else "out"):
            messages.error(request, _("Somebody else changed it a moment ago. See how it stands now."))
            return redirect("proposal", key=call.key)
        try:
            weigh.adjust(
                standing, selected=taking_in, waits=taking_in or form.cleaned_data["waits"],
                reason=form.cleaned_data["reason"], by=request.user,
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            said = _("%(name)s is in now.") if taking_in else _("%(name)s is out now.")
            messages.success(request, said % {"name": standing.nomination.nominee})
        return redirect("proposal", key=call.key)
    outcome = Outcome(standing.proposal)
    return render(request, "talent/selection/adjust.html", {
        "call": call, "standing": standing, "form": form, "taking_in": taking_in, "outcome": outcome,
        "changes": outcome.consequences(standing.nomination.key, selected=taking_in),
        "runs": request.user.has_perm("selection.run", call),
        "free_after": outcome.free + (-1 if taking_in else 1),
        "taken_after": len(outcome.selected) + (1 if taking_in else -1),
    })


@requires("selection.adjust", load_standing_call)
@require_POST
def undo_adjustment(request: HttpRequest, call: Call) -> HttpResponse:
    standing: Standing = call.wanted_standing  # type: ignore[attr-defined]
    try:
        weigh.undo_adjustment(standing, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s stands as computed again.") % {"name": standing.nomination.nominee})
    return redirect("proposal", key=call.key)


@requires("selection.run", load_call)
@require_http_methods(["GET", "POST"])
def propose_again(request: HttpRequest, call: Call) -> HttpResponse:
    if request.method == "POST":
        try:
            weigh.propose_again(call, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("This is a new proposal, from the places and quotas as they are now."))
        return redirect("proposal", key=call.key)
    found = current_proposal(call)
    adjusted = Outcome(found).adjusted if found else 0
    return render(request, "pages/confirm.html", {
        "heading": _("Propose again?"),
        "consequence": _(
            "The proposal is computed anew from the submitted reviews and the call's places and quotas as they are "
            "now. %(n)s changes made by hand are lost; the lots stay the same."
        ) % {"n": adjusted},
        "submit": _("Propose again"), "cancel": reverse("proposal", kwargs={"key": call.key}),
    })


@requires("selection.run", load_call)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, call: Call) -> HttpResponse:
    found = current_proposal(call)
    if found is None or found.state != ProposalState.OPEN:
        messages.error(request, _("There is no open proposal to decide."))
        return redirect("proposal", key=call.key)
    outcome = Outcome(found)
    form = DecideForm(request.POST if request.method == "POST" else None, most=outcome.may_wait)
    if request.method == "POST" and form.is_valid():
        try:
            decision.decide(call, request.user, waiting=form.cleaned_data["waiting"])
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("proposal", key=call.key)
        messages.success(request, _("Decided. The schools are told by email. Next: send the offers."))
        return redirect("call_offers", key=call.key)
    return render(request, "pages/confirm.html", {
        "heading": _("Decide?"), "form": form, "items": decision_items(outcome), "submit": _("Decide"),
        "consequence": _("The proposal becomes the decision and cannot be changed any more; every school is told."),
        "cancel": reverse("proposal", kwargs={"key": call.key}),
    })


def decision_items(outcome: Outcome) -> list[str]:
    """What the person who decides should know before."""
    found = [
        _("%(n)s are selected for %(places)s places.")
        % {"n": len(outcome.selected), "places": outcome.proposal.places}
    ]
    found += [
        _("Quota not kept: %(quota)s, %(verdict)s.") % {"quota": line.whom, "verdict": line.verdict}
        for line in outcome.broken
    ]
    undecided = [str(each.nomination.nominee) for each in outcome.unreviewed if not each.adjusted_by_id]
    if undecided:
        found.append(
            _("Nobody reviewed and nobody decided about: %(names)s. They will not be selected.")
            % {"names": named(undecided)}
        )
    return found
