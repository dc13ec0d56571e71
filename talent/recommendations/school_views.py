"""A school's pages about recommendations: whom it named, how each stands, and what it can do."""

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.audit.record import record_reading
from talent.calls.views.steps import posted
from talent.nominations.loading import load_nomination, load_part
from talent.nominations.models import CONSIDERED, Nomination
from talent.nominations.permissions import SchoolsPart
from talent.recommendations.asking import ask, ask_all_named, cancel, name_recommender, refuse_too_late, renew
from talent.recommendations.deadline import due_of
from talent.recommendations.forms import RecommenderForm
from talent.recommendations.loading import load_recommendation
from talent.recommendations.models import Recommendation, RecommendationState

WAITING = {RecommendationState.ASKED, RecommendationState.OPENED}


@requires("recommendations.name", load_nomination)
@require_http_methods(["GET", "POST"])
def recommendations(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    """Whom the school named, how each stands, and a form to name another."""
    form = RecommenderForm(posted(request), initial={"language": nomination.institution.language})
    if request.method == "POST" and form.is_valid():
        try:
            named = name_recommender(nomination, form.recommender(), request.user)
            ask(named, request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s is asked by email.") % {"name": named.name})
            return redirect("recommendations", key=nomination.key)
    named = list(nomination.recommendations.order_by("pk"))
    live = [each for each in named if each.state not in {RecommendationState.CANNOT, RecommendationState.CANCELLED}]
    return render(request, "talent/recommendations/recommendations.html", {
        "nomination": nomination, "call": nomination.call, "named": named, "form": form, "waiting": WAITING,
        "wanted": max(nomination.call.recommendations_asked - len(live), 0), "over": why_over(nomination),
        "due": due_of(nomination),
        "unasked": any(each.state == RecommendationState.NAMED for each in named),
        "unasked_of_school": unasked_of(SchoolsPart(nomination.call, nomination.institution)).count()
        if request.user.has_perm("nominations.submit_nomination", nomination) else 0,
    })


def why_over(nomination: Nomination) -> str:
    """Why nobody can be named any more; empty while somebody can."""
    try:
        refuse_too_late(nomination, timezone.now())
    except Refused as refusal:
        return str(refusal)
    return ""


@requires("recommendations.name", load_nomination)
@require_POST
def ask_named(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    """Ask those who came in by a file and were not asked yet."""
    try:
        tell_asked(request, ask_all_named(nomination, request.user))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("recommendations", key=nomination.key)


@requires("nominations.submit_for_school", load_part)
@require_POST
def ask_all_of_school(request: HttpRequest, part: SchoolsPart) -> HttpResponse:
    """Ask every recommender that the school named for this call and has not asked."""
    asked = 0
    for each in unasked_of(part):
        try:
            ask(each, request.user)
            asked += 1
        except Refused as refusal:
            messages.error(request, f"{each.name}: {refusal}")
            break
    tell_asked(request, asked)
    return redirect("school_call", key=part.call.key, school=part.institution.key)


def unasked_of(part: SchoolsPart) -> QuerySet[Recommendation]:
    """Those that the school named for the call, mostly by a table, and has not asked."""
    return Recommendation.objects.filter(
        nomination__call=part.call, nomination__institution=part.institution, state=RecommendationState.NAMED,
        nomination__state__in=CONSIDERED,
    ).order_by("pk")


def tell_asked(request: HttpRequest, n: int) -> None:
    words = ngettext("%(n)s recommender is asked by email.", "%(n)s recommenders are asked by email.", n)
    messages.success(request, words % {"n": n})


@requires("recommendations.ask", load_recommendation)
@require_http_methods(["GET", "POST"])
def renew_recommendation(request: HttpRequest, recommendation: Recommendation) -> HttpResponse:
    """Send a new link, to a corrected address if need be."""
    begin = {name: getattr(recommendation, name) for name in ("name", "email", "language")}
    form = RecommenderForm(posted(request), initial=begin)
    if request.method == "POST" and form.is_valid():
        try:
            renew(recommendation, form.recommender(), request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("A new link is sent; the one before opens no more."))
            return back(recommendation)
    return render(request, "pages/form_page.html", {
        "heading": _("Send %(name)s a new link") % {"name": recommendation.name}, "form": form,
        "lead": _("The link sent before opens no more. Correct the address if it was wrong."),
        "submit": _("Send it"), "cancel": address_of(recommendation),
    })


@requires("recommendations.ask", load_recommendation)
@require_http_methods(["GET", "POST"])
def cancel_recommendation(request: HttpRequest, recommendation: Recommendation) -> HttpResponse:
    if request.method == "POST":
        try:
            cancel(recommendation, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%(name)s is asked no more.") % {"name": recommendation.name})
        return back(recommendation)
    return render(request, "pages/confirm.html", {
        "heading": _("Ask %(name)s no more?") % {"name": recommendation.name}, "form": forms.Form(),
        "consequence": _(
            "Their link opens no more, what they began to write is erased, and an email tells them that they need "
            "do nothing. You can then name somebody else."
        ),
        "submit": _("Ask no more"), "cancel": address_of(recommendation),
    })


def address_of(recommendation: Recommendation) -> str:
    return reverse("recommendations", kwargs={"key": recommendation.nomination.key})


def back(recommendation: Recommendation) -> HttpResponse:
    return redirect(address_of(recommendation))


@requires("recommendations.read", load_recommendation)
@require_safe
def recommendation_text(request: HttpRequest, recommendation: Recommendation) -> HttpResponse:
    """What was written. Each reading is logged."""
    record_reading("recommendation", recommendation, request.user)
    return render(request, "talent/recommendations/text.html", {
        "recommendation": recommendation, "nomination": recommendation.nomination,
        "call": recommendation.nomination.call,
    })
