from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.places.register import Place, has_places


@has_places
def places_of_nominating(user: User) -> Iterator[Place]:
    if user.has_perm("nominations.nominate_for_some"):
        yield Place(_("Nominate"), reverse("school_calls"), 20)
    if user.has_perm("nominations.forward_for_some"):
        yield Place(_("Forward"), reverse("ministry_calls"), 25)
    if user.has_perm("calls.organise"):
        yield Place(_("Calls"), reverse("own_calls"), 30)
