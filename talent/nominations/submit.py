"""Submitting a nomination, and taking it back to a draft."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import Actor
from talent.calls.closing import hold_as_it_is, refuse_new_drafts, refuse_submission, window_for
from talent.calls.models import Question
from talent.calls.nominators import refuse_nominator
from talent.institutions.models import Institution
from talent.nominations.lacks import asks_consent, lacks_of
from talent.nominations.models import Nomination, NominationState
from talent.nominations.recorded import keep_in_record
from talent.nominations.signals import nomination_submitted
from talent.nominations.stages import state_handed_in
from talent.people.consent import ask_consent
from talent.people.models import ConsentRequest, ConsentStanding, PersonRole

# A guardian asked on the call's last day still has this long to answer.
LEAST_TIME_TO_ANSWER = timedelta(days=3)
UNTOUCHED_BY_MINISTRY: dict[str, Any] = {"ministry_rank": None, "forwarded_at": None, "ministry_words": ""}


def submit(nomination: Nomination, by: Actor, moment: datetime | None = None) -> Nomination:
    """Submit a draft, or confirm what somebody wrote about themselves: `stages.state_handed_in` says where it goes.

    The guardian is asked in the same transaction. `moment` is when the request came in: the call's opening
    second is inside, the second in which its window for this school ends (grace and an extension counted) is
    outside. Raises Refused with a sentence: the school may not nominate, the call is not open, the allowance is
    used up, the nominee is not eligible, something lacks.

    Locks, always in this order: the school (two coordinators share one allowance), the consent request (an answer
    may be coming in), the nomination (a window may be saving it), the call, shared (it may be closing, or its
    questions changing).
    """
    moment = moment or timezone.now()
    with transaction.atomic():
        Institution.objects.select_for_update(no_key=True).get(pk=nomination.institution_id)
        held = hold(nomination)
        held.call = hold_as_it_is(held.call)
        if not stands_alone(held):
            refuse_nominator(held.call, held.institution)
        window = window_for(held.call, held.institution)
        refuse_submission(held.call, window, moment)
        refuse_beyond_allowance(held)
        questions = list(held.call.questions.all())
        if lacks := lacks_of(held, questions, moment):
            raise Refused(" ".join(lacks))
        request = held.consent or ask(held, by, max(window.closes_at, moment + LEAST_TIME_TO_ANSWER))
        Nomination.lifecycle.move(held, state_with(held, request), by=by, consent=request, submitted_at=moment)
        answer_present_versions(held, questions)
        keep_in_record([held])
        nomination_submitted.send(Nomination, nomination=held, by=by, moment=moment)
    return held


def state_with(nomination: Nomination, request: ConsentRequest | None) -> NominationState:
    """Where the nomination goes with its consent as it stands."""
    return state_handed_in(
        consent_given=request is None or request.standing == ConsentStanding.GIVEN,
        ministry_stage=nomination.call.ministry_stage, forwarded=nomination.forwarded_at is not None,
    )


def answer_present_versions(nomination: Nomination, questions: Sequence[Question]) -> None:
    """What is submitted answers the questions as they read at that moment."""
    for question in questions:
        if question.version > 1:
            nomination.answers.filter(question=question, version__lt=question.version).update(
                version=question.version
            )


def stands_alone(nomination: Nomination) -> bool:
    """A teacher or expert who nominated themselves: no school answers for it, and none spends its allowance on it."""
    return nomination.self_nominated and nomination.nominee.role != PersonRole.STUDENT


def hold(nomination: Nomination) -> Nomination:
    """The nomination as stored now; its consent request and then itself locked until the transaction ends."""
    ConsentRequest.objects.select_for_update().filter(nomination=nomination.pk).first()
    return (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("call__institution", "nominee__institution", "institution", "consent")
        .get(pk=nomination.pk)
    )


def refuse_beyond_allowance(nomination: Nomination) -> None:
    """The school's row is locked by the caller: two who submit at once are counted one after the other."""
    if stands_alone(nomination):
        return
    allowance = nomination.call.nominations_per_institution
    used = Nomination.objects.counted().filter(call=nomination.call, institution=nomination.institution).count()
    if used >= allowance:
        raise Refused(
            _(
                "%(school)s has used its allowance of %(n)s for this call. Withdraw a nomination to make room "
                "for another."
            )
            % {"school": nomination.institution, "n": allowance}
        )


def ask(nomination: Nomination, by: Actor, answer_by: datetime) -> ConsentRequest | None:
    """Ask for the consents that the call names; None if it names none."""
    call = nomination.call
    if not asks_consent(call):
        return None
    return ask_consent(
        nomination.nominee,
        purpose=call.title,
        explained=call.summary,
        organiser=call.institution,
        required=call.consents_required,
        optional=call.consents_optional,
        hosts=call.hosts.all(),
        answer_by=answer_by,
        zone=call.zone,
        by=by,
    )


def back_to_draft(nomination: Nomination, by: User, moment: datetime | None = None) -> Nomination:
    """Take a submitted nomination back to a draft while its call is open for the school (grace is not counted).

    What the guardians answered stays: when it is submitted again they are not asked a second time. What a ministry
    did with it is undone: it ranks what is submitted then.
    """
    moment = moment or timezone.now()
    with transaction.atomic():
        held = hold(nomination)
        refuse_new_drafts(held.call, window_for(held.call, held.institution), moment)
        Nomination.lifecycle.move(held, NominationState.DRAFT, by=by, **UNTOUCHED_BY_MINISTRY)
        keep_in_record([held])
    return held
