"""What the secretariat may change about an account: whether it signs in, and whether it is theirs."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record


def close_account(user: User, *, by: User) -> None:
    """The person cannot sign in any more; open sessions end with the next page."""
    change(user, by, "closed the account", is_active=False)


def reopen_account(user: User, *, by: User) -> None:
    change(user, by, "opened the account again", is_active=True)


def join_secretariat(user: User, *, by: User) -> None:
    change(user, by, "made one of the secretariat", is_secretariat=True)


def leave_secretariat(user: User, *, by: User) -> None:
    change(user, by, "taken out of the secretariat", is_secretariat=False)


@transaction.atomic
def change(user: User, by: User, act: str, **now: bool) -> None:
    """Set one field and write it down. Refused where nobody of the secretariat could sign in afterwards.

    Nobody changes their own standing; and as two of the secretariat could take each other out at once, the
    changes wait for one another at one row that every site has.
    """
    kind = ContentType.objects.get_for_model(User)
    ContentType.objects.select_for_update().get(pk=kind.pk)
    if user.pk == by.pk:
        raise Refused(_("Nobody changes their own standing; ask a colleague."))
    if not User.objects.filter(pk=by.pk, is_active=True, is_secretariat=True).exists():
        raise Refused(_("You are no longer of the secretariat."))
    (field, value), = now.items()
    if not User.objects.filter(pk=user.pk, **{field: not value}).update(**now):
        raise Refused(_("It is so already."))
    setattr(user, field, value)
    record(act, user, by)
