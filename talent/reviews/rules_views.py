"""How a call is reviewed: the step of making a call, and each panellist's seat with its conflicts."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from talent.calls.loading import load_call
from talent.calls.models import Call
from talent.calls.views.steps import next_step, posted, step_context
from talent.institutions.models import Institution, InstitutionKind
from talent.nominations.models import Nomination
from talent.reviews import declaring, seats
from talent.reviews.forms import ConflictForm, ReviewRulesForm, SeatForm
from talent.reviews.loading import load_conflict, load_panellist
from talent.reviews.models import DeclaredConflict, Panellist
from talent.reviews.rules import is_begun, save_rules

FOUND = 20


@requires("calls.edit", load_call)
@require_http_methods(["GET", "POST"])
def call_review(request: HttpRequest, call: Call) -> HttpResponse:
    form = ReviewRulesForm(posted(request), instance=call)
    if request.method == "POST" and form.is_valid():
        try:
            save_rules(load_call(call.key), form.rules(), request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return next_step(request, call, "review")
    return render(
        request, "talent/reviews/step_review.html",
        step_context(load_call(call.key), "review", form=form, begun=is_begun(call)),
    )


@requires("reviews.edit_seat", load_panellist)
@require_http_methods(["GET", "POST"])
def panel_seat(request: HttpRequest, panellist: Panellist) -> HttpResponse:
    """A panellist's expertise, languages, country and conflicts: for themselves, and for the organiser."""
    form = SeatForm(request.POST if request.method == "POST" else None, instance=panellist)
    if request.method == "POST" and form.is_valid():
        try:
            seats.change_seat(panellist, form.cleaned_data, request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("panel_seat", key=panellist.key)
    runs = request.user.has_perm("reviews.run", panellist.call)
    sought = request.GET.get("q", "").strip()
    return render(request, "talent/reviews/seat.html", {
        "panellist": panellist, "call": panellist.call, "form": form, "runs": runs, "here": "panel",
        "own": panellist.user_id == request.user.pk, "conflict_form": ConflictForm(), "sought": sought,
        "conflicts": panellist.conflicts.select_related("nomination__nominee", "institution").order_by("pk"),
        "schools": schools_found(sought), "nominations": nominations_found(panellist.call, sought) if runs else (),
    })


def schools_found(sought: str) -> QuerySet[Institution]:
    if not sought:
        return Institution.objects.none()
    found = Q(name__icontains=sought) | Q(latin_name__icontains=sought) | Q(city__icontains=sought)
    schools = Institution.objects.verified().filter(found, kind=InstitutionKind.SCHOOL)
    return schools.order_by("latin_name", "pk")[:FOUND]


def nominations_found(call: Call, sought: str) -> QuerySet[Nomination]:
    """Only the organiser looks for nominees by name: a reviewer may not know who was nominated."""
    if not sought:
        return Nomination.objects.none()
    found = Q(nominee__name__icontains=sought) | Q(nominee__latin_name__icontains=sought)
    rows = call.nominations.handed_in().filter(found).select_related("nominee", "institution")
    return rows.order_by("nominee__sort_key", "pk")[:FOUND]


@requires("reviews.edit_seat", load_panellist)
@require_POST
def declare_conflict(request: HttpRequest, panellist: Panellist) -> HttpResponse:
    form = ConflictForm(request.POST)
    form.is_valid()
    about = named_in(request, panellist)
    try:
        declaring.declare_conflict(panellist, about, form.cleaned_data.get("reason", ""), request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Declared. Reviews that it forbids go to somebody else."))
    return redirect("panel_seat", key=panellist.key)


def named_in(request: HttpRequest, panellist: Panellist) -> Nomination | Institution:
    """The school that the request names, or (from an organiser) the nomination."""
    if key := request.POST.get("nomination"):
        if not request.user.has_perm("reviews.run", panellist.call):
            raise Http404
        return get_object_or_404(Nomination, key=key)
    return get_object_or_404(Institution, key=request.POST.get("school", ""))


@requires("reviews.edit_conflict", load_conflict)
@require_POST
def remove_conflict(request: HttpRequest, declared: DeclaredConflict) -> HttpResponse:
    try:
        declaring.remove_conflict(declared, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back. Reviews that were set aside can be taken up again."))
    return redirect("panel_seat", key=declared.panellist.key)
