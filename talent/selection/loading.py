"""Records by the keys in addresses, with what their pages and permissions read."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from talent.nominations.loading import load_call
from talent.nominations.models import Call
from talent.selection.models import Offer, PanelInvitation, Panellist, ProposalState, Review, Standing


def load_panellist(key: str) -> Panellist:
    return get_object_or_404(Panellist.objects.select_related("call__institution", "user"), key=key)


def load_invitation(key: str) -> PanelInvitation:
    return get_object_or_404(PanelInvitation.objects.select_related("call__institution"), key=key)


def load_review(key: str) -> Review:
    return get_object_or_404(
        Review.objects.select_related(
            "panellist__user", "nomination__nominee", "nomination__institution", "nomination__call__institution"
        ),
        key=key,
    )


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


def load_offer(key: str) -> Offer:
    return get_object_or_404(
        Offer.objects.select_related(
            "call__institution", "nomination__nominee__institution", "nomination__institution", "nomination__consent"
        ),
        key=key,
    )
