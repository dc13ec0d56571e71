"""The recommender's pages, by signed link: who are you, what is asked, writing, handing in."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts.access import by_link
from core.accounts.limits import client_of, too_often, within_limit
from core.accounts.zones import zone_or_utc
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.mail.links import LinkBroken, LinkExpired
from talent.calls.views.steps import posted
from talent.nominations.drafts import ChangedMeanwhile
from talent.recommendations.answering import BY_LINK, LONGEST, Stands, confirm, decline, give, keep, misdirect, stands
from talent.recommendations.deadline import due_of
from talent.recommendations.forms import CannotForm, TextForm
from talent.recommendations.letters import (
    RECOMMENDATION_LINK,
    LinkReplaced,
    link_of,
    recommendation_of,
    to_recommender,
)
from talent.recommendations.models import Recommendation, RecommendationState

HOUR = timedelta(hours=1)


def opened(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the link for the view, in the recommender's language; a link that does not open gets its own page."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        try:
            found = recommendation_of(RECOMMENDATION_LINK.open(token))
        except LinkExpired:
            return render(request, "talent/recommendations/expired.html", {"token": token}, status=410)
        except LinkReplaced:
            return render(request, "talent/recommendations/replaced.html", status=410)
        except LinkBroken:
            return render(request, "talent/recommendations/broken.html", status=404)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(found.language)
        timezone.activate(zone_or_utc(found.nomination.institution.zone))
        # A page that saves as one types asks often.
        if request.method == "POST" and not within_limit("recommendation", str(found.pk), 600, HOUR):
            return too_often(request)
        return view(request, token, found)

    return guarded


def confirmed(request: HttpRequest, recommendation: Recommendation) -> bool:
    """Whether this reader, in this browser, has said that they are the person named."""
    return bool(request.session.get(confirmation(recommendation)))


def confirmation(recommendation: Recommendation) -> str:
    return f"recommender:{recommendation.key}:{recommendation.link}"


@by_link
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@opened
def recommendation(request: HttpRequest, token: str, found: Recommendation) -> HttpResponse:
    """First who the reader is; then what is asked, with a text to write; or why nothing is asked any more."""
    now = stands(found, timezone.now())
    if now != Stands.OPEN:
        return closed(request, found, now)
    if not confirmed(request, found):
        write_down_opening(request, found)
        return render(request, "talent/recommendations/who_are_you.html", {"recommendation": found, "token": token})
    form = TextForm(posted(request), recommendation=found)
    if request.method == "POST" and form.is_valid():
        return sent(request, token, found, form)
    return writing(request, token, found, form)


def closed(request: HttpRequest, found: Recommendation, now: Stands) -> HttpResponse:
    return render(request, "talent/recommendations/closed.html", {"recommendation": found, "stands": now.value})


def write_down_opening(request: HttpRequest, found: Recommendation) -> None:
    """At most once an hour from one place: programs that look through mail open links over and over."""
    if within_limit("recommendation-opened", f"{found.pk}:{client_of(request)}", 1, HOUR):
        record("link opened", found, BY_LINK, link=found.link)


def writing(
    request: HttpRequest, token: str, found: Recommendation, form: TextForm, *, status: int = 200, theirs: str = ""
) -> HttpResponse:
    call = found.nomination.call
    return render(request, "talent/recommendations/write.html", {
        "recommendation": found, "call": call, "token": token, "form": form, "theirs": theirs, "longest": LONGEST,
        "due": due_of(found.nomination),
        "criteria": [(each, levels(each.descriptors)) for each in call.criteria.all()],
    }, status=status)


def levels(descriptors: dict[str, str]) -> list[tuple[str, str]]:
    """The levels of a criterion that have words, the highest first."""
    return sorted(descriptors.items(), key=lambda each: -int(each[0]))


def sent(request: HttpRequest, token: str, found: Recommendation, form: TextForm) -> HttpResponse:
    """Keep what was typed; with `submit` show it once more, and with `confirmed` hand it in."""
    try:
        found = keep(found, form.cleaned_data["text"], version_in(request))
        if "confirmed" in request.POST:
            give(found)
            return redirect("recommendation", token=token)
        if "submit" in request.POST and not found.text.strip():
            raise Refused(_("Write something first."))
    except ChangedMeanwhile:
        stored = Recommendation.objects.get(pk=found.pk)
        found.version = stored.version
        return writing(request, token, found, form, status=409, theirs=stored.text or "–")
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return writing(request, token, found, form, status=422)
    if "submit" in request.POST:
        return render(request, "talent/recommendations/hand_in.html", {"recommendation": found, "token": token})
    messages.success(request, _("Saved. Nothing is handed in yet; you can go on by the same link."))
    return redirect("recommendation", token=token)


def version_in(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


@by_link
@require_POST
@opened
def save_recommendation(request: HttpRequest, token: str, found: Recommendation) -> HttpResponse:
    """Kept as it is typed; gives the line that says so."""
    problem = ""
    if not confirmed(request, found):
        return HttpResponse(status=403)
    try:
        found = keep(found, request.POST.get("text", ""), version_in(request))
    except Refused as refusal:
        problem = str(refusal)
    return render(request, "talent/recommendations/_saved.html", {"recommendation": found, "problem": problem})


@by_link
@require_POST
@opened
def confirm_recommender(request: HttpRequest, token: str, found: Recommendation) -> HttpResponse:
    """The reader says that they are the person named, or that they are not."""
    try:
        if request.POST.get("who") == "other":
            misdirect(found)
            return render(request, "talent/recommendations/misdirected.html", {"recommendation": found})
        confirm(found)
    except Refused:
        return redirect("recommendation", token=token)
    request.session[confirmation(found)] = True
    return redirect("recommendation", token=token)


@by_link
@require_http_methods(["GET", "POST"])
@opened
def cannot_recommend(request: HttpRequest, token: str, found: Recommendation) -> HttpResponse:
    if not confirmed(request, found) or stands(found, timezone.now()) != Stands.OPEN:
        return redirect("recommendation", token=token)
    form = CannotForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with suppress(Refused):
            decline(found, form.cleaned_data["reason"])
        return redirect("recommendation", token=token)
    return render(request, "talent/recommendations/cannot.html", {
        "recommendation": found, "token": token, "form": form,
    })


@by_link
@require_POST
def new_recommendation_link(request: HttpRequest, token: str) -> HttpResponse:
    """Send a fresh link in place of an expired one, to the address on record; the page says the same always."""
    try:
        content = RECOMMENDATION_LINK.open(token)
    except LinkExpired as expired:
        content = expired.about
    except LinkBroken:
        content = {}
    with suppress(LinkBroken):
        send_again(recommendation_of(content))
    return render(request, "talent/recommendations/link_sent.html")


def send_again(found: Recommendation) -> None:
    waiting = found.state in {RecommendationState.ASKED, RecommendationState.OPENED}
    if waiting and within_limit("recommendation-again", str(found.pk), 3, HOUR):
        to_recommender("asked", found, None, link=link_of(found))
