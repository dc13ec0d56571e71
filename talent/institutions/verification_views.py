"""The pages that ask before an institution is verified, refused, suspended or reinstated."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from talent.institutions import verification
from talent.institutions.forms import ReasonForm
from talent.institutions.models import Institution
from talent.institutions.views import institution_by_key


@dataclass(frozen=True)
class Step:
    """One act of verification, in words; `act` takes a reason as third argument where `asks_reason`."""

    act: Callable[..., None]
    heading: Any
    consequence: Any
    submit: Any
    done: Any
    asks_reason: bool = False


VERIFY = Step(
    verification.verify, _("Verify %(institution)s?"),
    _("Its members can act for it from now on: nominate students, invite colleagues. They are told by email."),
    _("Verify"), _("%(institution)s is verified."),
)
REFUSE = Step(
    verification.refuse, _("Refuse %(institution)s?"),
    _("Nobody can act for it. Those who signed it up read your reason, may correct the facts and apply again."),
    _("Refuse"), _("%(institution)s is refused; those who signed it up are told."), asks_reason=True,
)
SUSPEND = Step(
    verification.suspend, _("Suspend %(institution)s?"),
    _("Nobody can act for it until you reinstate it. What is stored stays. Those who lead it read your reason."),
    _("Suspend"), _("%(institution)s is suspended; those who lead it are told."), asks_reason=True,
)
REINSTATE = Step(
    verification.reinstate, _("Reinstate %(institution)s?"),
    _("Its members can act for it again. They are told by email."),
    _("Reinstate"), _("%(institution)s is verified again."),
)
APPLY_AGAIN = Step(
    verification.apply_again, _("Apply again for %(institution)s?"),
    _("Correct the facts first: those who verify it look at them once more."),
    _("Apply again"), _("%(institution)s waits for verification again."),
)


def ask_and_do(step: Step, request: HttpRequest, institution: Institution) -> HttpResponse:
    here = reverse("institution", kwargs={"key": institution.key})
    form = ReasonForm(request.POST or None) if step.asks_reason else None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = [form.cleaned_data["reason"]] if form else []
        try:
            step.act(institution, request.user, *reason)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, step.done % {"institution": institution})
        return redirect(here)
    return render(request, "pages/confirm.html", {
        "heading": step.heading % {"institution": institution}, "consequence": step.consequence,
        "submit": step.submit, "cancel": here, "form": form, "tone": "danger" if step.asks_reason else "primary",
    })


@requires("institutions.verify", institution_by_key)
@require_http_methods(["GET", "POST"])
def verify_institution(request: HttpRequest, institution: Institution) -> HttpResponse:
    return ask_and_do(VERIFY, request, institution)


@requires("institutions.verify", institution_by_key)
@require_http_methods(["GET", "POST"])
def refuse_institution(request: HttpRequest, institution: Institution) -> HttpResponse:
    return ask_and_do(REFUSE, request, institution)


@requires("institutions.verify", institution_by_key)
@require_http_methods(["GET", "POST"])
def suspend_institution(request: HttpRequest, institution: Institution) -> HttpResponse:
    return ask_and_do(SUSPEND, request, institution)


@requires("institutions.verify", institution_by_key)
@require_http_methods(["GET", "POST"])
def reinstate_institution(request: HttpRequest, institution: Institution) -> HttpResponse:
    return ask_and_do(REINSTATE, request, institution)


@requires("institutions.apply_again", institution_by_key)
@require_http_methods(["GET", "POST"])
def apply_again(request: HttpRequest, institution: Institution) -> HttpResponse:
    return ask_and_do(APPLY_AGAIN, request, institution)
