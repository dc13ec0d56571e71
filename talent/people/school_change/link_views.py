"""The family's page: whether the student and the record go to another school."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core.accounts.access import by_link
from core.accounts.limits import too_often, within_limit
from core.accounts.zones import zone_or_utc
from core.audit.lifecycle import Refused
from core.mail.links import LinkRefused
from talent.people.school_change.asking import answer, kin_by
from talent.people.school_change.forms import AnswerForm, RefuseForm
from talent.people.school_change.mails import CHANGE_LINK
from talent.people.school_change.models import OPEN, ChangeState


@by_link
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def school_change_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Yes or no; and after a yes, still no until the new school has taken the student in."""
    try:
        change, kin = kin_by(CHANGE_LINK.open(token))
    except LinkRefused:
        return render(request, "talent/people/school_change/link_broken.html", status=404)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(kin.language)
    timezone.activate(zone_or_utc(change.from_institution.zone))
    waiting = change.state in OPEN and change.answer_by > timezone.now()
    agreed = change.state == ChangeState.AGREED
    form = (RefuseForm if agreed else AnswerForm)(request.POST or None) if waiting else None
    if request.method == "POST":
        if not within_limit("school-change", f"{change.pk}:{kin.key}", 20, timedelta(minutes=10)):
            return too_often(request)
        if form is not None and form.is_valid():
            try:
                agree = form.cleaned_data.get("decision") == "yes"
                answer(change, kin, agree=agree, name=form.cleaned_data["signed_name"])
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("Thank you. Your answer is written down."))
            return redirect("school_change_by_link", token=token)
    return render(request, "talent/people/school_change/by_link.html", {
        "change": change, "kin": kin, "form": form, "agreed": agreed, "waiting": waiting,
        "old": change.from_institution, "new": change.to_institution, "student": change.person,
    })
