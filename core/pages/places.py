from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.places.register import Place, has_places, names_whom_one_acts_for


@has_places
def places_of_the_secretariat(user: User) -> Iterator[Place]:
    if user.is_secretariat:
        yield Place(_("Users"), reverse("users"), 80)
        yield Place(_("Outbox"), reverse("outbox"), 82)
        yield Place(_("Audit"), reverse("audit"), 84)


@names_whom_one_acts_for
def the_secretariat(user: User) -> str:
    return str(_("Secretariat")) if user.is_secretariat else ""
