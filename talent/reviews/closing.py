"""Whether a panel's scores can still change."""

from talent.calls.models import Call, CallState

# The state of a proposal, by its name: a room above keeps proposals, and making one closes the reviews.
DISCARDED = "discarded"


def reviews_are_closed(call: Call) -> bool:
    """Whether scores can no longer change: a proposal was made from them, or the call is not in review."""
    if call.state != CallState.REVIEWING:
        return True
    return call.proposals.exclude(state=DISCARDED).exists()
