"""Inviting a colleague, and what becomes of an invitation."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.limits import within_limit
from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.mail.links import Purpose
from core.mail.queue import queue_message
from talent.institutions.models import Institution, InstitutionState, Invitation, InvitationState, Membership
from talent.institutions.roles import roles_at

INVITATION_OPENS = timedelta(days=14)
INVITATION_LINK = Purpose("invitation", lasts=INVITATION_OPENS, page="invitation")


def invite(institution: Institution, *, name: str, email: str, role: str, by: User) -> Invitation:
    """Invite a colleague by a link that opens for two weeks and works once.

    An older invitation of the same address to the same role that has run out is withdrawn. Raises Refused.
    """
    email = email.strip().lower()
    if role not in roles_at(institution.kind):
        raise Refused(_("Nobody is that at such an institution."))
    if institution.memberships.active().filter(user__email__iexact=email, role=role).exists():
        raise Refused(_("%(email)s is that already.") % {"email": email})
    if not within_limit("invitation", str(institution.pk), 50, timedelta(hours=1)):
        raise Refused(_("Many people were invited within this hour. Please go on later."))
    with transaction.atomic():
        # Invitations to one institution wait for one another, so that nobody is invited twice at once.
        institution = Institution.objects.select_for_update().get(pk=institution.pk)
        if institution.state != InstitutionState.VERIFIED:
            raise Refused(_("Colleagues can be invited as soon as the institution is verified."))
        open_ones = institution.invitations.filter(email=email, role=role, state=InvitationState.OPEN)
        for older in open_ones:
            if not has_run_out(older):
                raise Refused(_("%(email)s is invited already; the invitation is still open.") % {"email": email})
            withdraw(older, by)
        invitation = Invitation.objects.create(institution=institution, email=email, name=name, role=role, by=by)
        record("invited", institution, by, role=role)
        queue_message(
            "talent/institutions/mail/invitation", to=email, to_name=name, language=institution.language,
            once=f"invitation:{invitation.key}", about=invitation.key,
            context={
                "invitation": invitation, "institution": institution, "by": by,
                "link": INVITATION_LINK.address({"i": invitation.key}),
            },
        )
    return invitation


def has_run_out(invitation: Invitation) -> bool:
    return invitation.created_at + INVITATION_OPENS <= timezone.now()


def is_for(invitation: Invitation, user: User) -> bool:
    """Whether the invitation was sent to this account's (confirmed) address."""
    return user.is_authenticated and user.email.lower() == invitation.email.lower()


def accept(invitation: Invitation, user: User) -> Membership:
    """The invited person joins. Raises Refused when it is not theirs, has run out, or was used or withdrawn."""
    if not is_for(invitation, user):
        raise Refused(_("This invitation was sent to another email. Sign in with the account of that email."))
    if has_run_out(invitation):
        raise Refused(_("This invitation has run out. Ask for a new one."))
    institution = invitation.institution
    with transaction.atomic():
        Invitation.lifecycle.move(invitation, InvitationState.ACCEPTED, by=user)
        membership, new = institution.memberships.get_or_create(user=user, role=invitation.role, ended_at=None)
        if new:
            invitation.membership = membership
            invitation.save(update_fields=["membership", "updated_at"])
        record("joined", institution, user, role=invitation.role)
    return membership


def withdraw(invitation: Invitation, by: User) -> None:
    """The link opens no more."""
    Invitation.lifecycle.move(invitation, InvitationState.WITHDRAWN, by=by)

