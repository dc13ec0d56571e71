from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.places.register import Place, has_places
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole
from talent.people.models import Person
from talent.people.staff_permissions import WITHOUT_COORDINATORS
from talent.people.student_permissions import schools_with_students


@has_places
def students(user: User) -> Iterable[Place]:
    schools = schools_with_students(user)
    if len(schools) == 1:
        yield Place(_("Students"), reverse("students", kwargs={"key": schools[0].key}), 20)
    elif schools:
        yield Place(_("Students"), reverse("my_students"), 20)
    elif user.has_perm("people.count_students"):
        yield Place(_("Students"), reverse("student_counts"), 60)


@has_places
def staff(user: User) -> Iterable[Place]:
    """For organisers of companies and associations, which have no students."""
    for institution in institutions_of(user, MembershipRole.ORGANISER):
        if institution.kind in WITHOUT_COORDINATORS:
            yield Place(_("Experts"), reverse("staff", kwargs={"key": institution.key}), 20)
            return


@has_places
def consents(user: User) -> Iterable[Place]:
    if user.has_perm("people.see_any_consents"):
        yield Place(_("Consents"), reverse("my_consents"), 22)


@has_places
def own_record(user: User) -> Iterable[Place]:
    if Person.objects.filter(user=user, erased_at__isnull=True).exists():
        yield Place(_("My record"), reverse("my_record"), 15)


@has_places
def awards(user: User) -> Iterable[Place]:
    if user.has_perm("people.see_awards"):
        yield Place(_("Awards"), reverse("country_awards"), 62)
