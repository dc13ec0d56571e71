"""The mails about corrections."""

from typing import Any

from core.mail.queue import queue_message
from talent.corrections.models import CorrectionRequest
from talent.nominations.letters import coordinators_of, whole_address
from talent.recommendations.letters import link_of, to_recommender

FOLDER = "talent/corrections/mail/"


def to_school(template: str, correction: CorrectionRequest, once: str) -> int:
    """One mail to each coordinator; how many were written."""
    nomination = correction.nomination
    written = 0
    for user in coordinators_of([nomination.institution_id])[nomination.institution_id]:
        written += bool(queue_message(
            FOLDER + template, to=user.email, to_name=user.name, language=user.language,
            once=f"{once}:{user.key}", about=correction.key, context=context_of(correction),
        ))
    return written


def context_of(correction: CorrectionRequest) -> dict[str, Any]:
    nomination = correction.nomination
    return {
        "correction": correction, "nominee": nomination.nominee, "call": nomination.call,
        "questions": [part.question.label for part in correction.parts.select_related("question")],
        "address": whole_address("answer_correction", key=correction.key),
    }


def mark(correction: CorrectionRequest) -> str:
    """Another due moment makes another mail: a correction that is asked for again is told of again."""
    return f"{correction.key}:{correction.due_at:%Y%m%d%H%M%S}"


def ask_school(correction: CorrectionRequest) -> None:
    to_school("asked", correction, f"correction-asked:{mark(correction)}")


def ask_recommender(correction: CorrectionRequest) -> None:
    if found := correction.recommendation:
        found.nomination = correction.nomination
        to_recommender(
            "correct", found, f"correction-recommendation:{mark(correction)}", link=link_of(found),
            words=correction.words, due=correction.due_at,
        )


def remind(correction: CorrectionRequest, days: int) -> int:
    once = f"correction-reminder:{mark(correction)}:{days}"
    if (found := correction.recommendation) is None:
        return to_school("reminder", correction, once)
    found.nomination = correction.nomination
    return int(to_recommender(
        "correct", found, once, link=link_of(found), words=correction.words, due=correction.due_at
    ))
