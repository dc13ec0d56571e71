"""What contests put on pages of rooms below: an edition's contests on its home."""

from django.http import HttpRequest

from competitions.contests.models import Contest
from events.programmes.home import Section, stands_on_edition_home
from events.programmes.models import Edition


@stands_on_edition_home
def contests_of_edition(request: HttpRequest, edition: Edition) -> Section | None:
    if not request.user.is_authenticated:
        return None
    may_add = request.user.has_perm("contests.add_contest", edition)
    found = list(Contest.objects.seen_by(request.user).filter(edition=edition).order_by("title")[:50])
    if not (found or may_add):
        return None
    return Section("competitions/contests/edition_section.html", {"contests": found, "may_add": may_add}, order=60)
