from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole
from talent.people.models import ImportState, StudentImport

SHOWN = 5


@waits_for_me
def imports_to_confirm(user: User) -> Iterable[Waiting]:
    """Files of students that were read, and that nobody has stored or put aside yet."""
    schools = institutions_of(user, MembershipRole.COORDINATOR)
    if not schools:
        return
    waiting = StudentImport.objects.filter(institution__in=schools, state=ImportState.PREVIEW, by=user)
    for student_import in waiting.select_related("upload").order_by("-id")[:SHOWN]:
        yield Waiting(
            title=_("Students to store or to put aside: %(file)s") % {"file": student_import.upload.name},
            address=reverse("student_import", kwargs={"key": student_import.key}),
            detail=_("Nothing of it is stored yet."),
        )
