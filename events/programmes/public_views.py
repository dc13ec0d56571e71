"""What everybody sees of editions."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import condition, require_safe

from core.accounts.access import public
from core.lists.listing import Column, Filter, Listing
from events.programmes.calendar import edition_calendar, place_words
from events.programmes.dates import date_span
from events.programmes.home import stands_above_public_page, stands_on_public_page
from events.programmes.models import Edition, ProgrammeKind


def by_time(rows: QuerySet, chosen: str) -> QuerySet:
    now = timezone.now()
    return rows.filter(ends_at__gte=now) if chosen == "coming" else rows.filter(ends_at__lt=now)


EDITIONS = Listing(
    name="editions",
    columns=[
        Column("title", _("Edition"), "title", sort="title",
               link=lambda edition: reverse("edition_page", kwargs={"slug": edition.slug})),
        Column("kind", _("Kind"), "programme.get_kind_display"),
        Column("dates", _("Dates"), sort="starts_at", machine=lambda edition: edition.starts_at,
               value=lambda edition: date_span(edition.starts_at, edition.ends_at, edition.zone)),
        Column("place", _("Place"), lambda edition: place_words(edition) or (_("on line") if edition.online else "")),
        Column("host", _("Host"), "host.both_names", machine=lambda edition: edition.host.name),
    ],
    filters=[
        Filter("when", _("When"), [("coming", _("coming")), ("past", _("past"))], by_time),
        Filter("kind", _("Kind"), ProgrammeKind.choices, "programme__kind"),
    ],
    search=["title", "programme__name", "host__name", "host__latin_name", "city"],
    sort="-starts_at",
    empty=_("No edition is published yet."),
    empty_next=_("Camps, contests and exchanges stand here as soon as their organisers publish them."),
)


def shown_edition(slug: str) -> Edition:
    edition = Edition.objects.shown().select_related("programme__institution", "host").filter(slug=slug).first()
    if edition is None:
        raise Http404
    return edition


@public
@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    rows = Edition.objects.shown().select_related("programme", "host")
    return EDITIONS.answer(request, rows, "events/programmes/editions.html")


@public
@require_safe
def edition_page(request: HttpRequest, slug: str) -> HttpResponse:
    edition = shown_edition(slug)
    return render(request, "events/programmes/edition_page.html", {
        "edition": edition,
        "when": date_span(edition.starts_at, edition.ends_at, edition.zone),
        "where": place_words(edition),
        "co_hosts": list(edition.co_hosts.all()),
        "calls": list(edition.calls.shown().order_by("closes_at")),
        "above": stands_above_public_page.of(request, edition),
        "sections": stands_on_public_page.of(request, edition),
        "now": timezone.now(),
    })


def calendar_changed(request: HttpRequest, slug: str) -> datetime | None:
    return Edition.objects.shown().filter(slug=slug).values_list("updated_at", flat=True).first()


def calendar_tag(request: HttpRequest, slug: str) -> str | None:
    changed = calendar_changed(request, slug)
    return f'"{changed.timestamp()}"' if changed else None


@public
@require_safe
@condition(etag_func=calendar_tag, last_modified_func=calendar_changed)
def edition_calendar_file(request: HttpRequest, slug: str) -> HttpResponse:
    edition = shown_edition(slug)
    response = HttpResponse(edition_calendar(edition), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{edition.slug}.ics"'
    return response
