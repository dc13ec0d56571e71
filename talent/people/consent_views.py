"""The pages of a guardian, or of a student of age, by signed link."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts.access import by_link
from core.accounts.limits import too_often, within_limit
from core.accounts.zones import zone_or_utc
from core.audit.lifecycle import Refused
from core.mail.links import LinkBroken, LinkExpired
from talent.people.consent import Signed, answer
from talent.people.consent_forms import ChangeForm, ConsentForm, slug_of
from talent.people.consent_mail import CONSENT_LINK, Asked, asked_by, send_again
from talent.people.consent_words import Words, words_of
from talent.people.majority import of_age
from talent.people.models import ConsentAnswer, ConsentDecision, ConsentItem

TEN_MINUTES = timedelta(minutes=10)


@dataclass(frozen=True)
class Answered:
    """One item that this person has answered, with the last answer."""

    item: ConsentItem
    words: Words
    answer: ConsentAnswer
    slug: str

    @property
    def given(self) -> bool:
        return self.answer.decision == ConsentDecision.GIVEN


def opened(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the link for the view, in the language of who is asked; a link that does not open gets its own page."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, **kwargs: str) -> HttpResponse:
        try:
            asked = asked_by(CONSENT_LINK.open(token))
        except LinkExpired:
            return render(request, "talent/people/consent_expired.html", {"token": token}, status=410)
        except LinkBroken:
            return render(request, "talent/people/consent_broken.html", status=404)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(asked.language)
        # Nobody knows the guardian's zone: the school's is nearest.
        timezone.activate(zone_or_utc(asked.request.person.institution.zone))
        if request.method == "POST" and not within_limit("consent", f"{asked.request.pk}:{asked.key}", 20, TEN_MINUTES):
            return too_often(request)
        return view(request, token, asked, **kwargs)

    return guarded


@by_link
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@opened
def consent(request: HttpRequest, token: str, asked: Asked) -> HttpResponse:
    """What is asked and how it was answered: questions not answered yet as a form, the others to change."""
    answered, waiting = what_was_said(asked)
    form = None
    if waiting and may_answer(asked):
        form = ConsentForm(
            request.POST or None, request=asked.request, items=waiting, own=asked.guardian is None,
        )
        if request.method == "POST" and form.is_valid():
            try:
                answer(asked.request, form.decisions(), Signed(asked.guardian, form.cleaned_data["signed_name"]))
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("Thank you. Your answers are written down."))
            return redirect("consent", token=token)
    context = {"asked": asked, "form": form, "answered": answered, "token": token, "may_answer": may_answer(asked)}
    return render(request, "talent/people/consent.html", context)


@by_link
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@opened
def consent_change(request: HttpRequest, token: str, asked: Asked, slug: str) -> HttpResponse:
    """Withdraw one consent, with what follows from it, or give one that was refused."""
    now = next((each for each in what_was_said(asked)[0] if each.slug == slug), None)
    if now is None or not may_answer(asked):
        raise Http404
    other = ConsentDecision.REFUSED if now.given else ConsentDecision.GIVEN
    form = ChangeForm(request.POST or None, initial={"decision": other})
    if request.method == "POST" and form.is_valid():
        signed = Signed(asked.guardian, form.cleaned_data["signed_name"])
        try:
            answer(asked.request, {now.item.pk: form.cleaned_data["decision"]}, signed)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your answer is changed, from this moment."))
        return redirect("consent", token=token)
    return render(request, "talent/people/consent_change.html", {
        "asked": asked, "form": form, "now": now, "token": token,
    })


@by_link
@require_POST
def consent_new_link(request: HttpRequest, token: str) -> HttpResponse:
    """Send a new link in place of an expired one: only to the address on record, and the page says the same always."""
    try:
        about = CONSENT_LINK.open(token)
    except LinkExpired as expired:
        about = expired.about
    except LinkBroken:
        about = {}
    # The page must not tell whether the record is still there.
    with suppress(LinkBroken, Refused):
        send_again(asked_by(about))
    return render(request, "talent/people/consent_sent.html")


def may_answer(asked: Asked) -> bool:
    """Whether this person's answers can still be given or changed."""
    return asked.request.closed_at is None and of_age(asked.request.person) == (asked.guardian is None)


def what_was_said(asked: Asked) -> tuple[list[Answered], list[ConsentItem]]:
    """What this person has answered, and what not yet, in the order asked."""
    items = list(asked.request.items.select_related("host"))
    answers = ConsentAnswer.objects.filter(item__in=items, guardian=asked.guardian).order_by("pk")
    last = {each.item_id: each for each in answers}
    own = asked.guardian is None
    answered = [
        Answered(item, words_of(item, asked.request, own=own), last[item.pk], slug_of(item))
        for item in items if item.pk in last
    ]
    return answered, [item for item in items if item.pk not in last]
