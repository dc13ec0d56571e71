from collections.abc import Iterable, Iterator

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts.models import User
from core.places.register import Place, has_places
from events.programmes.home import Section, stands_on_co_host_page, stands_on_edition_home, stands_on_public_page
from events.programmes.models import Edition, EditionState
from events.programmes.publication import checked_before
from events.programmes.team import co_hosting
from events.registration.models import Registration
from events.registration.places import open_for_schools, place_counts
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole
from talent.nominations.models import NOT_HANDED_IN, NominationState


@has_places
def places_of_schools(user: User) -> Iterator[Place]:
    if institutions_of(user, MembershipRole.COORDINATOR):
        yield Place(gettext_lazy("Registrations"), reverse("my_registrations"), 25)


@stands_on_edition_home
def who_is_coming(request: HttpRequest, edition: Edition) -> Section:
    runs = request.user.has_perm("registration.run", edition)
    return Section("events/registration/home_section.html", {"runs": runs}, order=10)


@stands_on_edition_home
def calls_and_progress(request: HttpRequest, edition: Edition) -> Section | None:
    calls = list(edition.calls.select_related("institution").annotate(
        nominated=Count("nominations", filter=~Q(nominations__state__in=[
            *NOT_HANDED_IN, NominationState.WITHDRAWN
        ])),
        selected=Count("nominations", filter=Q(nominations__state=NominationState.SELECTED)),
    ).order_by("closes_at"))
    for call in calls:
        call.mine = request.user.has_perm("calls.edit", call)
    return Section("events/registration/calls_section.html", {"calls": calls}, order=30) if calls else None


@stands_on_co_host_page
def who_comes_from_own_country(request: HttpRequest, edition: Edition) -> Section:
    countries = {str(each.country) for each in co_hosting(request.user, edition)}
    number = Registration.objects.live().filter(edition=edition, country__in=countries).count()
    return Section("events/registration/own_country_section.html", {"number": number}, order=10)


@stands_on_public_page
def open_registration(request: HttpRequest, edition: Edition) -> Section | None:
    if not edition.open_registration:
        return None
    is_open = open_for_schools().filter(pk=edition.pk).exists()
    school = request.user.is_authenticated and bool(institutions_of(request.user, MembershipRole.COORDINATOR))
    return Section(
        "events/registration/public_section.html",
        {"open": is_open, "places": place_counts(edition), "school": school}, order=10,
    )


@checked_before(EditionState.PUBLISHED)
def has_open_places(edition: Edition) -> Iterable[str]:
    if edition.open_registration and not edition.open_places.exists():
        yield _("Registration is open to schools, but there are no open places. Set their number.")


@checked_before(EditionState.DRAFT)
def nobody_is_registered(edition: Edition) -> Iterable[str]:
    if edition.state != EditionState.DRAFT and Registration.objects.live().filter(edition=edition).exists():
        yield _("People are registered already, and the page that they know would disappear. Close it instead.")
