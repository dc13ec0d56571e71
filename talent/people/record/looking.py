"""As what somebody looks at a person's record, read from the store."""

from core.accounts.models import User
from talent.institutions.membership import institutions_of
from talent.institutions.models import Institution, MembershipRole
from talent.people.models import ConsentItem, ConsentKind, ConsentStanding, Person
from talent.people.record.sight import As, Looking
from talent.people.school_change.models import ChangeState, SchoolChange

FAMILY = Looking(As.FAMILY)


def as_schools(user: User, person: Person) -> list[Looking]:
    """One for each school whose students the user may see, with what was handed to it."""
    schools = institutions_of(user, MembershipRole.COORDINATOR, MembershipRole.TEACHER)
    done = SchoolChange.objects.filter(person=person, state=ChangeState.DONE).order_by("done_at")
    handed = dict(done.values_list("to_institution", "done_at"))
    return [
        Looking(As.SCHOOL, institution=school.pk, handed_at=handed.get(school.pk)) for school in schools
    ]


def as_organiser(person: Person, organiser: Institution) -> Looking:
    """What may be shown follows from consent to share data with this very organiser, as it stands now."""
    shared = ConsentItem.objects.filter(
        kind=ConsentKind.SHARING, host=organiser, standing=ConsentStanding.GIVEN, request__person=person,
        request__closed_at__isnull=True,
    )
    return Looking(As.ORGANISER, institution=organiser.pk, shared=shared.exists())


def as_ministry(country: str) -> Looking:
    return Looking(As.MINISTRY, country=country)
