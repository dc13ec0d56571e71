"""What recommendations do when the nomination they belong to moves."""

from datetime import datetime

from django.db import transaction
from django.dispatch import receiver

from core.audit.lifecycle import Refused
from core.audit.record import Actor
from talent.nominations.models import Nomination
from talent.nominations.signals import nomination_emptied, nomination_submitted, nomination_withdrawn
from talent.recommendations import letters
from talent.recommendations.asking import ask_all_named


@receiver(nomination_submitted, sender=Nomination)
def ask_those_named(sender, nomination: Nomination, by: Actor, moment: datetime, **kwargs) -> None:
    """Who was named and not asked yet is asked now. Where that cannot be (too late, too many mails today) the
    nomination goes on; its page says who was not asked."""
    try:
        with transaction.atomic():
            ask_all_named(nomination, by, moment)
    except Refused:
        return


@receiver(nomination_withdrawn, sender=Nomination)
def tell_of_withdrawal(sender, nomination: Nomination, **kwargs) -> None:
    """Whoever was asked and has not written need not. Their link says so too."""
    tell_not_needed(nomination)


@receiver(nomination_emptied, sender=Nomination)
def erase_recommendations(sender, nomination: Nomination, **kwargs) -> None:
    """What was written for one school is not handed to the next."""
    tell_not_needed(nomination)
    nomination.recommendations.all().delete()


def tell_not_needed(nomination: Nomination) -> None:
    for each in nomination.recommendations.outstanding():
        each.nomination = nomination
        letters.not_needed(each)
