from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.pages.welcome import PublishedPart, shown_on_welcome
from core.places.register import Place, has_places
from events.programmes.home import Section, stands_on_edition_home
from events.programmes.models import Edition
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole


@shown_on_welcome
def verification(request: HttpRequest) -> PublishedPart:
    return PublishedPart("events/certificates/welcome.html", {}, order=90)


@has_places
def certificates_of_schools(user: User) -> Iterator[Place]:
    if institutions_of(user, MembershipRole.COORDINATOR):
        yield Place(_("Certificates"), reverse("own_certificates"), 40)


@stands_on_edition_home
def certificates_section(request: HttpRequest, edition: Edition) -> Section:
    return Section("events/certificates/home_section.html", {
        "may_issue": request.user.has_perm("certificates.issue", edition),
    }, order=60)
