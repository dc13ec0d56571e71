"""Groups of an edition as they are stored: proposed, kept, moved by hand, completed by late comers."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts.models import User
from core.accounts.zones import zone_or_utc
from core.audit.lifecycle import Refused
from core.audit.record import record
from events.programmes.models import Edition
from events.registration.models import Registration, RegistrationRole
from events.timetable.groups import (
    Broken,
    Participant,
    broken_by_moving,
    facts_of,
    place_late_comers,
    propose_groups,
)
from events.timetable.models import Group, GroupMember
from talent.people.age import age_on

WARNINGS = {
    "country": gettext_lazy("%(count)s of one country would be in this group, more than an even share."),
    "size": gettext_lazy("The largest group would have %(count)s more than the smallest."),
    "gender": gettext_lazy("One group would have %(count)s more of this gender than another."),
}


@dataclass(frozen=True)
class Proposal:
    """Groups as proposed, not stored; `digest` names the very people they were made of."""

    number: int
    seed: int
    groups: list[list[Participant]]
    digest: str


def students_coming(edition: Edition) -> list[Registration]:
    """The confirmed students: those who are put into groups."""
    rows = Registration.objects.coming().filter(edition=edition, role=RegistrationRole.STUDENT)
    return list(rows.select_related("person").order_by("pk"))


def participant(registration: Registration, edition: Edition) -> Participant:
    """What the rule knows of a person: the age is counted on the edition's first day."""
    person = registration.person
    first_day = edition.starts_at.astimezone(zone_or_utc(edition.zone)).date()
    return Participant(
        registration.pk, str(registration.country), person.gender,
        age_on(person.birth_date, first_day) if person.birth_date else None,
    )


def digest_of(people: Iterable[Participant]) -> str:
    words = ",".join(str(each) for each in sorted(person.id for person in people))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def propose(edition: Edition, number: int, seed: int) -> Proposal:
    people = [participant(registration, edition) for registration in students_coming(edition)]
    return Proposal(number, seed, propose_groups(people, number, seed), digest_of(people))


def store_groups(edition: Edition, number: int, seed: int, digest: str, by: User) -> None:
    """Keep exactly the proposal that was looked at, in place of any groups before.

    Raises Refused when somebody came or left since.
    """
    with transaction.atomic():
        Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        proposal = propose(edition, number, seed)
        if proposal.digest != digest:
            raise Refused(_("Somebody came or left since this proposal. Look at the new one below."))
        edition.groups.all().delete()
        groups = Group.objects.bulk_create(
            Group(edition=edition, number=index, name=_("Group %(number)s") % {"number": index})
            for index in range(1, number + 1)
        )
        GroupMember.objects.bulk_create(
            GroupMember(group=group, registration_id=person.id)
            for group, people in zip(groups, proposal.groups, strict=True)
            for person in people
        )
        record("groups stored", edition, by, number=number, seed=seed)


def stored_groups(edition: Edition) -> list[Group]:
    """The groups with their members' registrations, persons and schools, in four queries; each has `facts`."""
    groups = list(edition.groups.prefetch_related(
        "members__registration__person", "members__registration__institution"
    ))
    for group in groups:
        group.people = sorted(  # type: ignore[attr-defined]
            (member.registration for member in group.members.all()), key=lambda each: (str(each.country), each.pk)
        )
        group.facts = facts_of(  # type: ignore[attr-defined]
            [participant(each, edition) for each in group.people]  # type: ignore[attr-defined]
        )
    return groups


def as_participants(edition: Edition, groups: Iterable[Group]) -> dict[int, list[Participant]]:
    return {
        group.number: [participant(each, edition) for each in group.people]  # type: ignore[attr-defined]
        for group in groups
    }


def warnings_of(broken: Iterable[Broken]) -> list[str]:
    return [str(WARNINGS[each.rule]) % {"count": each.count} for each in broken]


def warnings_for_move(edition: Edition, registration: Registration, to: Group) -> list[str]:
    """A sentence for each rule that the move would break."""
    groups = as_participants(edition, stored_groups(edition))
    return warnings_of(broken_by_moving(groups, participant(registration, edition), to.number))


def move(registration: Registration, to: Group, by: User) -> None:
    """Put the person into another group of the same edition, whatever rule it breaks."""
    with transaction.atomic():
        member = GroupMember.objects.select_for_update(no_key=True, of=("self",)).select_related("group").filter(
            registration=registration
        ).first()
        before = member.group.number if member else None
        GroupMember.objects.update_or_create(registration=registration, defaults={"group": to})
        record("moved to another group", registration, by, before=before, after=to.number)


def late_comers(edition: Edition) -> list[Registration]:
    """Confirmed students who are in no group though there are groups."""
    if not edition.groups.exists():
        return []
    rows = Registration.objects.coming().filter(edition=edition, role=RegistrationRole.STUDENT, group_member=None)
    return list(rows.select_related("person", "institution").order_by("pk"))


def place_late(edition: Edition, by: User) -> int:
    """Put each late comer into the group that it disturbs least; nobody else moves. Gives how many there were."""
    with transaction.atomic():
        Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        groups = stored_groups(edition)
        late = late_comers(edition)
        placed: Mapping[int, int] = place_late_comers(
            as_participants(edition, groups), [participant(each, edition) for each in late]
        )
        by_number = {group.number: group for group in groups}
        GroupMember.objects.bulk_create(
            GroupMember(registration_id=pk, group=by_number[number]) for pk, number in placed.items()
        )
        if placed:
            record("late comers placed in groups", edition, by, number=len(placed))
    return len(placed)
