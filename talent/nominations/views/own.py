"""Nominating oneself: asking for a link, and the page that it opens."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core.accounts.access import by_link, public, requires
from core.accounts.limits import client_of, too_often, within_limit
from core.accounts.zones import zone_or_utc
from core.audit.lifecycle import Refused
from core.mail.links import LinkRefused
from talent.calls.answer_form import AnswersForm
from talent.calls.closing import is_open_for, window_for
from talent.calls.forms import ReasonForm
from talent.calls.loading import load_shown_call
from talent.calls.models import Call
from talent.calls.views.steps import posted
from talent.nominations import own
from talent.nominations.drafts import answers_shown, save_answers
from talent.nominations.lacks import lacks_of
from talent.nominations.loading import load_nomination
from talent.nominations.models import Nomination, NominationState
from talent.nominations.own import OwnPart
from talent.people.models import Person

AN_HOUR = timedelta(hours=1)
TEN_MINUTES = timedelta(minutes=10)


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Your email"), help_text=gettext_lazy("The one that your school has recorded for you.")
    )


@public
@require_http_methods(["GET", "POST"])
def nominate_myself(request: HttpRequest, key: str) -> HttpResponse:
    """Who has an account goes on with it; everybody else asks for a link to the address their school recorded.

    The answer is the same whether the address is known or not.
    """
    call = load_shown_call(key)
    if not call.self_nomination:
        raise Http404
    person = own_person(request, call)
    if request.method == "POST" and person and "email" not in request.POST:
        return redirect("own_nomination", token=own.token_of(call, person, request.user))
    form = AddressForm(posted(request))
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        if not within_limit("own-link", client_of(request), 10, AN_HOUR):
            return too_often(request)
        if within_limit("own-link-to", email, 3, AN_HOUR):
            own.send_links(call, email)
        return render(request, "talent/nominations/own_sent.html", {"call": call, "email": email})
    return render(
        request, "talent/nominations/nominate_myself.html",
        {"call": call, "form": form, "person": person, "open": call.is_open()},
    )


def own_person(request: HttpRequest, call: Call) -> Person | None:
    """The person that the account is linked to, if the call is for such people."""
    if not request.user.is_authenticated:
        return None
    return Person.objects.current().filter(user=request.user, role=call.nominee_role).first()


@by_link
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def own_nomination(request: HttpRequest, token: str) -> HttpResponse:
    """One's own nomination: begun, written, handed in, taken back, withdrawn."""
    try:
        part = own.part_of(own.OWN_LINK.open(token), request.user)
    except LinkRefused:
        return render(request, "talent/nominations/own_broken.html", status=404)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and not request.user.is_authenticated:
        translation.activate(part.person.institution.language)
    timezone.activate(zone_or_utc(part.person.institution.zone))
    if request.method == "POST" and not within_limit("own", part.person.key, 40, TEN_MINUTES):
        return too_often(request)
    nomination = own.nomination_of(part)
    if request.method == "GET":
        return own_page(request, part, nomination)
    try:
        return act(request, token, part, nomination)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("own_nomination", token=token)


def act(request: HttpRequest, token: str, part: OwnPart, nomination: Nomination | None) -> HttpResponse:
    """What the pressed button asks for; then the page again."""
    again = redirect("own_nomination", token=token)
    if nomination is None or "begin" in request.POST:
        own.begin(part)
    elif "take-back" in request.POST:
        own.take_back(part, nomination)
    elif "withdraw" in request.POST:
        own.withdraw_own(part, nomination, request.POST.get("reason", ""))
        messages.success(request, _("It is withdrawn."))
    else:
        return written(request, part, nomination, again)
    return again


def written(request: HttpRequest, part: OwnPart, nomination: Nomination, again: HttpResponse) -> HttpResponse:
    """Keep what was typed; hand it in where that was pressed and nothing lacks."""
    own.refuse_not_own(nomination)
    form = answers_form(request, nomination)
    form.is_valid()
    version = request.POST.get("version", "")
    saved = save_answers(nomination, form.given(), int(version) if version.isdecimal() and len(version) < 10 else -1)
    if form.errors:
        return own_page(request, part, own.nomination_of(part), form)
    if "hand-in" not in request.POST:
        messages.success(request, _("Saved."))
        return again
    own.hand_in(part, saved)
    messages.success(
        request,
        _("Your school has it now and is told by email. It counts once the school has confirmed it.")
        if part.is_student else _("It is submitted."),
    )
    return again


def answers_form(request: HttpRequest, nomination: Nomination) -> AnswersForm:
    """The form with what is stored, and with what was sent."""
    return AnswersForm(
        posted(request), request.FILES or None, questions=list(nomination.call.questions.select_related("shown_if")),
        answers=list(nomination.answers.select_related("upload")),
        by=request.user if request.user.is_authenticated else None,
    )


def own_page(
    request: HttpRequest, part: OwnPart, nomination: Nomination | None, form: AnswersForm | None = None
) -> HttpResponse:
    window = window_for(part.call, part.person.institution)
    context: dict[str, Any] = {
        "call": part.call, "part": part, "nomination": nomination, "window": window,
        "open": is_open_for(part.call, window), "reason": ReasonForm(), "against": obstacle(part, nomination),
    }
    if nomination is not None and nomination.self_nominated:
        draft = nomination.state == NominationState.DRAFT
        questions = list(part.call.questions.all())
        context |= {
            "form": (form or answers_form(request, nomination)) if draft else None,
            "lacks": lacks_of(nomination, questions) if draft else [],
            "answers": [] if draft else answers_shown(nomination, questions),
            "can_withdraw": Nomination.lifecycle.can_move(nomination.state, NominationState.WITHDRAWN),
        }
    return render(request, "talent/nominations/own_nomination.html", context)


def obstacle(part: OwnPart, nomination: Nomination | None) -> str:
    """Why the person cannot begin, for the page; empty if they can, or have begun."""
    if nomination is not None and nomination.state != NominationState.WITHDRAWN:
        return "" if nomination.self_nominated else _("Your school is nominating you already: ask there how it stands.")
    try:
        own.refuse_own(part)
    except Refused as refusal:
        return str(refusal)
    return ""


@requires("nominations.submit_nomination", load_nomination)
@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    """The school sends a student's own nomination back to the student, and says what to change."""
    then, form = reverse("nomination", kwargs={"key": nomination.key}), ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            own.send_back(nomination, request.user, form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("It is with the student again, who is told by email."))
        return redirect(then)
    return render(
        request, "pages/confirm.html",
        {
            "heading": _("Send it back to %(name)s?") % {"name": nomination.nominee},
            "consequence": _("The student can change it and hand it in to you again, while the call is open."),
            "form": form, "submit": _("Send it back"), "tone": "primary", "cancel": then,
        },
    )
