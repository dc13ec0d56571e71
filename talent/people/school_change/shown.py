"""How a change of school looks to one of the schools: pure rules, so that asking reveals nothing."""

from datetime import datetime

from talent.people.school_change.models import ChangeState, StartedBy


def shown_state(state: str, *, started_by: str, to_new_school: bool, agreed: bool, answer_by: datetime,
                now: datetime) -> str:
    """The state as the school is shown it.

    To the new school that asked, everything before the family's yes looks alike: asked until the time is over, then
    not answered. So neither a refusal nor silence tells whether there is such a student.
    """
    if started_by == StartedBy.OLD or not to_new_school or agreed or state == ChangeState.WITHDRAWN:
        return state
    return ChangeState.ASKED if now < answer_by else ChangeState.EXPIRED
