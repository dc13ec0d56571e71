"""The mail that tells schools the decision."""

from collections import defaultdict
from collections.abc import Iterable

from core.mail.queue import queue_message
from talent.calls.models import Call
from talent.nominations.letters import coordinators_of, whole_address
from talent.nominations.models import Nomination

FOLDER = "talent/selection/mail/"


def tell_schools_the_decision(call: Call, nominations: Iterable[Nomination]) -> int:
    """One mail to each coordinator with all of their school's nominees; returns how many were written."""
    by_school: dict[int, list[Nomination]] = defaultdict(list)
    for nomination in nominations:
        by_school[nomination.institution_id].append(nomination)
    written = 0
    for institution, coordinators in coordinators_of(by_school).items():
        for user in coordinators:
            message = queue_message(
                FOLDER + "decision", to=user.email, to_name=user.name, language=user.language, about=call.key,
                once=f"decision:{call.key}:{institution}:{user.key}",
                context={"call": call, "nominations": by_school[institution], "link": whole_address("school_offers")},
            )
            written += bool(message)
    return written


