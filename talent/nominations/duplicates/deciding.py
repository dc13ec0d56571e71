"""What the organiser says of a pair, and what can be done about one who was nominated twice."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.mail.queue import queue_message
from talent.nominations.duplicates.models import DuplicatePair, PairState
from talent.nominations.letters import coordinators_of, whole_address
from talent.nominations.models import Nomination
from talent.nominations.withdraw import withdraw

FOLDER = "talent/nominations/mail/"


def decide(pair: DuplicatePair, state: str, note: str, by: User) -> DuplicatePair:
    """Say whether they are the same. It can be said otherwise later; nothing follows from it by itself."""
    if state not in {PairState.SAME, PairState.DIFFERENT}:
        raise Refused(_("Say whether they are the same person."))
    with transaction.atomic():
        return DuplicatePair.lifecycle.move(pair, state, by=by, reason=note, note=note)


def ask_schools(pair: DuplicatePair, words: str, by: User) -> int:
    """Ask both schools about their own nominee; neither is told who the other is. How many mails were written."""
    refuse_unless_same(pair)
    written = 0
    with transaction.atomic():
        for nomination in (pair.first, pair.second):
            written += tell_school("duplicate_asked", pair, nomination, words)
        record("schools asked", pair, by)
    return written


def withdraw_one(pair: DuplicatePair, nomination: Nomination, reason: str, by: User) -> Nomination:
    """Withdraw one of the two in the organiser's name; its school is told why. The other stays as it is."""
    refuse_unless_same(pair)
    if nomination.pk not in {pair.first_id, pair.second_id}:
        raise Refused(_("This nomination is not of this pair."))
    with transaction.atomic():
        withdrawn = withdraw(nomination, by, reason)
        tell_school("duplicate_withdrawn", pair, nomination, reason)
    return withdrawn


def refuse_unless_same(pair: DuplicatePair) -> None:
    if pair.state != PairState.SAME:
        raise Refused(_("First say that they are the same person."))


def tell_school(template: str, pair: DuplicatePair, nomination: Nomination, words: str) -> int:
    written = 0
    for user in coordinators_of([nomination.institution_id])[nomination.institution_id]:
        written += bool(queue_message(
            FOLDER + template, to=user.email, to_name=user.name, language=user.language, about=nomination.key,
            once=f"{template}:{pair.key}:{nomination.key}:{user.key}",
            context={
                "nominee": nomination.nominee, "call": nomination.call, "words": words,
                "address": whole_address("nomination", key=nomination.key),
            },
        ))
    return written
