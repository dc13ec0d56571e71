"""The season: a list, a month, and a calendar to subscribe to; all by the same filters."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from core.accounts.access import public
from core.lists.listing import Filter
from events.programmes.dates import date_span
from events.programmes.models import Edition
from events.season.editions import SEASON, around, days_of, month_name, month_of, place_of, season, touches
from events.season.feed import season_feed, tag_of
from events.season.weeks import Span, month_after, month_before, weeks_of

ASKED_AGAIN_AFTER = 3600
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 1)


@dataclass(frozen=True)
class Shown:
    """An edition as it stands in a month."""

    edition: Edition
    when: str
    where: str


@dataclass(frozen=True)
class MonthLink:
    name: str
    query: str


def kept_query(request: HttpRequest, **changes: str) -> str:
    """The chosen filters as a query, with changes; '' leaves one out."""
    names = [each.name for each in SEASON.filters] + ["q"]
    kept = {name: request.GET[name] for name in names if request.GET.get(name)} | changes
    query = request.GET.copy()
    query.clear()
    query.update({name: value for name, value in kept.items() if value})
    return query.urlencode()


@public
@require_safe
def season_list(request: HttpRequest) -> HttpResponse:
    """What is on or to come; with a month chosen, all of that month."""
    rows = season()
    if not month_of(request.GET.get("month", "")):
        rows = rows.filter(ends_at__gte=timezone.now())
    return SEASON.answer(request, rows, "events/season/list.html", views_and_feed(request))


def views_and_feed(request: HttpRequest) -> dict[str, Any]:
    feed = request.build_absolute_uri(reverse("season_feed"))
    query = kept_query(request, month="")
    return {
        "kept": kept_query(request), "feed": f"{feed}?{query}" if query else feed,
        "subscribe": "webcal:" + (f"{feed}?{query}" if query else feed).split(":", 1)[1],
    }


def without_month() -> list[Filter]:
    return [each for each in SEASON.filters if each.name != "month"]


def month_to_show(request: HttpRequest) -> date:
    """The month that the address names, else that in which something is next on."""
    month = month_of(request.GET.get("month", ""))
    if month and EARLIEST <= month <= LATEST:
        return month
    coming = season().filter(ends_at__gte=timezone.now()).order_by("starts_at").first()
    today = timezone.now().date()
    return max(days_of(coming)[0], today).replace(day=1) if coming else today.replace(day=1)


@public
@require_safe
def season_month(request: HttpRequest) -> HttpResponse:
    month = month_to_show(request)
    rows = narrowed_but_for_month(request)
    shown = [
        Shown(edition, date_span(edition.starts_at, edition.ends_at, edition.zone), place_of(edition))
        for edition in around(rows, month).order_by("starts_at", "pk") if touches(edition, month)
    ]
    first_weekday = (formats.get_format("FIRST_DAY_OF_WEEK") - 1) % 7
    weeks = weeks_of(month.year, month.month, [Span(each, *days_of(each.edition)) for each in shown], first_weekday)
    return render(request, "events/season/month.html", {
        "month": month, "month_name": month_name(month), "weeks": weeks, "shown": shown,
        "before": link_to(request, month_before(month)), "after": link_to(request, month_after(month)),
        "today": timezone.now().date(), "search": request.GET.get("q", ""), "month_value": f"{month:%Y-%m}",
        "filters": [(each, each.offered(), request.GET.get(each.name, "")) for each in without_month()],
        **views_and_feed(request),
    })


def link_to(request: HttpRequest, month: date) -> MonthLink | None:
    if not EARLIEST <= month <= LATEST:
        return None
    return MonthLink(month_name(month), kept_query(request, month=f"{month:%Y-%m}"))


def narrowed_but_for_month(request: HttpRequest) -> Any:
    """The rows that all filters but the month leave: the page shows one month, the feed has every one."""
    asked = request.GET.copy()
    asked.pop("month", None)
    narrowed = HttpRequest()
    narrowed.GET = asked
    return SEASON.narrowed(narrowed, season())


@public
@require_safe
def season_feed_file(request: HttpRequest) -> HttpResponse:
    """The feed in the site's own language, whoever asks: calendars ask without one."""
    with translation.override("en-gb"):
        rows = narrowed_but_for_month(request)
        chosen = [
            dict(each.offered())[value] for each in without_month()
            if (value := request.GET.get(each.name, "")) in dict(each.offered())
        ]
        tag = tag_of(rows, " ".join(chosen))
        if tag in parse_etags(request.headers.get("If-None-Match", "")):
            response: HttpResponse = HttpResponseNotModified()
        else:
            response = HttpResponse(season_feed(rows, chosen), content_type="text/calendar; charset=utf-8")
            response["Content-Disposition"] = 'inline; filename="season.ics"'
    response["ETag"] = tag
    patch_cache_control(response, public=True, max_age=ASKED_AGAIN_AFTER)
    return response
