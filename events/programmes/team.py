"""Who may do what in an edition, by whom they act for.

| who | may |
| --- | --- |
| organisers of the programme's institution, the team's organisers | everything |
| organisers of the host | run the day: venues, pictures, who comes, delegations, groups, certificates |
| the team's assistants | see all of that |
| organisers of a co-host | see the edition, its venues, and who comes from their own country |
"""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.mail.queue import queue_message
from events.programmes.models import Edition, EditionState, TeamMember, TeamRole
from talent.institutions.membership import acts_as, institutions_of
from talent.institutions.models import Institution, MembershipRole


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
    """Decides everything: dates, publication, calls, money, team, cancelling."""
    return (
        acts_as(user, edition.programme.institution_id, MembershipRole.ORGANISER)
        or roles_in_teams(user).get(edition.pk) == TeamRole.ORGANISER
    )


def runs_day(user: User, edition: Edition) -> bool:
    """Looks after the place and the people: whoever runs it, and the host."""
    return runs(user, edition) or acts_as(user, edition.host_id, MembershipRole.ORGANISER)


def sees(user: User, edition: Edition) -> bool:
    """Sees all of it and everybody who comes."""
    return runs_day(user, edition) or edition.pk in roles_in_teams(user)


def co_hosting(user: User, edition: Edition) -> list[Institution]:
    """The edition's co-hosts that the person organises for; no query for who organises nowhere."""
    mine = institutions_of(user, MembershipRole.ORGANISER) if user.is_authenticated else []
    if not mine:
        return []
    return list(edition.co_hosts.filter(pk__in=[each.pk for each in mine]))


def editions_of(user: User) -> QuerySet[Edition]:
    """The editions that the person or their institution runs or hosts; all for the secretariat."""
    if user.is_secretariat:
        return Edition.objects.all()
    mine = institutions_of(user, MembershipRole.ORGANISER)
    return Edition.objects.filter(
        Q(programme__institution__in=mine) | Q(host__in=mine) | Q(pk__in=list(roles_in_teams(user)))
    )


def editions_run_by(user: User) -> QuerySet[Edition]:
    """The editions about which the person decides; all for the secretariat."""
    if user.is_secretariat:
        return Edition.objects.all()
    mine = institutions_of(user, MembershipRole.ORGANISER)
    teams = [pk for pk, role in roles_in_teams(user).items() if role == TeamRole.ORGANISER]
    return Edition.objects.filter(Q(programme__institution__in=mine) | Q(pk__in=teams))


def editions_with(user: User) -> QuerySet[Edition]:
    """`editions_of`, and those that an institution of the person's is a co-host of."""
    if user.is_secretariat:
        return Edition.objects.all()
    mine = institutions_of(user, MembershipRole.ORGANISER)
    co_hosted = Edition.objects.filter(co_hosts__in=mine).exclude(state=EditionState.DRAFT)
    return Edition.objects.filter(Q(pk__in=editions_of(user).values("pk")) | Q(pk__in=co_hosted.values("pk")))


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
