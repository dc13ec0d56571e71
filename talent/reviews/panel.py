"""Who sits on a call's panel."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from talent.calls.models import Call, CallState
from talent.reviews import letters
from talent.reviews.models import PanelInvitation, PanelInvitationState, Panellist
from talent.reviews.reviewing import complete_reviews


def add_by_email(call: Call, email: str, by: User) -> Panellist | PanelInvitation:
    """Give a seat to whoever has confirmed this address; invite others, who take it when they first sign in.

    Raises Refused for somebody who sits or is invited already, and when the call is decided.
    """
    email = email.strip().lower()
    with transaction.atomic():
        call = hold_for_change(call)
        known = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
        if known and known.user.is_active:
            return seat(call, known.user, by)
        if PanelInvitation.objects.filter(call=call, email__iexact=email, state=PanelInvitationState.OPEN).exists():
            raise Refused(_("%(email)s is invited already.") % {"email": email})
        invitation = PanelInvitation.objects.create(call=call, email=email, by=by)
        record("invited to the panel", call, by, invitation=invitation.key)
        letters.invite_to_panel(invitation)
        return invitation


def seat(call: Call, user: User, by: User) -> Panellist:
    """Give this user a seat (again, if they left). The call is held by the caller."""
    panellist = Panellist.objects.filter(call=call, user=user).first()
    if panellist and panellist.left_at is None:
        raise Refused(_("%(name)s is on the panel already.") % {"name": user})
    if panellist:
        panellist.left_at = None
        panellist.save(update_fields=["left_at", "updated_at"])
    else:
        panellist = Panellist.objects.create(call=call, user=user)
    record("joined the panel", panellist, by)
    letters.welcome_to_panel(panellist)
    complete_reviews(call)
    return panellist


def join_as_invited(user: User) -> list[Panellist]:
    """Take every seat that waits for one of this user's confirmed addresses."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    joined = []
    for email in addresses:
        waiting = PanelInvitation.objects.filter(email__iexact=email, state=PanelInvitationState.OPEN)
        for invitation in waiting.select_related("call"):
            with transaction.atomic():
                call = Call.objects.select_for_update(no_key=True).get(pk=invitation.call_id)
                if call.state in {CallState.DECIDED, CallState.ARCHIVED}:
                    continue
                PanelInvitation.lifecycle.move(invitation, PanelInvitationState.JOINED, by=user)
                if not Panellist.objects.sitting().filter(call=call, user=user).exists():
                    joined.append(seat(call, user, user))
    return joined


def withdraw_invitation(invitation: PanelInvitation, by: User) -> None:
    PanelInvitation.lifecycle.move(invitation, PanelInvitationState.WITHDRAWN, by=by)


def remove(panellist: Panellist, by: User) -> None:
    """Let somebody leave the panel: submitted reviews stay and count, the others are given up and go to others."""
    with transaction.atomic():
        call = hold_for_change(panellist.call)
        left = Panellist.objects.sitting().filter(pk=panellist.pk).update(left_at=timezone.now(), is_chair=False)
        if not left:
            raise Refused(_("%(name)s has left the panel already.") % {"name": panellist})
        record("left the panel", panellist, by)
        complete_reviews(call)


def make_chair(panellist: Panellist, by: User) -> None:
    """Make somebody the chair; a panel has one, so who was it is no longer."""
    with transaction.atomic():
        hold_for_change(panellist.call)
        sitting = Panellist.objects.sitting().filter(call=panellist.call_id)
        sitting.exclude(pk=panellist.pk).update(is_chair=False)
        if not sitting.filter(pk=panellist.pk).update(is_chair=True):
            raise Refused(_("%(name)s has left the panel.") % {"name": panellist})
        record("made chair", panellist, by)


def hold_for_change(call: Call) -> Call:
    call = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    if call.state in {CallState.DECIDED, CallState.ARCHIVED}:
        raise Refused(_("The call is decided: its panel stays as it was."))
    return call
