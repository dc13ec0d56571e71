"""Offers: the organiser's page of a call, the school's pages, and a guardian's by signed link."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import by_link, requires
from core.accounts.limits import too_often, within_limit
from core.accounts.zones import zone_or_utc
from core.audit.lifecycle import Refused
from core.lists.listing import Column, Filter, Listing
from core.mail.links import LinkRefused
from core.templatetags.pages import moment
from talent.calls.loading import load_call
from talent.calls.models import Call, CallState
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole
from talent.nominations.loading import load_nomination
from talent.nominations.models import Nomination, NominationState
from talent.offers import offers as acts
from talent.offers.family import OFFER_LINK, relative_by
from talent.offers.forms import DeadlineForm, OptionalReason
from talent.offers.loading import load_offer
from talent.offers.models import Offer, OfferState
from talent.offers.promotion import (
    LIVE,
    decided_proposal,
    default_deadline,
    free_places,
    live_offer,
    selected_without_offer,
)
from talent.reviews.forms import RequiredReason


def offer_address(offer: Offer) -> str:
    return reverse("offer_page", kwargs={"key": offer.key})


NOMINEE = Column(
    "nominee", gettext_lazy("Nominee"), "nomination.nominee.name", sort="nomination__nominee__sort_key",
    link=offer_address,
)
DEADLINE = Column(
    "deadline", gettext_lazy("Answer by"), lambda offer: moment(offer.deadline, offer.call.zone), sort="deadline",
    machine=lambda offer: offer.deadline,
)
STATE = Column("state", gettext_lazy("State"), "get_state_display", state=True, machine=lambda offer: offer.state)
BY_STATE = Filter("state", gettext_lazy("State"), OfferState.choices, "state")

CALL_OFFERS = Listing(
    name="offers",
    columns=[
        NOMINEE,
        Column("school", gettext_lazy("School"), "nomination.institution.name"),
        Column("country", gettext_lazy("Country"), "nomination.nominee.country.name",
               machine=lambda offer: str(offer.nomination.nominee.country)),
        DEADLINE, STATE,
        Column("answered", gettext_lazy("Answered"), lambda offer: moment(offer.answered_at, offer.call.zone),
               machine=lambda offer: offer.answered_at),
    ],
    filters=[BY_STATE],
    search=["nomination__nominee__name", "nomination__nominee__latin_name", "nomination__institution__name"],
    sort="-pk",
    empty=gettext_lazy("No offer has been sent yet."),
    empty_next=gettext_lazy("When the call is decided, “Send offers” offers a place to everybody selected."),
)
SCHOOL_OFFERS = Listing(
    name="offers",
    columns=[NOMINEE, Column("call", gettext_lazy("Call"), "call.title", sort="call__title"), DEADLINE, STATE],
    filters=[BY_STATE],
    search=["nomination__nominee__name", "nomination__nominee__latin_name", "call__title"],
    sort="-pk",
    empty=gettext_lazy("There is no offer to a nominee of your school yet."),
    empty_next=gettext_lazy("When a nominee is selected, the offer stands here with a date to answer by."),
)


# --- the organiser -----------------------------------------------------------------------


@requires("offers.run", load_call)
@require_GET
def call_offers(request: HttpRequest, call: Call) -> HttpResponse:
    rows = Offer.objects.filter(call=call).select_related(
        "call", "nomination__nominee", "nomination__institution"
    )
    proposal = decided_proposal(call)
    ranks = dict(proposal.standings.values_list("nomination_id", "rank")) if proposal else {}
    line = call.nominations.filter(state=NominationState.WAITING_LIST).select_related("nominee", "institution")
    waiting = sorted(line, key=lambda each: ranks.get(each.pk, 0))
    for nomination in waiting:
        nomination.rank = ranks.get(nomination.pk)  # type: ignore[attr-defined]
    states = list(rows.filter(state__in=LIVE).values_list("state", flat=True))
    ended = call.nominations.filter(~live_offer(), state=NominationState.SELECTED, offers__isnull=False).distinct()
    return CALL_OFFERS.answer(request, rows, "talent/offers/call_offers.html", {
        "call": call, "here": "offers", "runs": True, "proposal": proposal, "decided": call.state == CallState.DECIDED,
        "accepted": states.count(OfferState.ACCEPTED), "open": states.count(OfferState.OFFERED),
        "free": free_places(call, without_offers=False), "unsent": selected_without_offer(call).count(),
        "waiting": waiting[:10], "waiting_count": len(waiting),
        "ended": ended.select_related("nominee", "institution")[:20] if free_places(call) else [],
    })


@requires("offers.run", load_call)
@require_http_methods(["GET", "POST"])
def send_offers(request: HttpRequest, call: Call) -> HttpResponse:
    form = DeadlineForm(request.POST if request.method == "POST" else None, call=call, deadline=default_deadline(call))
    back = reverse("call_offers", kwargs={"key": call.key})
    if request.method == "POST" and form.is_valid():
        try:
            sent = acts.send_offers(call, form.cleaned_data["deadline"], request.user)
        except Refused as refusal:
            form.add_error("deadline", str(refusal))
        else:
            words = ngettext("%(n)s offer is sent.", "%(n)s offers are sent.", len(sent)) % {"n": len(sent)}
            messages.success(request, words)
            return redirect(back)
    count = selected_without_offer(call).count()
    return render(request, "pages/confirm.html", {
        "heading": _("Send offers?"), "form": form,
        "consequence": ngettext(
            "%(n)s selected nominee is offered a place; the school and the guardians are told by email.",
            "%(n)s selected nominees are offered a place; their schools and guardians are told by email.", count,
        ) % {"n": count},
        "submit": _("Send offers"), "tone": "primary", "cancel": back,
    })


@requires("offers.run", load_nomination)
@require_http_methods(["GET", "POST"])
def offer_again(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    call = nomination.call
    form = DeadlineForm(request.POST if request.method == "POST" else None, call=call, deadline=default_deadline(call))
    if request.method == "POST" and form.is_valid():
        try:
            offer = acts.offer_again(nomination, form.cleaned_data["deadline"], request.user)
        except Refused as refusal:
            form.add_error("deadline", str(refusal))
        else:
            messages.success(request, _("%(name)s has a new offer.") % {"name": nomination.nominee})
            return redirect("offer_page", key=offer.key)
    return render(request, "pages/confirm.html", {
        "heading": _("Offer a place to %(name)s again?") % {"name": nomination.nominee}, "form": form,
        "consequence": _("The former offer has ended. This is possible while a place is free."),
        "submit": _("Offer again"), "tone": "primary", "cancel": reverse("call_offers", kwargs={"key": call.key}),
    })


@requires("offers.run", load_offer)
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, offer: Offer) -> HttpResponse:
    form = RequiredReason(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return answered(
            request, offer, lambda: acts.take_back(offer, request.user, form.cleaned_data["reason"]),
            _("The offer is taken back; the place goes to the next on the waiting list."),
        )
    accepted = offer.state == OfferState.ACCEPTED
    return render(request, "pages/confirm.html", {
        "heading": _("Take back the offer to %(name)s?") % {"name": offer.nomination.nominee}, "form": form,
        "consequence": _("It was accepted: what came of it (a registration) is cancelled too. ") * accepted
        + _("The school and the guardians are told, with your reason. The place goes to the next on the waiting list."),
        "submit": _("Take back"), "cancel": offer_address(offer),
    })


# --- the school --------------------------------------------------------------------------


@requires("offers.of_my_school")
@require_GET
def school_offers(request: HttpRequest) -> HttpResponse:
    schools = institutions_of(request.user, MembershipRole.COORDINATOR, MembershipRole.TEACHER)
    rows = Offer.objects.filter(nomination__institution__in=schools).select_related("call", "nomination__nominee")
    return SCHOOL_OFFERS.answer(request, rows, "talent/offers/school_offers.html")


@requires("offers.see", load_offer)
@require_GET
def offer_page(request: HttpRequest, offer: Offer) -> HttpResponse:
    return render(request, "talent/offers/offer.html", {
        "offer": offer, "nomination": offer.nomination, "call": offer.call,
        "answerable": offer.state == OfferState.OFFERED and offer.deadline > timezone.now(),
        "answers": request.user.has_perm("offers.answer", offer),
        "runs": request.user.has_perm("offers.run", offer),
    })


@requires("offers.answer", load_offer)
@require_http_methods(["GET", "POST"])
def accept_offer(request: HttpRequest, offer: Offer) -> HttpResponse:
    if request.method == "POST":
        return answered(
            request, offer, lambda: acts.accept(offer, request.user),
            _("Accepted. %(name)s has the place.") % {"name": offer.nomination.nominee},
        )
    return render(request, "pages/confirm.html", {
        "heading": _("Accept the place for %(name)s?") % {"name": offer.nomination.nominee},
        "consequence": _("%(name)s takes part in “%(call)s”. The guardians are told.")
        % {"name": offer.nomination.nominee, "call": offer.call},
        "submit": _("Accept"), "tone": "primary", "cancel": offer_address(offer),
    })


@requires("offers.answer", load_offer)
@require_http_methods(["GET", "POST"])
def decline_offer(request: HttpRequest, offer: Offer) -> HttpResponse:
    form = OptionalReason(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return answered(
            request, offer, lambda: acts.decline(offer, request.user, form.cleaned_data["reason"]),
            _("Declined. The place goes to the next on the waiting list."),
        )
    return render(request, "pages/confirm.html", {
        "heading": _("Decline the place for %(name)s?") % {"name": offer.nomination.nominee}, "form": form,
        "consequence": _("The place goes to the next on the waiting list at once."),
        "submit": _("Decline"), "cancel": offer_address(offer),
    })


def answered(request: HttpRequest, offer: Offer, act, words: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect(offer_address(offer))


# --- the family --------------------------------------------------------------------------


@by_link
@require_http_methods(["GET", "POST"])
def offer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """What is offered, until when; a guardian (or the nominee who is of age) may decline it here."""
    try:
        relative = relative_by(OFFER_LINK.open(token))
    except LinkRefused:
        return render(request, "talent/people/consent_broken.html", status=404)
    offer = relative.offer
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(relative.language)
    timezone.activate(zone_or_utc(offer.nomination.institution.zone))
    form = OptionalReason(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not within_limit("offer", f"{offer.pk}:{relative.key}", 20, timedelta(minutes=10)):
            return too_often(request)
        try:
            acts.decline(offer, relative.actor, form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The place is declined. Thank you for telling us."))
        return redirect("offer_by_link", token=token)
    return render(request, "talent/offers/offer_by_link.html", {
        "relative": relative, "offer": offer, "nomination": offer.nomination, "call": offer.call, "form": form,
        "answerable": offer.state == OfferState.OFFERED and offer.deadline > timezone.now(),
    })
