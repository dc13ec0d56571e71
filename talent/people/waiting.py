from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me
from talent.institutions.membership import institutions_of
from talent.institutions.models import Membership, MembershipRole
from talent.people.models import ImportState, StudentImport
from talent.people.on_paper import waiting_for_paper
from talent.people.school_change.models import ChangeState, SchoolChange

SHOWN = 5


@waits_for_me
def imports_to_confirm(user: User) -> Iterable[Waiting]:
    """Files of students that were read, and that nobody has stored or put aside yet."""
    schools = institutions_of(user, MembershipRole.COORDINATOR)
    if not schools:
        return
    # What somebody brought in who acts for the school no more waits for those who do.
    still_there = Membership.objects.active().filter(institution=OuterRef("institution"), user=OuterRef("by"))
    waiting = StudentImport.objects.filter(
        Q(by=user) | ~Exists(still_there), institution__in=schools, state=ImportState.PREVIEW
    )
    for student_import in waiting.select_related("upload").order_by("-id")[:SHOWN]:
        yield Waiting(
            title=_("Students to store or to put aside: %(file)s") % {"file": student_import.upload.name},
            address=reverse("student_import", kwargs={"key": student_import.key}),
            detail=_("Nothing of it is stored yet."),
        )


@waits_for_me
def students_to_take_in(user: User) -> Iterable[Waiting]:
    """Students who come with their family's consent."""
    schools = institutions_of(user, MembershipRole.COORDINATOR)
    if not schools:
        return
    coming = SchoolChange.objects.filter(to_institution__in=schools, state=ChangeState.AGREED)
    for change in coming.select_related("person", "from_institution", "to_institution").order_by("answer_by")[:SHOWN]:
        yield Waiting(
            title=_("Take in: %(student)s") % {"student": change.person.name if change.person else ""},
            address=reverse("school_change", kwargs={"key": change.key}),
            detail=_("comes from %(school)s; the family has agreed") % {"school": change.from_institution.name},
            due=change.answer_by, zone=change.to_institution.zone,
        )


@waits_for_me
def papers_to_sign(user: User) -> Iterable[Waiting]:
    """Consents that nobody can give by email: the school prints the forms, and records them signed."""
    schools = institutions_of(user, MembershipRole.COORDINATOR)
    if not schools:
        return
    requests = waiting_for_paper(schools)
    if count := requests.count():
        soonest = requests.filter(answer_by__gt=timezone.now()).order_by("answer_by").first()
        yield Waiting(
            title=_("Consent forms to print and have signed"), address=reverse("my_consents"), count=count,
            detail=_("These guardians have no email. Record each form with its scan when it comes back."),
            due=soonest.answer_by if soonest else None, zone=soonest.zone if soonest else "UTC",
        )
