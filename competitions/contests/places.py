from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from competitions.contests.models import Juror
from core.accounts.models import User
from core.places.register import Place, has_places


@has_places
def contests(user: User) -> Iterator[Place]:
    """For whoever sits in a jury; organisers come to their contests from their editions."""
    if user.is_secretariat or Juror.objects.filter(user=user).exists():
        yield Place(_("Contests"), reverse("contests"), order=60)
