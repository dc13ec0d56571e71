from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.places.register import Place, has_places
from events.programmes.team import organises


@has_places
def places_of_organisers(user: User) -> Iterator[Place]:
    if organises(user):
        yield Place(_("My editions"), reverse("my_editions"), 30)
