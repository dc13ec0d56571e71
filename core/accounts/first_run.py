"""The first run of an empty site: whoever set it up makes the secretariat's account, once."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record


class AlreadyRun(Refused):
    """Somebody has an account, so the first run is over."""


def is_first_run() -> bool:
    """Whether the first-run page is open: nobody has an account yet.

    Never in production, where a stranger could be the first to come: there the secretariat's account is made by
    `manage.py createsuperuser`.
    """
    return not settings.PRODUCTION and not User.objects.exists()


@transaction.atomic
def make_secretariat(*, email: str, password: str, name: str, language: str, zone: str) -> User:
    """Make the secretariat's account of an empty site. Raises AlreadyRun when there is an account.

    Two who press at once compete for one row that every site has (the content type of User), so one of
    them waits and then finds the other's account.
    """
    kind = ContentType.objects.get_for_model(User)
    ContentType.objects.select_for_update().get(pk=kind.pk)
    if not is_first_run():
        raise AlreadyRun
    user = User.objects.create_superuser(email, password, name=name, language=language, zone=zone)
    record("made the secretariat's account", user, user)
    return user
