"""What recommendations put on the pages of rooms below: the nomination's page, and what it still lacks."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from talent.calls.models import Call
from talent.nominations.models import CONSIDERED, Nomination
from talent.nominations.nomination_page import NominationPart, stands_on_nomination
from talent.nominations.still_lacking import Lack, can_lack
from talent.recommendations import columns  # noqa: F401  # registers its columns by being imported
from talent.recommendations.deadline import due_of, dues_of
from talent.recommendations.models import Recommendation, RecommendationState
from talent.recommendations.reading import live_by_nomination, standing_of


@stands_on_nomination
def recommendations_of_nomination(request: HttpRequest, nomination: Nomination) -> NominationPart | None:
    """How each stands; what was written only for who may read it."""
    named = list(nomination.recommendations.defer("text", "handed_in").order_by("pk"))
    if not nomination.call.recommendations_asked and not named:
        return None
    over = timezone.now() >= due_of(nomination)
    own = request.user.has_perm("recommendations.name", nomination)
    shown = [each for each in named if own or each.given_at]
    values = {
        "standing": standing_of(nomination, named, over=over), "own": own,
        "lines": [(each, request.user.has_perm("recommendations.read", each)) for each in shown],
    }
    return NominationPart("talent/recommendations/_nomination_part.html", values, 20)


@can_lack("recommendations", gettext_lazy("Recommendations"), 40, lambda call: call.recommendations_asked > 0)
def recommendations_missing(call: Call, nominations: Sequence[Nomination]) -> dict[int, list[Lack]]:
    """Too few named stands in the way of submitting; not yet written does not. After the deadline nothing is asked."""
    dues, now = dues_of(nominations), timezone.now()
    nominations = [each for each in nominations if now < dues[each.pk]]
    live = live_by_nomination(nominations)
    found: dict[int, list[Lack]] = {}
    for nomination in nominations:
        if nomination.state in CONSIDERED and (lacks := lacks_of(call, nomination, live[nomination.pk])):
            found[nomination.pk] = lacks
    return found


def lacks_of(call: Call, nomination: Nomination, live: Sequence[Recommendation]) -> list[Lack]:
    address = reverse("recommendations", kwargs={"key": nomination.key})
    found = []
    if (n := call.recommendations_asked - len(live)) > 0:
        words = ngettext("Name %(n)s recommender.", "Name %(n)s recommenders.", n) % {"n": n}
        found.append(Lack(words, address))
    for each in live:
        if each.misdirected:
            words = _("The link to %(name)s was opened by somebody else: send a new one.")
        elif each.state == RecommendationState.NAMED:
            words = _("%(name)s is named and not asked yet.")
        elif each.given_at is None:
            words = _("%(name)s has not written the recommendation yet.")
        else:
            continue
        found.append(Lack(words % {"name": each.name}, address, stops=False))
    return found
