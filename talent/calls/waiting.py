"""What waits for organisers: calls to publish, calls that have closed."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me
from talent.calls.models import Call, CallState
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole


@waits_for_me
def calls_of_mine(user: User) -> Iterator[Waiting]:
    organised = institutions_of(user, MembershipRole.ORGANISER)
    if not organised:
        return
    now = timezone.now()
    over = Q(ministry_stage=False) | Q(ministries_close_at__lte=now)
    closed = Q(state=CallState.PUBLISHED, closes_at__lte=now) & over
    due = Q(state=CallState.DRAFT) | (closed & ~Q(extensions__closes_at__gt=now))
    for call in Call.objects.filter(due, institution__in=organised).order_by("closes_at"):
        if call.state == CallState.DRAFT:
            address = reverse("call_preview", kwargs={"key": call.key})
            yield Waiting(
                _("To publish: %(call)s") % {"call": call}, address, _("Schools do not see it yet."),
                call.opens_at, call.zone,
            )
        else:
            address = reverse("organise_call", kwargs={"key": call.key})
            yield Waiting(
                _("Closed, review not begun: %(call)s") % {"call": call}, address,
                _("Close it, so that the panel can begin."),
            )
