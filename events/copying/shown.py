from django.http import HttpRequest

from events.programmes.home import Section, stands_on_edition_home
from events.programmes.models import Edition


@stands_on_edition_home
def next_edition(request: HttpRequest, edition: Edition) -> Section | None:
    if not request.user.has_perm("copying.copy", edition):
        return None
    return Section("events/copying/home_section.html", order=90)
