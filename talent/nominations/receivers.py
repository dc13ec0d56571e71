"""What nominations do when something they depend on changes."""

from django.dispatch import receiver

from talent.calls.models import CallState
from talent.nominations.models import Nomination, NominationState
from talent.nominations.stages import state_handed_in
from talent.people.models import ConsentRequest, ConsentStanding
from talent.people.signals import ConsentChanged, consent_changed

# A call that was decided takes no further nominees; what a withdrawal means then is for selection and registration.
UNDECIDED = (CallState.PUBLISHED, CallState.REVIEWING)


@receiver(consent_changed, sender=ConsentRequest)
def follow_consent(sender: type[ConsentRequest], changed: ConsentChanged, **kwargs) -> None:
    """A nomination is with the ministry or the panel only while its consent is given; in the answer's transaction."""
    held = (
        Nomination.objects.select_for_update(of=("self",)).select_related("call")
        .filter(consent=changed.request).first()
    )
    if held is None or held.call.state not in UNDECIDED:
        return
    given = changed.after == ConsentStanding.GIVEN
    if given and held.state == NominationState.SUBMITTED:
        then = state_handed_in(
            consent_given=True, ministry_stage=held.call.ministry_stage, forwarded=held.forwarded_at is not None
        )
        Nomination.lifecycle.move(held, then, by="consent", detail={"consent": changed.after})
    elif not given and held.state in (NominationState.READY, NominationState.WITH_MINISTRY):
        Nomination.lifecycle.move(held, NominationState.SUBMITTED, by="consent", detail={"consent": changed.after})
