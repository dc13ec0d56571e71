"""Records by the keys in addresses, with what their pages and permissions read."""

from django.shortcuts import get_object_or_404

from talent.offers.models import Offer


def load_offer(key: str) -> Offer:
    return get_object_or_404(
        Offer.objects.select_related(
            "call__institution", "nomination__nominee__institution", "nomination__institution", "nomination__consent"
        ),
        key=key,
    )
