"""The mails about recommendations, and the link that a recommender gets."""

from datetime import datetime, timedelta
from typing import Any

from core.mail.links import LinkBroken, Purpose
from core.mail.queue import queue_message
from talent.nominations.letters import coordinators_of, whole_address
from talent.people.consent_mail import mark_of
from talent.recommendations.deadline import due_of
from talent.recommendations.models import Recommendation

RECOMMENDATION_LINK = Purpose("recommendation", lasts=timedelta(days=60), page="recommendation")
FOLDER = "talent/recommendations/mail/"


class LinkReplaced(LinkBroken):
    """A newer link was sent, or the address was corrected."""


def link_of(recommendation: Recommendation) -> str:
    return RECOMMENDATION_LINK.address(about(recommendation))


def about(recommendation: Recommendation) -> dict[str, Any]:
    return {"r": recommendation.key, "n": recommendation.link, "e": mark_of(recommendation.email)}


def recommendation_of(content: Any) -> Recommendation:
    """What a link's content names. Raises LinkBroken if it is gone, LinkReplaced if a newer link took its place."""
    try:
        found = Recommendation.objects.select_related(
            "nomination__call__institution", "nomination__nominee", "nomination__institution"
        ).get(key=content["r"])
    except (Recommendation.DoesNotExist, KeyError, TypeError):
        raise LinkBroken from None
    if content != about(found) or found.misdirected:
        raise LinkReplaced
    return found


def to_recommender(template: str, recommendation: Recommendation, once: str | None, **context: Any) -> bool:
    nomination = recommendation.nomination
    return bool(queue_message(
        FOLDER + template, to=recommendation.email, to_name=recommendation.name, language=recommendation.language,
        once=once, about=recommendation.key,
        context={
            "recommendation": recommendation, "nominee": nomination.nominee, "school": nomination.institution,
            "call": nomination.call, "due": due_of(nomination), **context,
        },
    ))


def ask(recommendation: Recommendation) -> None:
    once = f"recommendation-asked:{recommendation.key}:{recommendation.link}"
    to_recommender("asked", recommendation, once, link=link_of(recommendation))


def remind(recommendation: Recommendation, due: datetime, days: int) -> bool:
    """Once for each due moment and number of days left."""
    once = f"recommendation-reminder:{recommendation.key}:{due:%Y%m%d%H%M}:{days}"
    return to_recommender("reminder", recommendation, once, link=link_of(recommendation))


def not_needed(recommendation: Recommendation) -> None:
    to_recommender("not_needed", recommendation, f"recommendation-not-needed:{recommendation.key}")


def thank(recommendation: Recommendation) -> None:
    to_recommender(
        "receipt", recommendation, f"recommendation-given:{recommendation.key}:{recommendation.version}"
    )


def tell_school(template: str, recommendation: Recommendation, once: str) -> None:
    nomination = recommendation.nomination
    for user in coordinators_of([nomination.institution_id])[nomination.institution_id]:
        queue_message(
            FOLDER + template, to=user.email, to_name=user.name, language=user.language, once=f"{once}:{user.key}",
            about=recommendation.key,
            context={
                "recommendation": recommendation, "nominee": nomination.nominee, "call": nomination.call,
                "due": due_of(nomination),
                "address": whole_address("recommendations", key=nomination.key),
            },
        )


def tell_that_cannot(recommendation: Recommendation) -> None:
    tell_school("cannot", recommendation, f"recommendation-cannot:{recommendation.key}")


def tell_misdirected(recommendation: Recommendation) -> None:
    tell_school("misdirected", recommendation, f"recommendation-misdirected:{recommendation.key}:{recommendation.link}")
