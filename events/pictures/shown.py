"""What pictures put on an edition's pages."""

from django.http import HttpRequest

from events.pictures.page import pictures_of
from events.programmes.home import Section, stands_above_public_page, stands_on_edition_home
from events.programmes.models import Edition


@stands_on_edition_home
def pictures_of_home(request: HttpRequest, edition: Edition) -> Section | None:
    if not request.user.has_perm("pictures.keep", edition):
        return None
    return Section("events/pictures/home_section.html", {"number": edition.pictures.count()}, order=37)


@stands_above_public_page
def pictures_of_page(request: HttpRequest, edition: Edition) -> Section | None:
    pictures = pictures_of(edition)
    return Section("events/pictures/public_section.html", {"pictures": pictures}, order=10) if pictures else None
