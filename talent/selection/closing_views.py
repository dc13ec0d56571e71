"""The organiser's and the chair's pages while the panel works, and the reviews when they are closed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from talent.calls.loading import load_call
from talent.calls.models import Call
from talent.reviews.progress import progress_of_panel, without_review
from talent.reviews.progress_views import named
from talent.selection import weigh


@requires("selection.run", load_call)
@require_http_methods(["GET", "POST"])
def close_reviews(request: HttpRequest, call: Call) -> HttpResponse:
    if request.method == "POST":
        try:
            weigh.close_reviews(call, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("review_progress", key=call.key)
        messages.success(request, _("The reviews are closed. This is the proposal that follows from them."))
        return redirect("proposal", key=call.key)
    missing = sum(each.left for each in progress_of_panel(call))
    items = [
        _("%(name)s: %(n)s of %(of)s not submitted")
        % {"name": each.panellist, "n": each.left, "of": each.asked}
        for each in progress_of_panel(call) if each.left
    ]
    unreviewed = [str(each.nominee) for each in without_review(call)]
    if unreviewed:
        items.append(
            _("Nobody has reviewed: %(names)s. They come last, and the panel must decide about them.")
            % {"names": named(unreviewed)}
        )
    consequence = _("Every review is submitted.") if not missing else ngettext(
        "%(n)s review is not submitted and will not count.", "%(n)s reviews are not submitted and will not count.",
        missing,
    ) % {"n": missing}
    return render(request, "pages/confirm.html", {
        "heading": _("Close the reviews?"), "items": items, "submit": _("Close the reviews"),
        "consequence": consequence + " " + _("A ranked proposal is made. You can open the reviews again until it is "
                                             "decided."),
        "tone": "primary", "cancel": reverse("review_progress", kwargs={"key": call.key}),
    })


@requires("selection.run", load_call)
@require_http_methods(["GET", "POST"])
def reopen_reviews(request: HttpRequest, call: Call) -> HttpResponse:
    if request.method == "POST":
        try:
            weigh.reopen_reviews(call, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The panel can score again."))
        return redirect("review_progress", key=call.key)
    return render(request, "pages/confirm.html", {
        "heading": _("Open the reviews again?"),
        "consequence": _("The proposal is discarded, with every adjustment made to it; the panel can score again."),
        "submit": _("Open the reviews again"), "cancel": reverse("proposal", kwargs={"key": call.key}),
    })


