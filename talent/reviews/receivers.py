"""What reviews do when something they depend on changes."""

from allauth.account.signals import email_confirmed, user_logged_in
from django.dispatch import receiver

from talent.calls.models import Call
from talent.calls.signals import nominating_ended
from talent.nominations.models import Nomination, NominationState
from talent.people.models import ConsentRequest
from talent.people.signals import ConsentChanged, consent_changed
from talent.reviews.panel import join_as_invited
from talent.reviews.reviewing import begin_with_panel, complete_reviews


@receiver(email_confirmed)
def seat_the_confirmed(sender, request, email_address, **kwargs) -> None:
    """Who was invited to a panel by this address takes the seat as soon as the address is theirs."""
    join_as_invited(email_address.user)


@receiver(user_logged_in)
def seat_the_signed_in(sender, request, user, **kwargs) -> None:
    join_as_invited(user)


@receiver(nominating_ended, sender=Call)
def begin_reviewing(sender, call: Call, **kwargs) -> None:
    begin_with_panel(call)


@receiver(consent_changed, sender=ConsentRequest)
def follow_consent(sender, changed: ConsentChanged, **kwargs) -> None:
    """A nomination that becomes ready late gets its reviews.

    Connected after the receiver of `nominations`, which moves the nomination.
    """
    nomination = Nomination.objects.select_related("call").filter(consent=changed.request).first()
    if nomination and changed.before != changed.after and nomination.state == NominationState.READY:
        complete_reviews(nomination.call)
