"""Why each nomination is in or out, in one sentence that its school may read."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talent.reviews.scoring import shown
from talent.selection import conflict
from talent.selection.proposal import Proposed
from talent.selection.quotas import Bound, BoundStanding, Words, said_of, stand
from talent.selection.scoring import Candidate
from talent.selection.terms import Ruling


@dataclass(frozen=True)
class Explanation:
    """Explains one proposal. `words` gives what each trait is called in a sentence, `scores` how scores are shown."""

    proposed: Proposed
    words: Words
    scores: dict[str, str] | None = None

    def reasons(self) -> dict[str, str]:
        """A sentence for each candidate's key."""
        return {one.key: self.why(one, rank) for rank, one in enumerate(self.proposed.ranked, start=1)}

    def conflict(self) -> str:
        """What cannot hold together, and by how much; '' where all holds."""
        found = self.proposed.conflict
        return " ".join(conflict.told(found, self.words)) if found else ""

    # --- what the sentences are made of ---

    @property
    def places(self) -> int:
        return self.proposed.terms.places

    @cached_property
    def standings(self) -> list[BoundStanding]:
        return stand(self.proposed.bounds, self.proposed.selected)

    @cached_property
    def standings_of(self) -> dict[str, list[BoundStanding]]:
        """The bounds that count each key."""
        found: dict[str, list[BoundStanding]] = {one.key: [] for one in self.proposed.ranked}
        for each in self.standings:
            for key in each.bound.members:
                found[key].append(each)
        return found

    @cached_property
    def tight(self) -> list[BoundStanding]:
        """Those of which nobody selected can be spared."""
        return [each for each in self.standings if each.needed]

    @cached_property
    def by_key(self) -> dict[str, Candidate]:
        return {one.key: one for one in self.proposed.ranked}

    @cached_property
    def ranks(self) -> dict[str, int]:
        return {one.key: rank for rank, one in enumerate(self.proposed.ranked, start=1)}

    @cached_property
    def rulings(self) -> dict[str, Ruling]:
        return {ruling.key: ruling for ruling in self.proposed.terms.rulings}

    @cached_property
    def last(self) -> Candidate | None:
        """The lowest ranked of those selected."""
        inside = [one for one in self.proposed.ranked if one.key in self.proposed.selected]
        return inside[-1] if inside else None

    @cached_property
    def lowest(self) -> dict[int, int]:
        """The rank of the lowest selected of each bound, by the bound's place among all."""
        return {
            id(each.bound): max((self.ranks[key] for key in each.bound.members & self.proposed.selected), default=0)
            for each in self.standings
        }

    def score(self, one: Candidate) -> str:
        return self.scores[one.key] if self.scores else shown(one.score)

    # --- the sentences ---

    def why(self, one: Candidate, rank: int) -> str:
        if one.key in self.rulings:
            return self.by_ruling(one)
        if one.score is None:
            return _("Nobody reviewed it: the panel must decide.")
        begins = ngettext(
            "Ranked %(rank)s of %(of)s with %(score)s, for %(places)s place: ",
            "Ranked %(rank)s of %(of)s with %(score)s, for %(places)s places: ", self.places,
        ) % {"rank": rank, "of": len(self.ranks), "score": self.score(one), "places": self.places}
        return begins + (self.why_in(one, rank) if one.key in self.proposed.selected else self.why_out(one, rank))

    def by_ruling(self, one: Candidate) -> str:
        ruling = self.rulings[one.key]
        if ruling.take and one.key not in self.proposed.selected:
            return _("It must be taken by decision, but that cannot be kept together with the rest.")
        says = _("It must be taken by decision") if ruling.take else _("It must not be taken by decision")
        return f"{says}: {ruling.reason.rstrip('.')}." if ruling.reason else f"{says}."

    def why_in(self, one: Candidate, rank: int) -> str:
        if rank <= self.places:
            cut = self.by_key_at(self.places + 1)
            if rank == self.places and cut and cut.score == one.score:
                return _("within the places, and the lot decided among equal scores.")
            return _("within the places.")
        for each in self.standings_of[one.key]:
            if each.needed:
                return _("needed for “%(quota)s”.") % {"quota": self.said(each.bound)}
        return _("others ranked higher could not be taken under the quotas.")

    def by_key_at(self, rank: int) -> Candidate | None:
        return self.proposed.ranked[rank - 1] if rank <= len(self.proposed.ranked) else None

    def why_out(self, one: Candidate, rank: int) -> str:
        passed_over = self.last is None or rank < self.ranks[self.last.key]
        if not passed_over and len(self.proposed.selected) >= self.places:
            if self.last and one.score == self.last.score:
                return _("as many points as the last who got a place, and the lot decided.")
            return _("every place went to a higher score.")
        return self.out_by_maximum(one) or self.out_by_minimum(one, rank) or self.out_otherwise(one, rank)

    def out_by_maximum(self, one: Candidate) -> str:
        for each in self.standings_of[one.key]:
            if not each.full:
                continue
            at = self.lowest[id(each.bound)]
            if not at:
                return _("the quota says “%(quota)s”.") % {"quota": self.said(each.bound)}
            if at < self.ranks[one.key]:
                reached = self.by_key_at(at)
                if reached and reached.score == one.score:
                    return _("“%(quota)s” was reached with as many points, and the lot decided.") % {
                        "quota": self.said(each.bound)
                    }
                return _("“%(quota)s” was reached at %(score)s.") % {
                    "quota": self.said(each.bound), "score": self.score(reached) if reached else ""
                }
            if other := self.wanted_inside(each.bound, one):
                return _("“%(full)s” was reached, and a place of it was needed for “%(quota)s”.") % {
                    "full": self.said(each.bound), "quota": self.said(other)
                }
        return ""

    def wanted_inside(self, bound: Bound, one: Candidate) -> Bound | None:
        """For which minimum somebody lower ranked got one of this bound's places."""
        rank = self.ranks[one.key]
        for each in self.tight:
            if one.key not in each.bound.members and any(
                self.ranks[key] > rank for key in each.bound.members & bound.members & self.proposed.selected
            ):
                return each.bound
        return None

    def out_by_minimum(self, one: Candidate, rank: int) -> str:
        for each in self.tight:
            if one.key not in each.bound.members and self.lowest[id(each.bound)] > rank:
                return _("a place was needed for “%(quota)s”.") % {"quota": self.said(each.bound)}
        for each in self.standings:
            if one.key not in each.bound.members and each.have < each.bound.needs(each.size + 1):
                return _("“%(quota)s” leaves no place for one more of the others.") % {
                    "quota": self.said(each.bound)
                }
        return ""

    def out_otherwise(self, one: Candidate, rank: int) -> str:
        if one.score is not None and one.score < 0 and len(self.proposed.selected) < self.places:
            return _("its score would lower the total, and no quota asks for it.")
        taken = (key for key, ruling in self.rulings.items() if ruling.take and key in self.proposed.selected)
        if any(self.ranks[key] > rank for key in taken):
            return _("a place went to a nomination that must be taken by decision.")
        return _("not in the best selection that keeps all quotas.")

    def said(self, bound: Bound) -> str:
        if (known := self.sentences.get(id(bound))) is None:
            known = self.sentences[id(bound)] = said_of(bound, self.words)
        return known

    @cached_property
    def sentences(self) -> dict[int, str]:
        return {}
