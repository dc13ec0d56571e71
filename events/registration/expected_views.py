"""What is open to those whom an edition expects, and to its co-hosts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from core.accounts.access import requires
from core.audit.record import record
from core.lists.listing import Column, Filter, Listing
from events.programmes.models import Edition
from events.programmes.public_views import shown_edition
from events.programmes.team import co_hosting
from events.registration.coming import COUNTRY, ROLE, SCHOOL, STATE
from events.registration.loading import edition_by_key
from events.registration.models import Registration, RegistrationRole, RegistrationState

FROM_COUNTRY = Listing(
    name="registrations-from-our-country",
    columns=[
        Column("name", _("Name"), "person.both_names", sort="sort_key", machine=lambda row: row.person.name),
        ROLE, COUNTRY, SCHOOL, STATE,
    ],
    filters=[
        Filter("role", _("Role"), RegistrationRole.choices, "role"),
        Filter("state", _("State"), RegistrationState.choices, "state"),
    ],
    search=["person__name", "person__latin_name", "institution__latin_name", "institution__name"],
    sort="sort_key",
    empty=_("Nobody from your country is registered yet."),
    empty_next=_("Schools of your country stand here as soon as they register somebody."),
)


@requires("registration.see_own_country", edition_by_key)
@require_GET
def edition_own_country(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Who comes from a co-host's own country: name, role and school, and nothing of a person's own page."""
    countries = sorted({str(each.country) for each in co_hosting(request.user, edition)})
    rows = Registration.objects.live().filter(edition=edition, country__in=countries)
    if request.GET.get("export") in FROM_COUNTRY.formats:
        record("exported registrations of a country", edition, request.user, countries=countries)
    return FROM_COUNTRY.answer(
        request, rows.select_related("person", "institution"), "events/registration/own_country.html",
        {"edition": edition},
    )


def edition_on_line(slug: str) -> Edition:
    edition = shown_edition(slug)
    if not edition.online:
        raise Http404
    return edition


@requires("registration.join_on_line", edition_on_line)
@require_GET
def join_on_line(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The links to join, which stand nowhere else and are kept by no browser."""
    response = render(request, "events/registration/join_on_line.html", {
        "edition": edition, "venues": [venue for venue in edition.venues.all() if venue.is_online],
    })
    response["Cache-Control"] = "private, no-store"
    return response
