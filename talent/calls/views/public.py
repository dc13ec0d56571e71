"""What everybody sees of calls."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import condition, require_safe
from django_countries import countries

from core.accounts.access import public
from core.accounts.models import User
from core.lists.listing import Column, Filter, Listing
from core.templatetags.pages import moment
from talent.calls.closing import is_open_for, windows_for
from talent.calls.deadlines import calendar_of, deadlines_of, last_changed, version_of_calendar
from talent.calls.eligibility import genders_in_words, grades_in_words
from talent.calls.loading import load_shown_call
from talent.calls.models import Call, Nominating
from talent.calls.nominators import invitations_among, may_nominate, nominating_institutions
from talent.institutions.models import Institution
from talent.people.languages import languages_in_words
from talent.people.models import ConsentKind, PersonRole


def call_address(call: Call) -> str:
    return reverse("call_page", kwargs={"key": call.key})


CALLS = Listing(
    name="calls",
    columns=[
        Column("title", _("Call"), "title", sort="title", link=call_address),
        Column("organiser", _("Organiser"), "institution.both_names", machine=lambda call: call.institution.name),
        Column("who", _("For"), "get_nominee_role_display"),
        Column("opens", _("Opens"), lambda call: moment(call.opens_at, call.zone), sort="opens_at",
               machine=lambda call: call.opens_at),
        Column("closes", _("Closes"), lambda call: moment(call.closes_at, call.zone), sort="closes_at",
               machine=lambda call: call.closes_at),
    ],
    filters=[Filter("for", _("For"), PersonRole.choices, "nominee_role")],
    search=["title", "summary", "institution__name", "institution__latin_name"],
    sort="closes_at",
    empty=_("No call is open now."),
    empty_next=_("When an organiser publishes one, it stands here with its deadline."),
)


@public
@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """Calls open or coming, the soonest to close first; `?past=1` those that have closed."""
    past = request.GET.get("past") == "1"
    return CALLS.answer(request, calls_by_time(past=past), "talent/calls/calls.html", {"past": past})


def calls_by_time(*, past: bool) -> QuerySet[Call]:
    calls = Call.objects.shown().select_related("institution")
    now = timezone.now()
    return calls.filter(closes_at__lte=now) if past else calls.filter(closes_at__gt=now, state=Call.State.PUBLISHED)


@public
@require_safe
def call_page(request: HttpRequest, key: str) -> HttpResponse:
    call = load_shown_call(key)
    return render(
        request, "talent/calls/call.html",
        {**shown_of(call), "schools": schools_that_may(call, request.user)},
    )


def schools_that_may(call: Call, user: User) -> list[Institution]:
    """The person's institutions that may nominate to the call now, an extension of theirs counted."""
    institutions = nominating_institutions(user)
    if not institutions:
        return []
    invited, windows = invitations_among([call], institutions), windows_for([call], institutions)
    return [
        each for each in institutions
        if may_nominate(call, each, invited) and is_open_for(call, windows[each.pk, call.pk])
    ]


def shown_of(call: Call) -> dict:
    """What the page of a call shows, published or as a preview."""
    return {
        "call": call,
        "open": call.is_open(),
        "coming": call.state == Call.State.PUBLISHED and timezone.now() < call.opens_at,
        "grades": grades_in_words(frozenset(call.grades)),
        "genders": genders_in_words(frozenset(call.genders)),
        "languages": languages_in_words(call.languages),
        "countries": sorted(countries.name(code) or code for code in call.countries),
        "questions": list(call.questions.all()) if call.pk else [],
        "criteria": list(call.criteria.all()) if call.pk else [],
        "hosts": list(call.hosts.all()) if call.pk else [],
        "invited_only": call.nominating == Nominating.INVITED,
        "consents": [
            (kind.label, kind.value in call.consents_required) for kind in ConsentKind
            if kind.value in (*call.consents_required, *call.consents_optional)
        ],
    }


def last_change(request: HttpRequest, key: str) -> datetime | None:
    call = Call.objects.shown().filter(key=key).first()
    return last_changed(call, deadlines_of(call)) if call else None


def version_of(request: HttpRequest, key: str) -> str | None:
    call = Call.objects.shown().filter(key=key).first()
    return f'"{version_of_calendar(call, deadlines_of(call))}"' if call else None


@public
@require_safe
@condition(etag_func=version_of, last_modified_func=last_change)
def call_calendar(request: HttpRequest, key: str) -> HttpResponse:
    """The call's deadlines; a calendar program that has them is answered 304."""
    call = load_shown_call(key)
    response = HttpResponse(calendar_of(call), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{call.key}.ics"'
    response["Cache-Control"] = "public, max-age=300"
    return response
