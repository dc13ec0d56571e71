from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me
from talent.institutions.invitations import INVITATION_OPENS
from talent.institutions.membership import memberships_of
from talent.institutions.models import Institution, InstitutionKind, InstitutionState, Invitation, InvitationState
from talent.institutions.permissions import countries_of_officer
from talent.institutions.roles import leading_role


@waits_for_me
def invitations_to_answer(user: User) -> Iterator[Waiting]:
    """Invitations sent to the account's own, confirmed address."""
    since = timezone.now() - INVITATION_OPENS
    found = Invitation.objects.filter(email=user.email.lower(), state=InvitationState.OPEN, created_at__gt=since)
    for invitation in found.select_related("institution", "by").order_by("pk")[:10]:
        yield Waiting(
            title=_("%(by)s invites you to %(institution)s")
            % {"by": invitation.by, "institution": invitation.institution},
            detail=_("as %(role)s") % {"role": invitation.get_role_display()},
            address=reverse("answer_invitation", kwargs={"key": invitation.key}),
            due=invitation.created_at + INVITATION_OPENS,
            zone=user.zone,
        )


@waits_for_me
def own_institutions(user: User) -> Iterator[Waiting]:
    """An institution that is not verified yet; and the first step of somebody who acts for nobody."""
    mine = {each.institution_id: each for each in memberships_of(user)}
    for membership in mine.values():
        institution = membership.institution
        address = reverse("institution", kwargs={"key": institution.key})
        if institution.state == InstitutionState.APPLIED:
            yield Waiting(
                title=_("%(institution)s waits for verification") % {"institution": institution}, address=address,
                detail=_("Your ministry or the secretariat looks at it; an email tells you. You need do nothing."),
            )
        elif institution.state == InstitutionState.REFUSED and membership.role == leading_role(institution.kind):
            yield Waiting(
                title=_("%(institution)s could not be verified") % {"institution": institution}, address=address,
                detail=_("Read why, correct the facts and apply again."),
            )
    if not mine and not user.acts_for and not hasattr(user, "person"):
        yield Waiting(
            title=_("Register your school or institution"), address=reverse("new_institution"),
            detail=_("If a colleague has registered it already, ask to be invited instead."),
        )


@waits_for_me
def institutions_to_verify(user: User) -> Iterator[Waiting]:
    rows = Institution.objects.filter(state=InstitutionState.APPLIED)
    if not user.is_secretariat:
        countries = countries_of_officer(user)
        if not countries:
            return
        rows = rows.filter(country__in=countries).exclude(kind=InstitutionKind.MINISTRY)
    if count := rows.count():
        yield Waiting(
            title=_("Institutions wait for verification"), count=count,
            address=f"{reverse('institutions')}?state=applied&sort=applied",
        )
