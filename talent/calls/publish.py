"""Publishing a call, taking it back, closing it early, opening it again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.lifecycle import Refused
from core.audit.record import Actor
from talent.calls.closing import last_closing
from talent.calls.conditions import misplaced
from talent.calls.invited import tell_invited
from talent.calls.models import Call, CallState, Nominating, Question, QuestionKind, Quota
from talent.calls.signals import nominating_ended, nominating_resumed
from talent.institutions.models import InstitutionState
from talent.people.models import ConsentKind, PersonRole


@dataclass(frozen=True)
class Lack:
    """What a call lacks before it can be published, and the step where it is mended."""

    step: str
    words: str


def lacks_of_call(call: Call, moment: datetime | None = None) -> list[Lack]:
    """Everything that stands against publishing, in the order of the steps."""
    moment = moment or timezone.now()
    return [
        *lacks_of_times(call, moment),
        *lacks_of_conditions(call),
        *lacks_of_stages(call),
        *lacks_of_content(call),
        *lacks_of_consents(call),
        *lacks_of_quotas(call.places, list(call.quotas.select_related("question"))),
    ]


def lacks_of_times(call: Call, moment: datetime) -> list[Lack]:
    found = []
    if not call.summary.strip():
        found.append(Lack("when", _("Say in short what the call is about.")))
    if call.closes_at <= moment:
        found.append(Lack("when", _("The closing moment has passed.")))
    if call.reviews_close_at and call.reviews_close_at <= call.closes_at:
        found.append(Lack("when", _("Reviews are due before the call closes.")))
    if call.recommendations_asked and call.recommendations_due <= call.opens_at:
        found.append(Lack("recommendations", _("Recommendations are due before the call opens.")))
    if call.institution.state != InstitutionState.VERIFIED:
        found.append(Lack("when", _("%(name)s is not verified.") % {"name": call.institution}))
    return found


def lacks_of_conditions(call: Call) -> list[Lack]:
    found = []
    limited = call.minimum_age is not None or call.maximum_age is not None
    if limited and call.age_on is None:
        found.append(Lack("who", _("Ages are limited, but the day on which they are counted is not given.")))
    if call.minimum_age is not None and call.maximum_age is not None and call.minimum_age > call.maximum_age:
        found.append(Lack("who", _("The youngest age is above the oldest: nobody could be nominated.")))
    return found


def lacks_of_stages(call: Call) -> list[Lack]:
    found = []
    if call.nominating == Nominating.INVITED and not call.self_nomination and not call.invited.exists():
        found.append(Lack("stages", _("Only invited institutions may nominate, and none is invited.")))
    if call.ministry_stage and call.ministries_close_at is None:
        found.append(Lack("stages", _("Ministries forward nominations, but not until when.")))
    elif call.ministry_stage and call.ministries_close_at <= call.closes_at + call.grace:
        found.append(Lack("stages", _("The ministries' deadline comes before schools have done: set it later.")))
    elif call.ministry_stage and call.reviews_close_at and call.reviews_close_at <= call.ministries_close_at:
        found.append(Lack("stages", _("Reviews are due before the ministries have forwarded.")))
    return found


def lacks_of_questions(questions: Sequence[Question]) -> list[Lack]:
    """Choices, bounds, and conditions that could never be met, or that a removed question left behind."""
    by_id, found = {question.pk: question for question in questions}, []
    wrongly_placed = {question.pk for question in misplaced(questions)}

    def lack(words: str, question: Question, **more: object) -> None:
        found.append(Lack("questions", words % {"question": question, **more}))

    for question in questions:
        if question.kind in (QuestionKind.CHOICE, QuestionKind.CHOICES) and len(question.choices) < 2:
            lack(_("“%(question)s” offers fewer than two choices."), question)
        if question.minimum is not None and question.maximum is not None and question.minimum > question.maximum:
            lack(_("“%(question)s” takes no number: its smallest is above its largest."), question)
        if question.pk in wrongly_placed:
            lack(_("“%(question)s” is shown by the answer to a question that does not stand before it."), question)
        elif question.shown_if_id is None and question.shown_values:
            lack(_("“%(question)s” was shown by the answer to a question that was removed."), question)
        elif question.shown_if_id is not None:
            gone = sorted(set(question.shown_values) - set(by_id[question.shown_if_id].choices))
            if gone or not question.shown_values:
                lack(
                    _("“%(question)s” is shown by an answer that cannot be chosen: “%(gone)s”."), question,
                    gone="”, “".join(gone),
                )
    return found


def lacks_of_content(call: Call) -> list[Lack]:
    found = lacks_of_questions(list(call.questions.all()))
    criteria = list(call.criteria.all())
    if not criteria:
        found.append(Lack("rubric", _("The rubric is empty: without a criterion the panel has nothing to score.")))
    elif not any(criterion.weight > 0 for criterion in criteria):
        found.append(Lack("rubric", _("Every criterion has the weight zero: all scores would be equal.")))
    return found


def lacks_of_consents(call: Call) -> list[Lack]:
    asked = {*call.consents_required, *call.consents_optional}
    found = []
    if call.nominee_role == PersonRole.STUDENT and ConsentKind.TAKING_PART not in call.consents_required:
        found.append(Lack("consents", _("A call for students requires the consent to taking part.")))
    if ConsentKind.SHARING not in asked and call.hosts.exists():
        found.append(
            Lack("consents", _("Hosts are named, but guardians are not asked whether data may be shared with them."))
        )
    return found


def lacks_of_quotas(places: int, quotas: Sequence[Quota]) -> list[Lack]:
    """Contradictions that can be seen without a nomination; the rest shows when nominees are selected."""
    found = []
    for quota in quotas:
        if quota.minimum is not None and quota.maximum is not None and quota.minimum > quota.maximum:
            found.append(Lack("places", _("A quota asks for at least more than it allows at most.")))
        if quota.question and quota.value and quota.value not in quota.question.choices:
            found.append(
                Lack("places", _("A quota asks for “%(value)s”, which is no answer to “%(question)s”.") % {
                    "value": quota.value, "question": quota.question
                })
            )
        if quota.minimum is not None and quota.minimum > places:
            found.append(Lack("places", _("A quota asks for more nominees than there are places.")))
    asked_for: Counter[tuple[str, int | None]] = Counter()
    for quota in quotas:
        if quota.value:
            asked_for[quota.attribute, quota.question_id] += quota.minimum or 0
    if any(total > places for total in asked_for.values()):
        found.append(Lack("places", _("Together the quotas ask for more nominees than there are places.")))
    return found


def publish(call: Call, by: Actor) -> Call:
    """Make the call public. Raises Refused with a sentence for each thing it lacks."""
    with transaction.atomic():
        call = Call.objects.select_for_update(of=("self",)).select_related("institution").get(pk=call.pk)
        if lacks := lacks_of_call(call):
            raise Refused(" ".join(lack.words for lack in lacks))
        Call.lifecycle.move(call, CallState.PUBLISHED, by=by)
        tell_invited(call)
    return call


def unpublish(call: Call, by: Actor, reason: str = "") -> Call:
    """Back to a draft, while no nomination was ever submitted. Schools keep the drafts they have."""
    with transaction.atomic():
        call = Call.objects.select_for_update().get(pk=call.pk)
        if call.is_relied_on():
            raise Refused(_("Nominations were submitted to it: it can be closed, but not taken back."))
        return Call.lifecycle.move(call, CallState.DRAFT, by=by, reason=reason)


def close_nominations(call: Call, by: Actor, reason: str = "") -> Call:
    """No more nominations; the panel's work begins. May be done before the closing moment."""
    with transaction.atomic():
        Call.lifecycle.move(call, CallState.REVIEWING, by=by, reason=reason)
        nominating_ended.send(Call, call=call, by=by)
    return call


def reopen(call: Call, by: Actor, reason: str) -> Call:
    """Take nominations again, until the closing moment (for some school at least), which must be still to come."""
    if last_closing(call) <= timezone.now():
        raise Refused(_("Set a later closing moment first."))
    with transaction.atomic():
        Call.lifecycle.move(call, CallState.PUBLISHED, by=by, reason=reason)
        nominating_resumed.send(Call, call=call, by=by)
    return call
