"""Records by the keys in addresses, with what their pages and permissions read."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from talent.calls.loading import load_call
from talent.calls.models import Call
from talent.reviews.models import PanelMeeting
from talent.selection.models import ProposalState, Standing


def load_ready_call(key: str, nomination: str) -> Call:
    """The call, with the named nomination, which is with its panel, as `wanted_nomination`."""
    call = load_call(key)
    found = (
        call.nominations.ready().filter(key=nomination).select_related("nominee", "institution", "call").first()
    )
    if found is None:
        raise Http404
    call.wanted_nomination = found  # type: ignore[attr-defined]
    return call


def load_standing_call(key: str, nomination: str) -> Call:
    """The call, with the standing of the named nomination in its open proposal as `wanted_standing`."""
    call = load_call(key)
    standing = (
        Standing.objects.filter(proposal__call=call, proposal__state=ProposalState.OPEN, nomination__key=nomination)
        .select_related("proposal", "nomination__nominee", "nomination__institution").first()
    )
    if standing is None:
        raise Http404
    call.wanted_standing = standing  # type: ignore[attr-defined]
    return call




def load_discussed(key: str, nomination: str) -> Call:
    """The call, with the standing of the named nomination in its proposal, open or decided, as `discussed`."""
    call = load_call(key)
    standing = (
        Standing.objects.filter(proposal__call=call, nomination__key=nomination)
        .exclude(proposal__state=ProposalState.DISCARDED)
        .select_related("proposal", "nomination__nominee", "nomination__institution", "nomination__call")
        .order_by("-proposal").first()
    )
    if standing is None:
        raise Http404
    standing.proposal.call = call
    call.discussed = standing  # type: ignore[attr-defined]
    return call


def load_meeting(key: str) -> PanelMeeting:
    return get_object_or_404(PanelMeeting.objects.select_related("call__institution", "by"), key=key)
