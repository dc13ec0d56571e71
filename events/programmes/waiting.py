from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me
from events.programmes.models import EditionState
from events.programmes.team import editions_run_by, organises

SHOWN = 5


@waits_for_me
def editions_to_publish(user: User) -> Iterable[Waiting]:
    """Drafts that nobody can see yet."""
    if user.is_secretariat or not organises(user):
        return
    drafts = editions_run_by(user).filter(state=EditionState.DRAFT).order_by("starts_at")
    for edition in drafts[:SHOWN]:
        yield Waiting(
            title=_("Publish %(edition)s") % {"edition": edition},
            detail=_("It is a draft that nobody else sees; it begins on the date below."),
            address=reverse("edition_home", kwargs={"key": edition.key}),
            due=edition.starts_at,
            zone=edition.zone,
        )
