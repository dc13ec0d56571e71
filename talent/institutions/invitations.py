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
from talent.institutions.members import end_membership
from talent.institutions.models import Institution, InstitutionState, Invitation, InvitationState, Membership
from talent.institutions.roles import roles_at

INVITATION_OPENS = timedelta(days=14)
INVITATION_LINK = Purpose("invitation", lasts=INVITATION_OPENS, page="invitation")


def invite(
    institution: Institution, *, name: str, email: str, role: str, by: User, hands_over: Membership | None = None
) -> Invitation:
    """Invite a colleague by a link that opens for two weeks and works once.

    An older invitation of the same address to the same role that has run out is withdrawn. With `hands_over` that
    membership ends as the colleague joins. Raises Refused.
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
        invitation = Invitation.objects.create(
            institution=institution, email=email, name=name, role=role, by=by, hands_over=hands_over
        )
        record("invited a successor" if hands_over else "invited", institution, by, role=role)
        template = "succession" if hands_over else "invitation"
        queue_message(
            f"talent/institutions/mail/{template}", to=email, to_name=name, language=institution.language,
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
        take_over(invitation, membership)
    return membership


def hand_over(membership: Membership, *, name: str, email: str, by: User) -> Invitation:
    """Invite a successor, who gets the role as the membership ends; until then nothing changes. Raises Refused."""
    if membership.ended_at is not None:
        raise Refused(_("This membership has ended already."))
    if email.strip().lower() == membership.user.email.lower():
        raise Refused(_("That is your own address. Name your successor's."))
    with transaction.atomic():
        institution = Institution.objects.select_for_update().get(pk=membership.institution_id)
        for older in membership.handing_over.filter(state=InvitationState.OPEN):
            if not has_run_out(older):
                words = _("You are handing over to %(name)s already. Withdraw that invitation first.")
                raise Refused(words % {"name": older.name})
        return invite(institution, name=name, email=email, role=membership.role, by=by, hands_over=membership)


def take_over(invitation: Invitation, successor: Membership) -> None:
    """End the membership whose place is taken, and tell that person; it may have ended by itself meanwhile."""
    before = invitation.hands_over
    if before is None or before.ended_at is not None or before.pk == successor.pk:
        return
    end_membership(before, successor.user)
    queue_message(
        "talent/institutions/mail/handed_over", to=before.user.email, to_name=before.user.name,
        language=before.user.language, once=f"handed-over:{invitation.key}", about=invitation.key,
        context={"invitation": invitation, "institution": invitation.institution, "successor": successor.user},
    )


def withdraw(invitation: Invitation, by: User) -> None:
    """The link opens no more."""
    Invitation.lifecycle.move(invitation, InvitationState.WITHDRAWN, by=by)

