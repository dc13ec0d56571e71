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
from core.lists.listing import Column, Filter, Listing
from core.templatetags.pages import moment
from talent.calls.deadlines import calendar_of
from talent.calls.eligibility import grades_in_words
from talent.calls.loading import load_shown_call
from talent.calls.models import Call
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole
from talent.people.models import PersonRole


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
    schools = institutions_of(request.user, MembershipRole.COORDINATOR, MembershipRole.TEACHER)
    return render(
        request, "talent/calls/call.html",
        {**shown_of(call), "schools": [s for s in schools if takes_from(call, str(s.country))]},
    )


def takes_from(call: Call, country: str) -> bool:
    """Whether schools of the country may nominate."""
    return not call.countries or country in call.countries


def shown_of(call: Call) -> dict:
    """What the page of a call shows, published or as a preview."""
    return {
        "call": call,
        "open": call.is_open(),
        "coming": call.state == Call.State.PUBLISHED and timezone.now() < call.opens_at,
        "grades": grades_in_words(frozenset(call.grades)),
        "countries": sorted(countries.name(code) or code for code in call.countries),
        "questions": list(call.questions.all()) if call.pk else [],
        "criteria": list(call.criteria.all()) if call.pk else [],
        "hosts": list(call.hosts.all()) if call.pk else [],
    }


def last_change(request: HttpRequest, key: str) -> datetime | None:
    return Call.objects.shown().filter(key=key).values_list("updated_at", flat=True).first()


def version_of(request: HttpRequest, key: str) -> str | None:
    changed = last_change(request, key)
    return f'"{changed.timestamp()}"' if changed else None


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
