"""Cancelling an edition and moving its dates, each with what follows from it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from events.calling_off.cancel import cancel_edition
from events.calling_off.consequences import consequences
from events.calling_off.forms import CancelEditionForm, PostponeForm
from events.calling_off.postpone import MOVABLE, last_postponement, move_back, postpone, why_not_back
from events.programmes.dates import date_span
from events.programmes.models import Edition, EditionState
from events.programmes.views import edition_by_key


def home_of(edition: Edition) -> str:
    return reverse("edition_home", kwargs={"key": edition.key})


def cannot(request: HttpRequest, edition: Edition, heading: str, amiss: list[str] | None = None) -> HttpResponse:
    return render(request, "events/programmes/cannot_move.html", {
        "edition": edition, "heading": heading, "back": home_of(edition), "amiss": amiss,
    })


@requires("calling_off.call_off", edition_by_key)
@require_http_methods(["GET", "POST"])
def cancel_edition_page(request: HttpRequest, edition: Edition) -> HttpResponse:
    heading = _("Cancel %(edition)s?") % {"edition": edition}
    if not edition.lifecycle.can_move(edition.state, EditionState.CANCELLED):
        return cannot(request, edition, heading)
    form = CancelEditionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_edition(edition, request.user, form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The edition is cancelled. Everybody is told, and places end one by one now."))
        return redirect(home_of(edition))
    return render(request, "events/calling_off/cancel.html", {
        "edition": edition, "heading": heading, "form": form, "said": consequences(edition).of_cancelling(),
        "movable": edition.state in MOVABLE, "cancel": home_of(edition),
    })


@requires("calling_off.call_off", edition_by_key)
@require_http_methods(["GET", "POST"])
def postpone_edition(request: HttpRequest, edition: Edition) -> HttpResponse:
    heading = _("Move the dates of %(edition)s") % {"edition": edition}
    if edition.state not in MOVABLE:
        return cannot(request, edition, heading)
    form = PostponeForm(request.POST or None, edition=edition)
    if request.method == "POST" and form.is_valid():
        try:
            postpone(edition, form.dates(), request.user, form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The dates are moved, and everybody is told."))
            return redirect(home_of(edition))
    return render(request, "events/calling_off/postpone.html", {
        "edition": edition, "heading": heading, "form": form, "said": consequences(edition).of_moving(),
        "submit": _("Move the dates and tell everybody"), "cancel": home_of(edition),
        "when": date_span(edition.starts_at, edition.ends_at, edition.zone),
    })


@requires("calling_off.call_off", edition_by_key)
@require_http_methods(["GET", "POST"])
def move_edition_back(request: HttpRequest, edition: Edition) -> HttpResponse:
    postponement = last_postponement(edition)
    if postponement is None:
        raise Http404
    before = date_span(postponement.old_starts_at, postponement.old_ends_at, edition.zone)
    heading = _("Move %(edition)s back to %(dates)s?") % {"edition": edition, "dates": before}
    if request.method == "POST":
        try:
            move_back(postponement, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("It has its earlier dates again, and everybody is told."))
        return redirect(home_of(edition))
    if wrong := why_not_back(edition, postponement, timezone.now()):
        return cannot(request, edition, heading, [wrong])
    return render(request, "pages/confirm.html", {
        "heading": heading, "items": consequences(edition).of_moving(), "submit": _("Move it back"),
        "consequence": _("Everybody is told again. Whoever gave up a place meanwhile does not get it back."),
        "cancel": home_of(edition),
    })
