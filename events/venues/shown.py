"""What venues put on an edition's pages."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.translation import gettext as _

from events.programmes.forms import keeps_fields
from events.programmes.home import Section, stands_on_co_host_page, stands_on_edition_home, stands_on_public_page
from events.programmes.models import Edition


@stands_on_edition_home
def venues_of_home(request: HttpRequest, edition: Edition) -> Section:
    return Section("events/venues/home_section.html", {
        "venues": list(edition.venues.all()), "keeps": request.user.has_perm("venues.keep", edition),
    }, order=35)


@stands_on_co_host_page
def venues_for_co_hosts(request: HttpRequest, edition: Edition) -> Section:
    return Section("events/venues/home_section.html", {"venues": list(edition.venues.all()), "keeps": False}, order=20)


@stands_on_public_page
def venues_of_page(request: HttpRequest, edition: Edition) -> Section | None:
    venues = list(edition.venues.defer("online_link"))
    return Section("events/venues/public_section.html", {"venues": venues}, order=5) if venues else None


@keeps_fields
def place_in_short(edition: Edition) -> Mapping[str, str]:
    if not edition.venues.exists():
        return {}
    return dict.fromkeys(("venue", "city", "online"), _("It is taken from the page of venues."))
