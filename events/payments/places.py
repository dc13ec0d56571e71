from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.places.register import Place, has_places
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole


@has_places
def orders_of_schools(user: User) -> Iterator[Place]:
    if institutions_of(user, MembershipRole.COORDINATOR):
        yield Place(_("Orders"), reverse("my_orders"), 35)
