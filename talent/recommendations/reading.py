"""What of a nomination's recommendations is shown to whoever judges it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from talent.nominations.models import Nomination
from talent.recommendations.models import Recommendation


@dataclass(frozen=True)
class Given:
    """One recommendation as it is read; without `name` in a blind review."""

    key: str
    name: str
    text: str


@dataclass(frozen=True)
class Standing:
    """How many recommendations the call asks for, how many were given, and whether the others can still come."""

    asked: int
    given: int
    over: bool

    @property
    def missing(self) -> int:
        return max(self.asked - self.given, 0)

    @property
    def words(self) -> str:
        """As the organiser and the panel read it; empty where nothing is asked."""
        if not self.asked:
            return ""
        values = {"given": self.given, "asked": self.asked}
        if self.missing and self.over:
            return _("%(given)s of %(asked)s recommendations were given in time. The nomination goes on without.") % (
                values
            )
        return _("%(given)s of %(asked)s recommendations are given.") % values


def to_read(nomination: Nomination, *, blind: bool = False) -> list[Given]:
    """Those handed in, in the order of asking. `blind` leaves out who wrote it (the text itself is not changed:
    recommenders are told beforehand when the review is blind)."""
    given = nomination.recommendations.live().filter(given_at__isnull=False).order_by("pk")
    return [Given(each.key, "" if blind else each.name, each.handed_in) for each in given]


def standing_of(nomination: Nomination, recommendations: Iterable[Recommendation], *, over: bool) -> Standing:
    given = sum(each.given_at is not None for each in recommendations)
    return Standing(nomination.call.recommendations_asked, given, over)


def live_by_nomination(nominations: Iterable[Nomination]) -> dict[int, list[Recommendation]]:
    """Each nomination's recommendations that were given or may still be; one query, without what was written."""
    found: dict[int, list[Recommendation]] = defaultdict(list)
    keys = [nomination.pk for nomination in nominations]
    for each in Recommendation.objects.live().filter(nomination__in=keys).defer("text").order_by("pk"):
        found[each.nomination_id].append(each)
    return found
