"""Points stay, as numbers about nobody; what reviewers and the panel wrote goes."""

from talent.people.erasure import ANONYMOUS, Erased, erased_with_call, erased_with_nomination
from talent.reviews.models import DeclaredConflict, Disagreement, DiscussionNote, PanelMeeting, Review

# What was decided stays to be seen in how each nomination stands; the words may name somebody.
erased_with_call(
    Erased(PanelMeeting, "call", blank={"decided": ANONYMOUS, "minutes": "", "guests": ""}),
)
erased_with_nomination(
    Erased(Review, "nomination", blank={"comment": ""}, kept=["barred"]),
    Erased(DiscussionNote, "nomination", deleted=True),
    Erased(DeclaredConflict, "nomination", blank={"reason": ""}),
    Erased(Disagreement, "nomination"),
)
