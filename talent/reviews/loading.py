"""Records by the keys in addresses, with what their pages and permissions read."""

from django.shortcuts import get_object_or_404

from talent.nominations.loading import load_evidence
from talent.reviews.models import DeclaredConflict, PanelInvitation, Panellist, Review


def load_panellist(key: str) -> Panellist:
    return get_object_or_404(Panellist.objects.select_related("call__institution", "user"), key=key)


def load_invitation(key: str) -> PanelInvitation:
    return get_object_or_404(PanelInvitation.objects.select_related("call__institution"), key=key)


def load_conflict(key: str) -> DeclaredConflict:
    return get_object_or_404(
        DeclaredConflict.objects.select_related("panellist__call__institution", "panellist__user"), key=key
    )


def load_review(key: str) -> Review:
    return get_object_or_404(
        Review.objects.select_related(
            "panellist__user", "nomination__nominee", "nomination__institution", "nomination__call__institution"
        ),
        key=key,
    )


def load_reviewed_evidence(key: str, question: str) -> Review:
    """The review, with the file that answers the question in its nomination as `wanted_answer`."""
    review = load_review(key)
    review.wanted_answer = load_evidence(review.nomination.key, question)  # type: ignore[attr-defined]
    return review
