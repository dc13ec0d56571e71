"""What cannot hold together: the smallest set of rules, and by how many people they would have to give way."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talent.selection.choice import Limit, Room, holds, least_giving
from talent.selection.programme import NotSolved
from talent.selection.quotas import Bound, QuotaRule, Words, bounds_of, said, whom
from talent.selection.scoring import Candidate, in_rank_order
from talent.selection.terms import Ruling, Terms, limits_of

# How often the solver is asked before the smallest set is given up for one of which nothing can be spared: so
# often for any number of nominees, and more often for few of them.
CHECKS, CHECKS_OF_ONE = 400, 2_000_000
NAMED = 12
# How long the least change for everything to hold may take to prove.
SECONDS_FOR_ALL = 20.0


@dataclass(frozen=True)
class Part:
    """One thing that must hold: one side of a quota, a ruling, or (neither) the number of places.

    `bounds` are the quota's groups; in a conflict only those that it takes.
    """

    rule: QuotaRule | None = None
    bounds: tuple[Bound, ...] = ()
    ruling: Ruling | None = None
    places: int = 0

    @property
    def cost(self) -> int:
        """Of ways to give way to the same number of people: minima rather than maxima, quotas rather than the rest."""
        if self.rule:
            return 0 if self.rule.minimum or self.rule.minimum_share else 1
        return 3 if self.ruling else 2


@dataclass(frozen=True)
class Conflict:
    """Parts that cannot all hold.

    `smallest`: no fewer parts conflict; else at least none of them can be spared. `alone` says by how many
    people each would have to give way for the others to hold. `giving` is the least that has to give way for
    everything to hold, not only these.
    """

    parts: tuple[Part, ...]
    smallest: bool
    alone: tuple[int, ...]
    giving: tuple[tuple[Part, int], ...]
    candidates: frozenset[str]


def find_conflict(candidates: Sequence[Candidate], terms: Terms) -> Conflict:
    """The conflict of terms that no selection keeps. Raises ValueError where there is none."""
    search = Search.over(candidates, terms)
    parts, smallest = search.smallest()
    parts = search.narrowed(parts)
    found = search.overall()
    return Conflict(
        tuple(parts), smallest, tuple(search.alone(part, parts) for part in parts), tuple(found),
        frozenset(one.key for one in search.eligible),
    )


@dataclass
class Search:
    """Asks the solver which parts hold together; everything it is asked stands in the same order each time."""

    eligible: list[Candidate]
    parts: list[Part]
    checks: int = 0
    known: dict[int, tuple[Part, list[Limit]]] = field(default_factory=dict)

    @classmethod
    def over(cls, candidates: Sequence[Candidate], terms: Terms) -> "Search":
        ranked = in_rank_order(candidates)
        parts = [
            Part(rule=part, bounds=tuple(bounds_of([part], ranked))) for rule in terms.rules for part in rule.parts()
        ]
        parts += [Part(ruling=ruling) for ruling in terms.rulings]
        return cls([one for one in ranked if one.score is not None], [*parts, Part(places=terms.places)])

    @cached_property
    def numbers(self) -> dict[str, int]:
        return {one.key: number for number, one in enumerate(self.eligible)}

    @property
    def room(self) -> Room:
        return Room(len(self.eligible))

    def limits(self, part: Part) -> list[Limit]:
        if id(part) not in self.known:
            self.known[id(part)] = part, self.limits_of_part(part)
        return self.known[id(part)][1]

    def limits_of_part(self, part: Part) -> list[Limit]:
        if part.rule:
            return limits_of(part.bounds, self.eligible)
        if part.ruling:
            members = tuple(self.numbers[part.ruling.key] for _once in [0] if part.ruling.key in self.numbers)
            return [Limit(members, least=1) if part.ruling.take else Limit(members, most=0)]
        return [Limit(tuple(range(len(self.eligible))), most=part.places)]

    def held_by(self, parts: Iterable[Part]) -> frozenset[int] | None:
        self.checks += 1
        return holds([limit for part in parts for limit in self.limits(part)], len(self.eligible), self.room)

    def smallest(self) -> tuple[list[Part], bool]:
        """The smallest set of parts that conflicts, of several the first in the terms' order.

        Every conflict shares a part with every set whose leaving out lets the rest hold; so only sets are tried
        that meet all such that were found (the implicit hitting sets of Ignatiev, Previti, Liffiton and
        Marques-Silva, Smallest MUS Extraction with Minimal Hitting Set Dualization, CP 2015).
        """
        corrections: list[frozenset[int]] = []
        for size in range(1, len(self.parts) + 1):
            for tried in combinations(range(len(self.parts)), size):
                if any(correction.isdisjoint(tried) for correction in corrections):
                    continue
                if self.checks > max(CHECKS, CHECKS_OF_ONE // len(self.eligible or [0])):
                    return self.irreducible(), False
                chosen = self.held_by(self.parts[number] for number in tried)
                if chosen is None:
                    return [self.parts[number] for number in tried], True
                corrections.append(self.correction(set(tried), chosen))
        raise ValueError("everything holds")

    def irreducible(self) -> list[Part]:
        """A set that conflicts and of which nothing can be spared; the last parts are spared first."""
        kept = list(self.parts)
        for part in reversed(self.parts):
            fewer = [one for one in kept if one is not part]
            if self.held_by(fewer) is None:
                kept = fewer
        return kept

    def correction(self, held: set[int], chosen: frozenset[int]) -> frozenset[int]:
        """Parts outside `held` whose leaving out lets all others hold, as few as come easily."""
        held = self.also_held(held, chosen)
        for number in range(len(self.parts)):
            if number not in held:
                more = self.held_by(self.parts[each] for each in sorted({*held, number}))
                if more is not None:
                    held = self.also_held({*held, number}, more)
        return frozenset(range(len(self.parts))) - held

    def also_held(self, held: set[int], chosen: frozenset[int]) -> set[int]:
        return held | {
            number for number, part in enumerate(self.parts)
            if all(kept(limit, chosen) for limit in self.limits(part))
        }

    def narrowed(self, parts: list[Part]) -> list[Part]:
        """The same parts, with only those groups of a quota for each value that the conflict takes.

        Groups that are too small for their minimum each conflict by themselves: all of them stay.
        """
        there = self.numbers.keys()
        for at, part in enumerate(parts):
            least = part.rule.minimum or 0 if part.rule else 0
            if short := tuple(bound for bound in part.bounds if len(bound.members & there) < least):
                parts[at] = replace(part, bounds=short)
            elif len(part.bounds) > 1:
                def conflicts(bounds: Sequence[Bound], at: int = at, part: Part = part) -> bool:
                    return self.held_by([*parts[:at], replace(part, bounds=tuple(bounds)), *parts[at + 1 :]]) is None

                parts[at] = replace(part, bounds=tuple(spared(part.bounds, conflicts)))
        return parts

    def alone(self, part: Part, parts: Sequence[Part]) -> int:
        """By how many people this part would have to give way for the others of these to hold."""
        rigid = [limit for other in parts if other is not part for limit in self.limits(other)]
        giving = [replace(limit, gives=True) for limit in self.limits(part)]
        return sum(least_giving([*rigid, *giving], len(self.eligible), self.room) or [])

    def overall(self) -> list[tuple[Part, int]]:
        """The least that has to give way for everything to hold, each part with its number of people.

        Empty where that takes too long to prove: what conflicts is named all the same.
        """
        limits = [(part, replace(limit, gives=True)) for part in self.parts for limit in self.limits(part)]
        try:
            missed = least_giving(
                [limit for _part, limit in limits], len(self.eligible), self.room,
                [part.cost for part, _limit in limits], SECONDS_FOR_ALL,
            )
        except NotSolved:
            return []
        found: dict[int, int] = {}
        for (part, _limit), people in zip(limits, missed or [], strict=True):
            found[id(part)] = found.get(id(part), 0) + people
        return [(part, found[id(part)]) for part in self.parts if found.get(id(part))]


def kept(limit: Limit, chosen: frozenset[int]) -> bool:
    """Whether a choice keeps a limit, counted in whole numbers."""
    have, size = len(chosen.intersection(limit.members)), len(chosen)
    return not (
        have < (limit.least or 0) or (limit.most is not None and have > limit.most)
        or have < (limit.least_share or 0) * size or (limit.most_share is not None and have > limit.most_share * size)
    )


def spared(bounds: Sequence[Bound], conflicts: Callable[[Sequence[Bound]], bool]) -> list[Bound]:
    """Bounds of which none can be spared: halves are left out before smaller pieces."""
    left = list(bounds)
    piece = -(-len(left) // 2)
    while True:
        at = 0
        while at < len(left):
            fewer = left[:at] + left[at + piece :]
            if fewer and conflicts(fewer):
                left = fewer
            else:
                at += piece
        if piece == 1:
            return left
        piece = -(-piece // 2)


# --- in words ----------------------------------------------------------------------------


def told(conflict: Conflict, words: Words) -> list[str]:
    """The conflict in sentences: what cannot hold, by how much, and what would do."""
    named = "; ".join(called(part, words) for part in conflict.parts)
    if len(conflict.parts) == 1:
        sentences = [_("This cannot hold: %(part)s.") % {"part": named}]
    elif conflict.smallest:
        sentences = [_("These cannot all hold, and no fewer conflict: %(parts)s.") % {"parts": named}]
    else:
        sentences = [_("These cannot all hold, and none of them can be spared: %(parts)s.") % {"parts": named}]
    sentences += lacking(conflict, words)
    ways = [way(part, people, words) for part, people in zip(conflict.parts, conflict.alone, strict=True)]
    if len(ways) == 1:
        sentences.append(_("It would hold if %(way)s.") % {"way": ways[0]})
    else:
        sentences.append(_("They would hold if one gave way: %(ways)s.") % {"ways": _(", or ").join(ways)})
    if more_gives(conflict):
        sentences.append(
            _("For everything to hold at once, the least is that %(ways)s.")
            % {"ways": _(", and ").join(way(part, people, words) for part, people in conflict.giving)}
        )
    return sentences


def more_gives(conflict: Conflict) -> bool:
    """Whether more than one of the conflict's own parts has to give way for everything to hold."""
    return sum(people for _part, people in conflict.giving) > min(conflict.alone)


def called(part: Part, words: Words) -> str:
    if part.ruling:
        told = _("%(key)s must be taken") if part.ruling.take else _("%(key)s must not be taken")
        return told % {"key": words.get(("", part.ruling.key), part.ruling.key)}
    if part.rule is None:
        return ngettext("%(n)s place", "%(n)s places", part.places) % {"n": part.places}
    text = name(part) + "“" + said(part.rule, words) + "”"
    if part.rule.per:
        values = [whom(bound.where, words) for bound in part.bounds[:NAMED]]
        if len(part.bounds) > NAMED:
            values.append(_("and %(n)s more") % {"n": len(part.bounds) - NAMED})
        text += f" ({', '.join(values)})"
    return text


def name(part: Part) -> str:
    return f"{part.rule.name} " if part.rule and part.rule.name else ""


def lacking(conflict: Conflict, words: Words) -> list[str]:
    """Where a minimum asks for more than there are: how many there are."""
    found = []
    for part in conflict.parts:
        for bound in part.bounds[:NAMED]:
            there = len(bound.members & conflict.candidates)
            if part.rule and part.rule.minimum and there < part.rule.minimum:
                found.append(
                    ngettext(
                        "At least %(least)s %(who)s are asked for, but only %(n)s can be taken.",
                        "At least %(least)s %(who)s are asked for, but only %(n)s can be taken.", there,
                    ) % {"least": part.rule.minimum, "who": whom(bound.where, words), "n": there}
                )
    return found


def way(part: Part, people: int, words: Words) -> str:
    """How a part would give way to so many people, to stand after “if”."""
    if part.ruling:
        return _("the ruling on %(key)s were lifted") % {"key": words.get(("", part.ruling.key), part.ruling.key)}
    if part.rule is None:
        return _("there were %(n)s places") % {"n": part.places + people}
    what = name(part).strip() or f"“{said(part.rule, words)}”"
    if len(part.bounds) == 1 and part.rule.minimum:
        return _("%(quota)s asked for %(n)s") % {"quota": what, "n": part.rule.minimum - people}
    if len(part.bounds) == 1 and part.rule.maximum is not None:
        return _("%(quota)s let in %(n)s") % {"quota": what, "n": part.rule.maximum + people}
    return _("%(quota)s gave way by %(n)s") % {"quota": what, "n": people}
