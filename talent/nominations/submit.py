"""Submitting a nomination, and taking it back to a draft."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from talent.calls.models import Call, CallState
from talent.institutions.models import Institution
from talent.nominations.lacks import asks_consent, lacks_of
from talent.nominations.models import Nomination, NominationState
from talent.nominations.recorded import keep_in_record
from talent.nominations.signals import nomination_submitted
from talent.people.consent import ask_consent
from talent.people.models import ConsentRequest, ConsentStanding

# A guardian asked on the call's last day still has this long to answer.
LEAST_TIME_TO_ANSWER = timedelta(days=3)


def submit(nomination: Nomination, by: User, moment: datetime | None = None) -> Nomination:
    """Submit a draft: it is ready for the panel, or submitted while consent is waited for.

    The guardian is asked in the same transaction. `moment` is when the request came in: the call's opening
    second is inside, its closing second outside. Raises Refused with a sentence: the call is not open, the
    allowance is used up, the nominee is not eligible, something lacks.

    Locks, always in this order: the call, by its first submission only (its questions may be changing), the
    school (two coordinators share one allowance), the consent request (an answer may be coming in), the
    nomination (a window may be saving it).
    """
    moment = moment or timezone.now()
    with transaction.atomic():
        if not nomination.call.is_relied_on():
            Call.objects.select_for_update(no_key=True).get(pk=nomination.call_id)
        Institution.objects.select_for_update(no_key=True).get(pk=nomination.institution_id)
        held = hold(nomination)
        refuse_outside_opening(held.call, moment)
        refuse_beyond_allowance(held)
        if lacks := lacks_of(held, list(held.call.questions.all()), moment):
            raise Refused(" ".join(lacks))
        request = held.consent or ask(held, by, moment)
        ready = request is None or request.standing == ConsentStanding.GIVEN
        Nomination.lifecycle.move(
            held, NominationState.READY if ready else NominationState.SUBMITTED, by=by, consent=request,
            submitted_at=moment,
        )
        keep_in_record([held])
        nomination_submitted.send(Nomination, nomination=held, by=by, moment=moment)
    return held


def hold(nomination: Nomination) -> Nomination:
    """The nomination as stored now; its consent request and then itself locked until the transaction ends."""
    ConsentRequest.objects.select_for_update().filter(nomination=nomination.pk).first()
    return (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("call__institution", "nominee__institution", "institution", "consent")
        .get(pk=nomination.pk)
    )


def refuse_outside_opening(call: Call, moment: datetime) -> None:
    if call.state != CallState.PUBLISHED or moment >= call.closes_at:
        raise Refused(_("The call “%(call)s” has closed; it takes no more nominations.") % {"call": call})
    if moment < call.opens_at:
        raise Refused(_("The call “%(call)s” is not open yet.") % {"call": call})


def refuse_beyond_allowance(nomination: Nomination) -> None:
    """The school's row is locked by the caller: two who submit at once are counted one after the other."""
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


def ask(nomination: Nomination, by: User, moment: datetime) -> ConsentRequest | None:
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
        answer_by=max(call.closes_at, moment + LEAST_TIME_TO_ANSWER),
        zone=call.zone,
        by=by,
    )


def back_to_draft(nomination: Nomination, by: User, moment: datetime | None = None) -> Nomination:
    """Take a submitted nomination back to a draft while its call is open.

    What the guardians answered stays: when it is submitted again they are not asked a second time.
    """
    moment = moment or timezone.now()
    with transaction.atomic():
        held = hold(nomination)
        refuse_outside_opening(held.call, moment)
        Nomination.lifecycle.move(held, NominationState.DRAFT, by=by)
        keep_in_record([held])
    return held
