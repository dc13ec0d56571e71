"""Finding what an address names, with what its page and permission need."""

from django.shortcuts import get_object_or_404

from talent.recommendations.models import Recommendation


def load_recommendation(key: str) -> Recommendation:
    return get_object_or_404(
        Recommendation.objects.select_related(
            "nomination__call__institution", "nomination__nominee__institution", "nomination__institution"
        ),
        key=key,
    )
