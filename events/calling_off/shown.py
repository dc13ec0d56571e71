"""What cancelling and moving put on an edition's pages."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from events.calling_off.postpone import MOVABLE, last_postponement, why_not_back
from events.programmes.dates import date_span
from events.programmes.forms import keeps_fields
from events.programmes.home import Section, stands_on_edition_home
from events.programmes.models import Edition, EditionState
from events.registration.models import Registration


@stands_on_edition_home
def moving_or_cancelling(request: HttpRequest, edition: Edition) -> Section | None:
    if not request.user.has_perm("calling_off.call_off", edition):
        return None
    if edition.state == EditionState.CANCELLED:
        left = Registration.objects.live().filter(edition=edition).count()
        return Section("events/calling_off/cancelled_section.html", {"left": left}, order=5)
    if edition.state not in MOVABLE:
        return None
    last = last_postponement(edition)
    return Section("events/calling_off/home_section.html", {
        "last": last, "before": last and date_span(last.old_starts_at, last.old_ends_at, edition.zone),
        "undo": last is not None and not why_not_back(edition, last, timezone.now()),
    }, order=80)


@keeps_fields
def dates_that_others_rely_on(edition: Edition) -> Mapping[str, str]:
    """So that nobody moves them without everybody being told."""
    if edition.state == EditionState.DRAFT:
        return {}
    return dict.fromkeys(
        ("starts_at", "ends_at", "zone"), _("Others rely on it: move the dates on the page that tells everybody.")
    )
