"""What offers put on pages of rooms below."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from talent.calls.deadlines import Deadline, adds_deadlines
from talent.calls.models import Call
from talent.offers.models import Offer, OfferState


@adds_deadlines
def offers_answered_by(call: Call) -> Iterator[Deadline]:
    """By when the last of the offers that are open now is answered."""
    last = Offer.objects.filter(call=call, state=OfferState.OFFERED).order_by("-deadline").first()
    if last:
        yield Deadline("offers", last.deadline, _("%(call)s: offers are answered"), changed=last.updated_at)
