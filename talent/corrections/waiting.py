"""What waits for schools (corrections to make) and for organisers (corrections to look at)."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me
from talent.corrections.models import CorrectionRequest, CorrectionState
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole


@waits_for_me
def corrections_to_make(user: User) -> Iterator[Waiting]:
    schools = institutions_of(user, MembershipRole.COORDINATOR)
    if not schools:
        return
    rows = CorrectionRequest.objects.open().filter(nomination__institution__in=schools, recommendation=None)
    for each in rows.select_related("nomination__nominee", "nomination__call").order_by("due_at")[:50]:
        yield Waiting(
            _("Correct: %(name)s") % {"name": each.nomination.nominee},
            reverse("answer_correction", kwargs={"key": each.key}), each.words[:120], each.due_at,
            each.nomination.call.zone,
        )


@waits_for_me
def corrections_to_accept(user: User) -> Iterator[Waiting]:
    organised = institutions_of(user, MembershipRole.ORGANISER)
    if not organised:
        return
    rows = CorrectionRequest.objects.filter(
        state=CorrectionState.ANSWERED, nomination__call__institution__in=organised
    )
    for each in rows.select_related("nomination__nominee", "nomination__call").order_by("answered_at")[:50]:
        yield Waiting(
            _("Corrected: %(name)s") % {"name": each.nomination.nominee},
            reverse("correction", kwargs={"key": each.key}), _("Compare it with what was there, and accept it."),
        )
