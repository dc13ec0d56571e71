"""What waits for schools about recommendations."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me
from talent.calls.models import CallState
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole
from talent.nominations.models import CONSIDERED
from talent.recommendations.deadline import dues_of
from talent.recommendations.models import Recommendation, RecommendationState


@waits_for_me
def recommendations_to_mend(user: User) -> Iterator[Waiting]:
    """Who can't recommend, while nobody else is named; whose link somebody else opened."""
    schools = institutions_of(user, MembershipRole.COORDINATOR, MembershipRole.TEACHER)
    if not schools:
        return
    rows = Recommendation.objects.filter(
        nomination__institution__in=schools, nomination__state__in=CONSIDERED,
        nomination__call__state__in=[CallState.PUBLISHED, CallState.REVIEWING],
    ).select_related("nomination__call", "nomination__nominee", "nomination__institution").defer("text")
    by_nomination: dict[int, list[Recommendation]] = {}
    for each in rows.order_by("pk"):
        by_nomination.setdefault(each.nomination_id, []).append(each)
    now, dues = timezone.now(), dues_of(named[0].nomination for named in by_nomination.values())
    for named in by_nomination.values():
        nomination = named[0].nomination
        call = nomination.call
        if now >= dues[nomination.pk]:
            continue
        live = [e for e in named if e.state not in {RecommendationState.CANNOT, RecommendationState.CANCELLED}]
        address = reverse("recommendations", kwargs={"key": nomination.key})
        if any(each.state == RecommendationState.CANNOT for each in named) and len(live) < call.recommendations_asked:
            yield Waiting(
                _("Name another recommender: %(name)s") % {"name": nomination.nominee}, address,
                _("The one you named can't recommend."), dues[nomination.pk], call.zone,
            )
        if any(each.misdirected for each in live):
            yield Waiting(
                _("Correct a recommender's address: %(name)s") % {"name": nomination.nominee}, address,
                _("The link was opened by somebody else."), dues[nomination.pk], call.zone,
            )
