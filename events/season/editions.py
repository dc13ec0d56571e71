"""All editions of the season: which filters there are, and what each leaves."""

from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from core.accounts.zones import zone_or_utc
from core.lists.listing import Column, Filter, Listing
from events.programmes.calendar import place_words
from events.programmes.dates import date_span
from events.programmes.models import Edition, EditionState, ProgrammeKind
from events.registration.places import takes_registrations
from events.season.weeks import month_after, month_before
from talent.calls.models import Call, CallState

# The clocks of the earliest and of the latest zone differ from UTC by no more.
FARTHEST_ZONE = timedelta(hours=14)
MONTHS_OFFERED = 19


def days_of(edition: Edition) -> tuple[date, date]:
    """Its first and last day, in its own zone."""
    zone = zone_or_utc(edition.zone)
    return edition.starts_at.astimezone(zone).date(), edition.ends_at.astimezone(zone).date()


def month_of(text: str) -> date | None:
    """The first day of a month written 2027-07; None for anything else."""
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def around(rows: QuerySet[Edition], month: date) -> QuerySet[Edition]:
    """Those that may touch the month, whatever their zones."""
    first = datetime.combine(month, time(), UTC) - FARTHEST_ZONE
    last = datetime.combine(month_after(month), time(), UTC) + FARTHEST_ZONE
    return rows.filter(starts_at__lt=last, ends_at__gte=first)


def touches(edition: Edition, month: date) -> bool:
    first, last = days_of(edition)
    return first < month_after(month) and last >= month


def in_month(rows: QuerySet[Edition], chosen: str) -> QuerySet[Edition]:
    """Those with a day in the month, by the calendar of their own zone; none for a month that is none."""
    month = month_of(chosen)
    if month is None:
        return rows.none()
    near = around(rows, month).select_related(None).only("starts_at", "ends_at", "zone")
    return rows.filter(pk__in=[edition.pk for edition in near if touches(edition, month)])


def open_now(rows: QuerySet[Edition], chosen: str) -> QuerySet[Edition]:
    """Those to which schools may register people now, or nominate to a call of theirs."""
    now = timezone.now()
    calls = Call.objects.filter(state=CallState.PUBLISHED, opens_at__lte=now, closes_at__gt=now)
    nominating = Q(state=EditionState.PUBLISHED, pk__in=Edition.calls.through.objects.filter(
        call__in=calls.values("pk")
    ).values("edition"))
    return rows.filter(takes_registrations() | nominating)


def countries_offered() -> list[tuple[str, str]]:
    codes = set(Edition.objects.shown().order_by().values_list("host__country", flat=True).distinct())
    return sorted(((str(code), countries.name(code) or str(code)) for code in codes), key=lambda choice: choice[1])


def month_name(month: date) -> str:
    return formats.date_format(month, "YEAR_MONTH_FORMAT")


def months_offered() -> list[tuple[str, str]]:
    """The month before this one and the eighteen from this one on."""
    month = month_before(timezone.now().date())
    found = []
    for _number in range(MONTHS_OFFERED):
        found.append((f"{month:%Y-%m}", month_name(month)))
        month = month_after(month)
    return found


def place_of(edition: Edition) -> str:
    return place_words(edition) or (str(_("on line")) if edition.online else "")


SEASON = Listing(
    name="season",
    columns=[
        Column("title", _("Edition"), "title", sort="title",
               link=lambda edition: reverse("edition_page", kwargs={"slug": edition.slug})),
        Column("kind", _("Kind"), "programme.get_kind_display", machine=lambda edition: edition.programme.kind),
        Column("dates", _("Dates"), sort="starts_at", machine=lambda edition: edition.starts_at,
               value=lambda edition: date_span(edition.starts_at, edition.ends_at, edition.zone)),
        Column("place", _("Place"), place_of),
        Column("country", _("Country"), lambda edition: edition.host.country.name,
               machine=lambda edition: str(edition.host.country)),
        Column("state", _("State"), "get_state_display", state=True, machine=lambda edition: edition.state),
    ],
    filters=[
        Filter("kind", _("Kind"), ProgrammeKind.choices, "programme__kind"),
        Filter("country", _("Country"), countries_offered, "host__country"),
        Filter("month", _("Month"), months_offered, in_month),
        Filter("open", _("Registration"), [("now", _("open now"))], open_now),
    ],
    search=["title", "programme__name", "host__name", "host__latin_name", "city"],
    sort="starts_at",
    empty=_("Nothing is planned for the coming time yet."),
    empty_next=_("Camps, contests and exchanges stand here as soon as their organisers publish them."),
)


def season() -> QuerySet[Edition]:
    return Edition.objects.shown().select_related("programme", "host")
