"""Withdrawing a nomination at any stage, and discarding a draft that nobody has seen."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit.lifecycle import Refused
from core.audit.record import Actor, record
from talent.nominations.drafts import erase_answers
from talent.nominations.models import Nomination, NominationState
from talent.nominations.recorded import keep_in_record
from talent.nominations.signals import nomination_emptied, nomination_withdrawn
from talent.nominations.submit import hold
from talent.people.consent import close_request


def withdraw(nomination: Nomination, by: Actor, reason: str) -> Nomination:
    """Withdraw it: the consent request is closed, and the floors above hear of it in the same transaction.

    Raises Refused where the lifecycle does not allow it (a nominee who was not selected), without a
    reason, or when a receiver of `nomination_withdrawn` refuses.
    """
    if not (reason := reason.strip()):
        raise Refused(_("Say why it is withdrawn; the organiser reads it."))
    with transaction.atomic():
        held = hold(nomination)
        Nomination.lifecycle.move(held, NominationState.WITHDRAWN, by=by, reason=reason)
        keep_in_record([held])
        if held.consent:
            close_request(held.consent, by)
        nomination_withdrawn.send(Nomination, nomination=held, by=by, reason=reason)
    return held


def discard(nomination: Nomination, by: Actor) -> None:
    """Delete a draft that was never submitted, with its answers and files.

    One that was submitted once is withdrawn instead: the organiser has seen it.
    """
    with transaction.atomic():
        held = hold(nomination)
        if held.state != NominationState.DRAFT or held.submitted_at:
            raise Refused(_("Only a draft that was never submitted can be discarded. Withdraw this one instead."))
        record("draft discarded", held.call, by, nomination=held.key, institution=held.institution.key)
        nomination_emptied.send(Nomination, nomination=held, by=by)
        erase_answers(held)
        held.delete()
