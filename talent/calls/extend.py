"""Extending a call's closing for one school, with a reason."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.mail.queue import queue_message
from talent.calls.letters import those_who_submit, whole_address
from talent.calls.models import Call, CallState, Extension
from talent.calls.nominators import refuse_nominator
from talent.institutions.models import Institution


def extend(
    call: Call, institution: Institution, closes_at: datetime, *, reason: str, by: User, moment: datetime | None = None
) -> Extension:
    """Let the call close later for this school, or at another moment than it was extended to before.

    Audited with the reason; the school is told. Raises Refused: the call is not published, the moment is past or not
    later than the call's own, it leaves the ministries no time, or the school may not nominate at all.
    """
    reason = reason.strip()
    with transaction.atomic():
        held = Call.objects.select_for_update().get(pk=call.pk)
        refuse_extension(held, institution, closes_at, reason, moment or timezone.now())
        before = Extension.objects.filter(call=held, institution=institution).first()
        extension = before or Extension(call=held, institution=institution)
        earlier = before.closes_at.isoformat() if before else ""
        extension.closes_at, extension.reason, extension.by = closes_at, reason, by
        extension.save()
        record(
            "extended for one school", held, by, reason=reason, institution=institution.key,
            closes_at=closes_at.isoformat(), before=earlier,
        )
        tell_school(extension, ended=False)
    return extension


def refuse_extension(call: Call, institution: Institution, closes_at: datetime, reason: str, moment: datetime) -> None:
    if call.state != CallState.PUBLISHED:
        raise Refused(_("Only a published call can be extended; take nominations again first."))
    if not reason:
        raise Refused(_("Say why it is extended; the school reads it."))
    if closes_at <= call.closes_at:
        raise Refused(_("The call closes then, or later, for everybody: choose a later moment."))
    if closes_at <= moment:
        raise Refused(_("This moment has passed."))
    if call.ministry_stage and call.ministries_close_at and closes_at + call.grace >= call.ministries_close_at:
        raise Refused(_("The ministries' deadline comes first: extend to an earlier moment, or move that one."))
    refuse_nominator(call, institution)


def end_extension(extension: Extension, by: User) -> None:
    """For this school the call closes as for all others again; the school is told."""
    with transaction.atomic():
        record(
            "extension taken back", extension.call, by, institution=extension.institution.key,
            before=extension.closes_at.isoformat(),
        )
        tell_school(extension, ended=True)
        extension.delete()


def tell_school(extension: Extension, *, ended: bool) -> None:
    call, school = extension.call, extension.institution
    what = "ended" if ended else f"{extension.updated_at:%Y%m%d%H%M%S%f}"
    for user in those_who_submit([school.pk])[school.pk]:
        queue_message(
            "talent/calls/mail/extended", to=user.email, to_name=user.name, language=user.language,
            once=f"extension:{extension.key}:{what}:{user.key}", about=call.key,
            context={
                "call": call, "school": school, "extension": extension, "ended": ended,
                "address": whole_address("school_call", key=call.key, school=school.key),
            },
        )
