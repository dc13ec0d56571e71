from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.places.register import Place, has_places
from talent.reviews.permissions import sits_on_a_panel


@has_places
def places_of_panellists(user: User) -> Iterator[Place]:
    if sits_on_a_panel(user):
        yield Place(_("My reviews"), reverse("my_reviews"), 25)
