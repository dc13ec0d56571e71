from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me
from talent.institutions.membership import institutions_of
from talent.institutions.models import InstitutionState, Membership, MembershipRole
from talent.retention.models import Erasure, ErasureState

SHOWN = 5


@waits_for_me
def erasures_to_decide(user: User) -> Iterable[Waiting]:
    """Families who ask for erasure: the school decides; the secretariat where nobody acts for the school."""
    schools = institutions_of(user, MembershipRole.COORDINATOR)
    if not schools and not user.is_secretariat:
        return
    mine = Q(person__institution__in=schools)
    if user.is_secretariat:
        somebody = Membership.objects.active().filter(
            institution=OuterRef("person__institution"), role=MembershipRole.COORDINATOR, user__is_active=True
        )
        mine |= ~Exists(somebody) | ~Q(person__institution__state=InstitutionState.VERIFIED)
    found = Erasure.objects.filter(mine, state=ErasureState.ASKED).select_related("person__institution")
    for erasure in found.order_by("pk")[:SHOWN]:
        yield Waiting(
            title=_("The family asks for erasure: %(student)s") % {"student": erasure.person.name},
            address=reverse("erasure", kwargs={"key": erasure.key}),
            detail=_("to be answered by %(day)s") % {"day": erasure.due_on},
        )
