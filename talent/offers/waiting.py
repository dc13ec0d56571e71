"""What waits for schools: offers to answer."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import ngettext

from core.accounts.models import User
from core.waiting.register import Waiting, waits_for_me
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole
from talent.offers.models import Offer, OfferState


@waits_for_me
def offers_to_answer(user: User) -> Iterator[Waiting]:
    schools = institutions_of(user, MembershipRole.COORDINATOR)
    if not schools:
        return
    waiting = (
        Offer.objects.filter(nomination__institution__in=schools, state=OfferState.OFFERED)
        .values("call__title", "call__zone").annotate(count=Count("pk"), due=Min("deadline")).order_by("due")
    )
    for each in waiting:
        yield Waiting(
            title=ngettext("An offer to answer", "Offers to answer", each["count"]), detail=each["call__title"],
            address=reverse("school_offers") + "?state=offered", count=each["count"], due=each["due"],
            zone=each["call__zone"],
        )
