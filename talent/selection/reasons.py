"""Why each nomination is in or out, in one sentence that its school may read."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talent.reviews.scoring import shown
from talent.selection.proposal import Proposed
from talent.selection.quotas import Bound, BoundStanding, Words, at_least, at_most, said, stand, whom
from talent.selection.scoring import Candidate


@dataclass(frozen=True)
class Explanation:
    """Explains one proposal. `words` gives what each trait is called in a sentence."""

    proposed: Proposed
    places: int
    words: Words

    def reasons(self) -> dict[str, str]:
        """A sentence for each candidate's key."""
        return {one.key: self.why(one, rank) for rank, one in enumerate(self.proposed.ranked, start=1)}

    @cached_property
    def standings(self) -> list[BoundStanding]:
        return stand(self.proposed.bounds, self.proposed.selected)

    @cached_property
    def by_key(self) -> dict[str, Candidate]:
        return {one.key: one for one in self.proposed.ranked}

    @cached_property
    def ranks(self) -> dict[str, int]:
        return {one.key: rank for rank, one in enumerate(self.proposed.ranked, start=1)}

    @cached_property
    def last(self) -> Candidate | None:
        """The lowest ranked of those selected."""
        inside = [one for one in self.proposed.ranked if one.key in self.proposed.selected]
        return inside[-1] if inside else None

    def why(self, one: Candidate, rank: int) -> str:
        if one.score is None:
            return _("Nobody reviewed it: the panel must decide.")
        begins = _("Ranked %(rank)s of %(of)s with %(score)s: ") % {
            "rank": rank, "of": len(self.proposed.ranked), "score": shown(one.score)
        }
        return begins + (self.why_in(one, rank) if one.key in self.proposed.selected else self.why_out(one, rank))

    def why_in(self, one: Candidate, rank: int) -> str:
        if rank <= self.places:
            return ngettext("within the one place.", "within the %(places)s places.", self.places) % {
                "places": self.places
            }
        for each in self.standings:
            if one.key in each.bound.members and needed(each):
                return _("needed for “%(quota)s”.") % {"quota": self.least(each.bound)}
        return _("others ranked higher could not be taken under the quotas.")

    def why_out(self, one: Candidate, rank: int) -> str:
        passed_over = self.last is None or rank < self.ranks[self.last.key]
        if not passed_over and len(self.proposed.selected) >= self.places:
            if self.last and one.steps == self.last.steps:
                return _("as many points as the last place, and the lot decided.")
            return ngettext(
                "the one place went to a higher score.", "all %(places)s places went to higher scores.", self.places
            ) % {"places": self.places}
        for each in self.standings:
            if one.key in each.bound.members and full(each):
                reached = self.reached(each.bound)
                if reached is None:
                    return _("the quota says “%(quota)s”.") % {"quota": self.most(each.bound)}
                if reached.steps >= one.steps:
                    return _("the quota “%(quota)s” was reached at %(score)s.") % {
                        "quota": self.most(each.bound), "score": shown(reached.score)
                    }
        for each in self.standings:
            if needed(each) and one.key not in each.bound.members and self.taken_below(each.bound, rank):
                return _("a place was needed for “%(quota)s”.") % {"quota": self.least(each.bound)}
        return _("not in the best selection that keeps all quotas.")

    def reached(self, bound: Bound) -> Candidate | None:
        """The lowest ranked of the selected that a bound counts."""
        inside = bound.members & self.proposed.selected
        return max((self.by_key[key] for key in inside), key=lambda each: self.ranks[each.key], default=None)

    def taken_below(self, bound: Bound, rank: int) -> bool:
        return any(self.ranks[key] > rank for key in bound.members & self.proposed.selected)

    def least(self, bound: Bound) -> str:
        return at_least(bound.minimum, whom(bound.attribute, bound.value, self.words))

    def most(self, bound: Bound) -> str:
        return at_most(bound.maximum or 0, whom(bound.attribute, bound.value, self.words))

    def conflict(self) -> str:
        """Which quotas cannot all hold, and by how much each is missed; '' where all hold."""
        if not self.proposed.shortfalls:
            return ""
        named = [said(rule, self.words) for rule in self.proposed.conflict]
        if self.proposed.with_places:
            named.append(ngettext("%(n)s place", "%(n)s places", self.places) % {"n": self.places})
        told = [_("These cannot all hold: %(quotas)s.") % {"quotas": "; ".join(named)}]
        told += [
            _("“%(quota)s”: %(by)s lacking (reviewed: %(reviewed)s, can be taken: %(have)s).")
            % {"quota": self.least(each.bound), "by": each.by, "reviewed": each.reviewed, "have": each.have}
            for each in self.proposed.shortfalls
        ]
        return " ".join(told)


def needed(each: BoundStanding) -> bool:
    return bool(each.bound.minimum) and each.have <= each.bound.minimum


def full(each: BoundStanding) -> bool:
    return each.bound.maximum is not None and each.have >= each.bound.maximum
