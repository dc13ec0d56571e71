"""Joining a person's own account to their record, so that they see it signed in."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from talent.people.models import Person
from talent.people.record.link import Kin


def may_join(kin: Kin, user: User) -> bool:
    """Whether this is the person's own link, opened in the account of the very address that it was sent to."""
    return (
        kin.guardian is None and user.is_authenticated and kin.person.user_id is None
        and user.email.lower() == kin.person.email.lower()
    )


def join_account(kin: Kin, user: User) -> Person:
    """From now on the account sees the record. Raises Refused when it is not theirs, or joined to another's."""
    if not may_join(kin, user):
        raise Refused(_("Sign in with the account of the address that this link was sent to."))
    try:
        with transaction.atomic():
            person = Person.objects.select_for_update(of=("self",)).get(pk=kin.person.pk)
            if person.user_id is not None:
                raise Refused(_("An account is joined to this record already."))
            person.user = user
            person.save()
            record("account joined", person, user)
    except IntegrityError:
        raise Refused(_("Your account is joined to another record already; ask the secretariat.")) from None
    return person
