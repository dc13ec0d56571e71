from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.places.register import Place, has_places


@has_places
def log_of_erasures(user: User) -> Iterator[Place]:
    if user.is_secretariat:
        yield Place(_("Erased"), reverse("erasures"), 88)
