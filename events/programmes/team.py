"""Who runs an edition: the organisers of its programme's institution and of its host, and its team."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.mail.queue import queue_message
from events.programmes.models import Edition, TeamMember, TeamRole
from talent.institutions.membership import acts_as, institutions_of
from talent.institutions.models import MembershipRole


def roles_in_teams(user: User) -> dict[int, str]:
    """The person's part in each edition's team; one query for the life of this user object."""
    if not user.is_authenticated:
        return {}
    kept = getattr(user, "_edition_roles", None)
    if kept is None:
        kept = dict(user.edition_roles.values_list("edition_id", "role"))
        user._edition_roles = kept  # type: ignore[attr-defined]
    return kept


def runs(user: User, edition: Edition) -> bool:
    return (
        acts_as(user, edition.programme.institution_id, MembershipRole.ORGANISER)
        or acts_as(user, edition.host_id, MembershipRole.ORGANISER)
        or roles_in_teams(user).get(edition.pk) == TeamRole.ORGANISER
    )


def sees(user: User, edition: Edition) -> bool:
    return runs(user, edition) or edition.pk in roles_in_teams(user)


def editions_of(user: User) -> QuerySet[Edition]:
    """The editions that the person runs or helps to run; all for the secretariat."""
    if user.is_secretariat:
        return Edition.objects.all()
    mine = institutions_of(user, MembershipRole.ORGANISER)
    return Edition.objects.filter(
        Q(programme__institution__in=mine) | Q(host__in=mine) | Q(pk__in=list(roles_in_teams(user)))
    )


def organises(user: User) -> bool:
    """Whether the person has anything to do with running editions."""
    return user.is_secretariat or bool(institutions_of(user, MembershipRole.ORGANISER)) or bool(roles_in_teams(user))


def add_member(edition: Edition, email: str, role: str, by: User) -> TeamMember:
    """Give the person with this email a part in the edition's team, and tell them.

    Raises Refused when nobody has signed up with it. Somebody already in the team gets the new role.
    """
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise Refused(_("Nobody has signed up with this email. Ask them to sign up first, then add them here."))
    with transaction.atomic():
        member, added = TeamMember.objects.update_or_create(edition=edition, user=user, defaults={"role": role})
        record("team member added", edition, by, role=role, user=user.key)
        if added:
            queue_message(
                "events/programmes/mail/team_member",
                to=user.email, to_name=user.name, language=user.language, about=edition.key,
                context={"edition": edition, "member": member, "by": by},
            )
    return member


def remove_member(member: TeamMember, by: User) -> None:
    with transaction.atomic():
        record("team member removed", member.edition, by, role=member.role, user=member.user.key)
        member.delete()
