"""Inviting institutions to nominate to a call, and telling them."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.mail.queue import queue_message
from talent.calls.letters import those_who_submit, whole_address
from talent.calls.models import Call, CallState, InvitedInstitution, Nominating
from talent.institutions.models import Institution, InstitutionKind, InstitutionState


def invite(call: Call, institution: Institution, by: User) -> InvitedInstitution:
    """Let the institution nominate; it is told at once, or when the call is published. Raises Refused otherwise."""
    if institution.state != InstitutionState.VERIFIED or institution.kind == InstitutionKind.MINISTRY:
        raise Refused(_("%(name)s cannot be invited: only verified institutions that are no ministries nominate.") % {
            "name": institution
        })
    try:
        with transaction.atomic():
            invited = InvitedInstitution.objects.create(call=call, institution=institution, by=by)
    except IntegrityError:
        raise Refused(_("%(name)s is invited already.") % {"name": institution}) from None
    record("institution invited", call, by, institution=institution.key)
    tell_invited(Call.objects.get(pk=call.pk))
    return invited


def take_back_invitation(call: Call, institution: Institution, by: User) -> None:
    """The institution may nominate no more; what it submitted stays, its drafts can no longer be submitted."""
    with transaction.atomic():
        deleted, _kinds = InvitedInstitution.objects.filter(call=call, institution=institution).delete()
        if not deleted:
            raise Refused(_("%(name)s is not invited.") % {"name": institution})
        record("invitation taken back", call, by, institution=institution.key)


def tell_invited(call: Call) -> None:
    """Mail everybody who submits for an invited institution, once each; nobody is told of a draft."""
    if call.state != CallState.PUBLISHED or call.nominating != Nominating.INVITED:
        return
    invited = {each.institution_id: each for each in call.invited.select_related("institution")}
    for institution, users in those_who_submit(invited).items():
        school = invited[institution].institution
        for user in users:
            queue_message(
                "talent/calls/mail/invited", to=user.email, to_name=user.name, language=user.language,
                once=f"invited:{call.key}:{invited[institution].pk}:{user.key}", about=call.key,
                context={
                    "call": call, "school": school,
                    "address": whole_address("school_call", key=call.key, school=school.key),
                },
            )
