"""What corrections do when the nomination, or the recommendation, that they are about moves."""

from django.dispatch import receiver

from core.audit.record import Actor
from talent.corrections.acts import changed_parts, move_to_answered, withdraw
from talent.corrections.models import CorrectionRequest
from talent.nominations.models import Nomination
from talent.nominations.signals import nomination_submitted, nomination_withdrawn
from talent.recommendations.models import Recommendation
from talent.recommendations.signals import recommendation_given


@receiver(nomination_withdrawn, sender=Nomination)
def ask_no_more(sender, nomination: Nomination, by: Actor, **kwargs) -> None:
    for correction in nomination.corrections.open():
        withdraw(correction, by, reason="the nomination was withdrawn")


@receiver(nomination_submitted, sender=Nomination)
def answered_by_submitting(sender, nomination: Nomination, by: Actor, **kwargs) -> None:
    """A school that took its nomination back to a draft corrects it there: what differs then is the correction."""
    for correction in nomination.corrections.open().filter(recommendation=None):
        if changed_parts(nomination, list(correction.parts.select_related("question", "old_upload"))):
            move_to_answered(correction, by)


@receiver(recommendation_given, sender=Recommendation)
def answered_by_recommender(sender, recommendation: Recommendation, by: Actor, **kwargs) -> None:
    for correction in CorrectionRequest.objects.open().filter(recommendation=recommendation):
        move_to_answered(correction, by)
