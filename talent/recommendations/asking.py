"""The school's side: naming recommenders, asking them, sending a new link, taking the request back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.limits import within_limit
from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import Actor, record
from talent.calls.models import CallState
from talent.nominations.models import CONSIDERED, Nomination
from talent.recommendations import letters
from talent.recommendations.deadline import due_of
from talent.recommendations.models import Recommendation, RecommendationState

MAILS_A_DAY = 500


@dataclass(frozen=True)
class Recommender:
    """Whom the school names: the nominee's teacher. `language` is the one they read."""

    name: str
    email: str
    language: str


def name_recommender(
    nomination: Nomination, recommender: Recommender, by: User, moment: datetime | None = None
) -> Recommendation:
    """Name one; nothing is sent yet. Raises Refused with a sentence: too many, too late, named twice, a relative."""
    with transaction.atomic():
        held = Nomination.objects.select_for_update(of=("self",)).select_related("call", "nominee").get(
            pk=nomination.pk
        )
        refuse_too_late(held, moment or timezone.now())
        refuse_whom_it_concerns(held, recommender.email)
        if held.recommendations.live().count() >= held.call.recommendations_asked:
            raise Refused(
                _("The call asks for %(n)s, and as many are named. Cancel one to name another.")
                % {"n": held.call.recommendations_asked}
            )
        try:
            with transaction.atomic():
                named = Recommendation.objects.create(
                    nomination=held, name=recommender.name, email=recommender.email, language=recommender.language,
                    by=by, shown_to_school=held.call.recommendation_shown_to_school,
                )
        except IntegrityError:
            raise Refused(_("%(email)s is named already.") % {"email": recommender.email}) from None
        record("recommender named", held, by, recommendation=named.key)
    return named


def refuse_too_late(nomination: Nomination, moment: datetime) -> None:
    call = nomination.call
    if nomination.state not in CONSIDERED:
        raise Refused(_("No recommendation is taken for this nomination any more."))
    if moment >= due_of(nomination) or call.state not in {CallState.PUBLISHED, CallState.REVIEWING}:
        raise Refused(_("The time for recommendations is over."))


def refuse_whom_it_concerns(nomination: Nomination, email: str) -> None:
    """Nobody recommends themselves, or their own child."""
    person, typed = nomination.nominee, email.casefold()
    guardians = [guardian.email.casefold() for guardian in person.guardians.all()]
    if typed in {person.email.casefold(), *guardians} - {""}:
        raise Refused(_("This is the address of the nominee or of a guardian. Name a teacher."))


def ask(recommendation: Recommendation, by: Actor, moment: datetime | None = None) -> Recommendation:
    """Send the recommender the link. What they are told about who reads it is fixed from now on."""
    moment = moment or timezone.now()
    with transaction.atomic():
        held = hold(recommendation)
        refuse_too_late(held.nomination, moment)
        refuse_too_many_mails(held.nomination)
        Recommendation.lifecycle.move(
            held, RecommendationState.ASKED, by=by, asked_at=moment,
            shown_to_school=held.nomination.call.recommendation_shown_to_school,
        )
        letters.ask(held)
    return held


def ask_all_named(nomination: Nomination, by: Actor, moment: datetime | None = None) -> int:
    """Ask those of a nomination who are named and were not asked; how many."""
    named = list(nomination.recommendations.filter(state=RecommendationState.NAMED))
    for each in named:
        ask(each, by, moment)
    return len(named)


def refuse_too_many_mails(nomination: Nomination) -> None:
    if not within_limit("recommenders", str(nomination.institution_id), MAILS_A_DAY, timedelta(days=1)):
        raise Refused(_("Your school has asked very many people today. Go on tomorrow."))


def renew(recommendation: Recommendation, recommender: Recommender, by: Actor) -> Recommendation:
    """Send a new link in place of the one before, which opens no more.

    The address may be corrected until somebody has said there that they are the recommender; after that another
    person is named instead, because what was begun is that person's.
    """
    with transaction.atomic():
        held = hold(recommendation)
        if held.state not in {RecommendationState.ASKED, RecommendationState.OPENED}:
            raise Refused(_("It is “%(state)s”: no link is needed.") % {"state": held.get_state_display()})
        refuse_too_late(held.nomination, timezone.now())
        elsewhere = recommender.email.casefold() != held.email.casefold()
        if elsewhere and held.state == RecommendationState.OPENED:
            raise Refused(_("It was opened at this address. Cancel it, and name the other person."))
        refuse_whom_it_concerns(held.nomination, recommender.email)
        if not within_limit("recommendation-link", str(held.pk), 5, timedelta(hours=1)):
            raise Refused(_("A new link was sent several times within this hour. Please wait."))
        held.name, held.email, held.language = recommender.name, recommender.email, recommender.language
        held.link += 1
        held.misdirected = False
        try:
            with transaction.atomic():
                held.save()
        except IntegrityError:
            raise Refused(_("%(email)s is named already.") % {"email": recommender.email}) from None
        record("new link sent", held, by, link=held.link, elsewhere=elsewhere)
        letters.ask(held)
    return held


def cancel(recommendation: Recommendation, by: Actor, reason: str = "") -> Recommendation:
    """Take the request back: the link opens no more, and whoever was asked is told so."""
    with transaction.atomic():
        held = hold(recommendation)
        if held.given_at:
            raise Refused(_("It was handed in, and is being corrected."))
        asked = held.state != RecommendationState.NAMED
        Recommendation.lifecycle.move(held, RecommendationState.CANCELLED, by=by, reason=reason)
        # What was begun and never handed in belongs to who wrote it.
        Recommendation.objects.filter(pk=held.pk).update(text="")
        if asked:
            letters.not_needed(held)
    return held


def hold(recommendation: Recommendation) -> Recommendation:
    """The recommendation as stored now, its nomination and then itself locked."""
    Nomination.objects.select_for_update(of=("self",)).get(pk=recommendation.nomination_id)
    return (
        Recommendation.objects.select_for_update(of=("self",))
        .select_related("nomination__call__institution", "nomination__nominee", "nomination__institution")
        .get(pk=recommendation.pk)
    )
