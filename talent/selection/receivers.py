"""What selection does when something it depends on changes."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from core.audit.lifecycle import Refused
from talent.calls.models import Call
from talent.calls.signals import nominating_resumed
from talent.selection.models import Proposal, ProposalState


@receiver(nominating_resumed, sender=Call)
def keep_proposal(sender, call: Call, **kwargs) -> None:
    """A call with a proposal takes no nominations again before the proposal is discarded."""
    if Proposal.objects.filter(call=call, state=ProposalState.OPEN).exists():
        raise Refused(_("There is a proposal already. Open the reviews again first; that discards it."))


