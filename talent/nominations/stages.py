"""In which stage a handed in nomination is: waiting for consent, with the ministry, or with the panel. Pure."""

from talent.nominations.models import NominationState


def state_handed_in(*, consent_given: bool, ministry_stage: bool, forwarded: bool) -> NominationState:
    """Nobody beyond the school has it before consent is given; then the ministry, where there is such a stage.

    `ready` means: with the panel. What was forwarded once goes straight back to it when consent is given again.
    """
    if not consent_given:
        return NominationState.SUBMITTED
    if ministry_stage and not forwarded:
        return NominationState.WITH_MINISTRY
    return NominationState.READY
