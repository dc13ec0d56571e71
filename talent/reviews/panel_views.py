"""The panel of a call: who sits on it, and when its work begins."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.templatetags.pages import moment_text
from talent.calls.loading import load_call
from talent.calls.models import Call, CallState
from talent.nominations.models import NominationState
from talent.reviews import panel as acts
from talent.reviews import reviewing
from talent.reviews.forms import PanellistForm
from talent.reviews.loading import load_invitation, load_panellist
from talent.reviews.models import PanelInvitation, PanelInvitationState, Panellist, ReviewState


@requires("reviews.run", load_call)
@require_http_methods(["GET", "POST"])
def panel(request: HttpRequest, call: Call) -> HttpResponse:
    form = PanellistForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            added = acts.add_by_email(call, form.cleaned_data["email"], request.user)
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            if isinstance(added, Panellist):
                messages.success(request, _("%(name)s is on the panel.") % {"name": added})
            else:
                messages.success(request, _("%(email)s is invited.") % {"email": added.email})
            return redirect("panel", key=call.key)
    members = call.panel.select_related("user").annotate(
        submitted=Count("reviews", filter=Q(reviews__state=ReviewState.SUBMITTED)), asked=Count("reviews")
    )
    return render(request, "talent/reviews/panel.html", {
        "call": call, "form": form, "here": "panel", "runs": True,
        "sitting": [each for each in members.order_by("-is_chair", "user__name", "pk") if each.left_at is None],
        "left": [each for each in members.order_by("user__name", "pk") if each.left_at],
        "invitations": PanelInvitation.objects.filter(call=call, state=PanelInvitationState.OPEN).order_by("email"),
        "changeable": call.state not in {CallState.DECIDED, CallState.ARCHIVED},
    })


@requires("reviews.run", load_panellist)
@require_http_methods(["GET", "POST"])
def remove_panellist(request: HttpRequest, panellist: Panellist) -> HttpResponse:
    back = reverse("panel", kwargs={"key": panellist.call.key})
    if request.method == "POST":
        try:
            acts.remove(panellist, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%(name)s has left the panel.") % {"name": panellist})
        return redirect(back)
    submitted = panellist.reviews.filter(state=ReviewState.SUBMITTED).count()
    return render(request, "pages/confirm.html", {
        "heading": _("Take %(name)s off the panel?") % {"name": panellist},
        "consequence": ngettext(
            "The one submitted review stays and counts; all others are given up, and go to others at once.",
            "The %(n)s submitted reviews stay and count; all others are given up, and go to others at once.", submitted,
        ) % {"n": submitted},
        "submit": _("Take off the panel"), "cancel": back,
    })


@requires("reviews.run", load_panellist)
@require_POST
def make_chair(request: HttpRequest, panellist: Panellist) -> HttpResponse:
    try:
        acts.make_chair(panellist, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s chairs the panel.") % {"name": panellist})
    return redirect("panel", key=panellist.call.key)


@requires("reviews.run", load_invitation)
@require_POST
def withdraw_invitation(request: HttpRequest, invitation: PanelInvitation) -> HttpResponse:
    try:
        acts.withdraw_invitation(invitation, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The invitation of %(email)s is withdrawn.") % {"email": invitation.email})
    return redirect("panel", key=invitation.call.key)


@requires("reviews.run", load_call)
@require_http_methods(["GET", "POST"])
def start_reviewing(request: HttpRequest, call: Call) -> HttpResponse:
    """Confirm the end of nominating; before the closing moment the page says what is cut short."""
    if request.method == "POST":
        try:
            reviewing.start(call, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("panel", key=call.key)
        messages.success(request, _("Reviewing has begun; the panel was told by email."))
        return redirect("review_progress", key=call.key)
    if call.is_open():
        consequence = _(
            "The call is open until %(closes)s. Starting now closes it early: schools can submit nothing more."
        ) % {"closes": moment_text(call.closes_at, call.zone)}
    else:
        consequence = _("The panel gets every nomination that is ready, and is told by email.")
    counts = dict(call.nominations.values_list("state").annotate(Count("pk")).order_by())
    return render(request, "pages/confirm.html", {
        "heading": _("Start reviewing?"), "consequence": consequence, "items": waiting_items(counts),
        "submit": _("Start reviewing"), "tone": "primary", "cancel": reverse("panel", kwargs={"key": call.key}),
    })


def waiting_items(counts: dict[str, int]) -> list[str]:
    ready = counts.get(NominationState.READY, 0)
    waiting = counts.get(NominationState.SUBMITTED, 0)
    drafts = counts.get(NominationState.DRAFT, 0)
    found = [ngettext("%(n)s nomination is ready.", "%(n)s nominations are ready.", ready) % {"n": ready}]
    if waiting:
        found.append(
            ngettext(
                "%(n)s waits for consent, and comes to the panel as soon as it is given.",
                "%(n)s wait for consent, and come to the panel as soon as it is given.", waiting,
            ) % {"n": waiting}
        )
    if drafts:
        found.append(
            ngettext(
                "%(n)s draft was not submitted and will not be reviewed.",
                "%(n)s drafts were not submitted and will not be reviewed.", drafts,
            ) % {"n": drafts}
        )
    return found
