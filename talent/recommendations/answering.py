"""The recommender's side: saying who they are, writing, handing in, or saying that they can't."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.lifecycle import Refused
from core.audit.record import record
from talent.calls.models import CallState
from talent.nominations.drafts import ChangedMeanwhile
from talent.nominations.models import CONSIDERED, NominationState
from talent.recommendations import letters
from talent.recommendations.asking import hold
from talent.recommendations.deadline import due_of
from talent.recommendations.models import Recommendation, RecommendationState
from talent.recommendations.signals import recommendation_given

BY_LINK = "recommender by signed link"
LONGEST = 20_000


class Stands(StrEnum):
    """What a recommender finds behind the link."""

    OPEN = "open"
    GIVEN = "given"
    CANNOT = "cannot"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    LATE = "late"


def stands(recommendation: Recommendation, moment: datetime) -> Stands:
    """What was done with the link counts first, then what happened to the nomination, then the clock."""
    nomination, call = recommendation.nomination, recommendation.nomination.call
    settled = {
        RecommendationState.GIVEN: Stands.GIVEN, RecommendationState.CANNOT: Stands.CANNOT,
        RecommendationState.CANCELLED: Stands.CANCELLED,
    }
    if found := settled.get(RecommendationState(recommendation.state)):
        return found
    if nomination.state == NominationState.WITHDRAWN:
        return Stands.WITHDRAWN
    undecided = call.state in {CallState.PUBLISHED, CallState.REVIEWING} and nomination.state in CONSIDERED
    if not undecided or (not recommendation.given_at and moment >= due_of(nomination)):
        return Stands.LATE
    return Stands.OPEN


def refuse_unless_open(recommendation: Recommendation, moment: datetime | None) -> None:
    now = stands(recommendation, moment or timezone.now())
    if now != Stands.OPEN:
        raise Refused(str(CLOSED[now]()))


CLOSED = {
    Stands.GIVEN: lambda: _("It was handed in already."),
    Stands.CANNOT: lambda: _("You said already that you can't recommend."),
    Stands.CANCELLED: lambda: _("The school has taken the request back."),
    Stands.WITHDRAWN: lambda: _("The nomination was withdrawn."),
    Stands.LATE: lambda: _("The time for recommendations is over."),
}


def confirm(recommendation: Recommendation, moment: datetime | None = None) -> Recommendation:
    """The reader says that they are the person named."""
    with transaction.atomic():
        held = hold(recommendation)
        refuse_unless_open(held, moment)
        if held.state == RecommendationState.ASKED:
            Recommendation.lifecycle.move(held, RecommendationState.OPENED, by=BY_LINK)
    return held


def misdirect(recommendation: Recommendation) -> None:
    """The reader says that they are somebody else: this link opens no more, and the school is told."""
    with transaction.atomic():
        held = hold(recommendation)
        if held.state not in {RecommendationState.ASKED, RecommendationState.OPENED} or held.misdirected:
            return
        Recommendation.objects.filter(pk=held.pk).update(misdirected=True)
        record("opened by somebody else", held, BY_LINK, link=held.link)
        letters.tell_misdirected(held)


def keep(recommendation: Recommendation, text: str, version: int, moment: datetime | None = None) -> Recommendation:
    """Keep the draft as typed. Raises ChangedMeanwhile if another window saved other words after `version`."""
    text = text.replace("\r\n", "\n")[:LONGEST]
    with transaction.atomic():
        held = hold(recommendation)
        refuse_unless_open(held, moment)
        if held.text == text:
            return held
        if held.version != version:
            raise ChangedMeanwhile(_("Another window saved other words after you opened this page here."))
        held.text, held.version = text, held.version + 1
        held.save(update_fields=["text", "version", "updated_at"])
    return held


def give(recommendation: Recommendation, moment: datetime | None = None) -> Recommendation:
    """Hand in what is kept. Handed in twice, the second is refused and nothing changes."""
    moment = moment or timezone.now()
    with transaction.atomic():
        held = hold(recommendation)
        refuse_unless_open(held, moment)
        if not held.text.strip():
            raise Refused(_("Write something first."))
        Recommendation.lifecycle.move(
            held, RecommendationState.GIVEN, by=BY_LINK, given_at=moment, handed_in=held.text
        )
        recommendation_given.send(Recommendation, recommendation=held, by=BY_LINK)
        letters.thank(held)
    return held


def decline(recommendation: Recommendation, reason: str, moment: datetime | None = None) -> Recommendation:
    """Say that one can't recommend: the school is told why, so that it names another. What was begun is erased."""
    with transaction.atomic():
        held = hold(recommendation)
        refuse_unless_open(held, moment)
        if held.given_at:
            raise Refused(_("You handed it in before. If it cannot be corrected, tell the organiser."))
        Recommendation.lifecycle.move(held, RecommendationState.CANNOT, by=BY_LINK, text="", why_not=reason)
        letters.tell_that_cannot(held)
    return held
