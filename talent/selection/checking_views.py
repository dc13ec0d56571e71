"""Before and after a decision: what if, rulings, and the report and files for whoever checks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.documents.typeset import pdf_response
from talent.calls.loading import load_call
from talent.calls.models import Call
from talent.selection import ruling
from talent.selection.attributes import rules_of_quota, words_of
from talent.selection.forms import RulingForm, WhatIfForm
from talent.selection.loading import load_ready_call
from talent.selection.models import Proposal, ProposalState, Ruling
from talent.selection.outcome import Outcome
from talent.selection.programme import NotSolved
from talent.selection.proposal_views import current_proposal
from talent.selection.quotas import said
from talent.selection.recompute import nominations_csv, quotas_toml
from talent.selection.report import report_pdf
from talent.selection.what_if import what_if as compute_what_if


@requires("selection.adjust", load_call)
@require_GET
def what_if(request: HttpRequest, call: Call) -> HttpResponse:
    """An open proposal with other places and quotas. By GET, since nothing is stored."""
    found = current_proposal(call)
    if found is None or found.state != ProposalState.OPEN:
        messages.info(request, _("There is no open proposal to try anything with."))
        return redirect("proposal", key=call.key)
    form = WhatIfForm(request.GET if "places" in request.GET else None, places=found.places, quotas=found.quotas)
    answer = None
    if form.is_bound and form.is_valid():
        try:
            answer = compute_what_if(found, form.cleaned_data["places"], form.quotas())
        except NotSolved as error:
            messages.error(request, _("The solver could not prove its answer (%(why)s).") % {"why": error})
    words = words_of([each.nomination for each in Outcome(found).standings], found.quotas)
    told = ["; ".join(said(rule, words) for rule in rules_of_quota(quota)) for quota in found.quotas]
    return render(request, "talent/selection/what_if.html", {
        "call": call, "here": "proposal", "proposal": found, "form": form, "rows": form.rows(told), "answer": answer,
        "runs": request.user.has_perm("selection.run", call),
    })


@requires("selection.run", load_ready_call)
@require_http_methods(["GET", "POST"])
def rule_on(request: HttpRequest, call: Call) -> HttpResponse:
    """Lay down that a nomination must be taken, or must not."""
    nomination = call.wanted_nomination  # type: ignore[attr-defined]
    form = RulingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ruling.rule_on(
                nomination, take=form.cleaned_data["take"] == "yes", reason=form.cleaned_data["reason"], by=request.user
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The ruling on %(name)s stands.") % {"name": nomination.nominee})
            return redirect("proposal", key=call.key)
    found = current_proposal(call)
    return render(request, "talent/selection/ruling.html", {
        "call": call, "nomination": nomination, "form": form, "proposal": found,
        "standing": Ruling.objects.filter(nomination=nomination).select_related("by").first(),
        "adjusted": Outcome(found).adjusted if found else 0,
    })


@requires("selection.run", load_ready_call)
@require_POST
def lift_ruling(request: HttpRequest, call: Call) -> HttpResponse:
    nomination = call.wanted_nomination  # type: ignore[attr-defined]
    try:
        ruling.lift_ruling(nomination, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The ruling on %(name)s is lifted.") % {"name": nomination.nominee})
    return redirect("proposal", key=call.key)


@requires("selection.follow", load_call)
@require_GET
def report(request: HttpRequest, call: Call) -> HttpResponse:
    found = current_proposal(call)
    if found is None:
        return no_proposal(request, call)
    return pdf_response(report_pdf(found), file_name("selection", "pdf"))


@requires("selection.follow", load_call)
@require_GET
def nominations_file(request: HttpRequest, call: Call) -> HttpResponse:
    """The nominations as `select_nominations` takes them."""
    found = current_proposal(call)
    if found is None:
        return no_proposal(request, call)
    return file_response(nominations_csv(found, standings_of(found)), "text/csv", file_name("nominations", "csv"))


@requires("selection.follow", load_call)
@require_GET
def quotas_file(request: HttpRequest, call: Call) -> HttpResponse:
    """Places, seed, quotas and rulings as `select_nominations` takes them."""
    found = current_proposal(call)
    if found is None:
        return no_proposal(request, call)
    return file_response(quotas_toml(found, standings_of(found)), "application/toml", file_name("quotas", "toml"))


def standings_of(proposal: Proposal) -> list:
    return list(proposal.standings.select_related("nomination"))


def no_proposal(request: HttpRequest, call: Call) -> HttpResponse:
    messages.info(request, _("There is no proposal yet."))
    return redirect("proposal", key=call.key)


def file_name(what: str, ending: str) -> str:
    return f"{what}-{timezone.now():%Y-%m-%d}.{ending}"


def file_response(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["Cache-Control"] = "private, no-store"
    return response
