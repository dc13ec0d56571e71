"""The pages of a record by signed link, and asking for such a link."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import by_link, public
from core.accounts.limits import client_of, too_often, within_limit
from core.accounts.zones import zone_or_utc
from core.audit.lifecycle import Refused
from core.mail.links import LinkBroken, LinkExpired
from talent.people.record.acts import acts_for
from talent.people.record.export import json_file, pdf_file
from talent.people.record.joining import join_account, may_join
from talent.people.record.link import RECORD_LINK, Kin, kin_by, send_links
from talent.people.record.looking import FAMILY
from talent.people.record.views import AddressForm, shown_record

HOUR = timedelta(hours=1)
ASKED_FROM_ONE_PLACE, SENT_TO_ONE_ADDRESS, OPENED = 20, 3, 120


def opened(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the link for the view, in the language of who holds it; one that does not open gets its own page."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, **kwargs: str) -> HttpResponse:
        try:
            kin = kin_by(RECORD_LINK.open(token))
        except LinkExpired:
            return render(request, "talent/people/record/link_expired.html", status=410)
        except LinkBroken:
            return render(request, "talent/people/record/link_broken.html", status=404)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(kin.language)
        timezone.activate(zone_or_utc(kin.person.institution.zone))
        if not within_limit("record", f"{kin.person.pk}:{kin.key}", OPENED, HOUR):
            return too_often(request)
        return view(request, token, kin, **kwargs)

    return guarded


@by_link
@require_GET
@opened
def record_by_link(request: HttpRequest, token: str, kin: Kin) -> HttpResponse:
    """The whole record, for a guardian or for the person."""
    return render(request, "talent/people/record/by_link.html", {
        **shown_record(kin.person, [FAMILY]), "kin": kin, "token": token, "acts": acts_for(kin),
        "may_join": may_join(kin, request.user),
    })


@by_link
@require_GET
@opened
def record_by_link_pdf(request: HttpRequest, token: str, kin: Kin) -> HttpResponse:
    return pdf_file(kin.person, [FAMILY])


@by_link
@require_GET
@opened
def record_by_link_json(request: HttpRequest, token: str, kin: Kin) -> HttpResponse:
    return json_file(kin.person, [FAMILY])


@by_link
@require_POST
@opened
def join_record(request: HttpRequest, token: str, kin: Kin) -> HttpResponse:
    """The person's own account sees the record from now on, without a link."""
    try:
        join_account(kin, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("record_by_link", token=token)
    messages.success(request, _("Your account is joined: you see the record whenever you are signed in."))
    return redirect("my_record")


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def ask_for_record(request: HttpRequest) -> HttpResponse:
    """Send links to the address, if a school has it on record; the answer is the same in any case."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not within_limit("record-asked", client_of(request), ASKED_FROM_ONE_PLACE, HOUR):
            return too_often(request)
        email = form.cleaned_data["email"].lower()
        if within_limit("record-sent", email, SENT_TO_ONE_ADDRESS, HOUR):
            send_links(email)
        return redirect("record_asked")
    return render(request, "talent/people/record/ask.html", {"form": form})


@public
@require_GET
def record_asked(request: HttpRequest) -> HttpResponse:
    return render(request, "talent/people/record/asked.html")
