"""Members of an institution, and the end of a membership."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import OvertakenByOther, Refused
from core.audit.record import record
from talent.institutions.models import Institution, Membership
from talent.institutions.roles import leading_role


def end_membership(membership: Membership, by: User) -> None:
    """The person acts for the institution no more; what they did stays.

    Somebody must lead an institution: the last who does cannot leave it. Raises Refused.
    """
    with transaction.atomic():
        # Two who lead and end each other's membership at once wait here for one another.
        institution = Institution.objects.select_for_update().get(pk=membership.institution_id)
        role = leading_role(institution.kind)
        if membership.role == role:
            others = institution.memberships.active().filter(role=role, user__is_active=True).exclude(pk=membership.pk)
            if not others.exists():
                raise Refused(
                    _("%(person)s is the last %(role)s. Invite another first.")
                    % {"person": membership.user, "role": membership.get_role_display()}
                )
        now = timezone.now()
        if not Membership.objects.filter(pk=membership.pk, ended_at__isnull=True).update(ended_at=now, updated_at=now):
            raise OvertakenByOther(_("This membership has ended already."))
        membership.ended_at = now
        record("membership ended", institution, by, role=membership.role, member=membership.user.key)
