"""Quotas as an organiser thinks of them: whom each one counts, and how a selection stands against it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cached_property

from django.utils.translation import gettext as _

from talent.selection.scoring import Candidate
from talent.selection.shares import allowed, asked

# What a trait is called in a sentence: {("country", "LA"): "from Laos"}; with '' as value: "from each country".
Words = Mapping[tuple[str, str], str]
# What a cell is held against. A number is a number however it is written, true and false are words as well.
Value = str | int | Decimal | bool
Where = tuple[tuple[str, Value], ...]

TRUTH = {True: {"true", "yes", "1"}, False: {"false", "no", "0"}}
SIDES = ("minimum", "maximum", "minimum_share", "maximum_share")


@dataclass(frozen=True)
class QuotaRule:
    """So many of those whom all of `where` fits, or `per` column: of each value that somebody has.

    Shares are of those selected, from 0 to 1. A blank is not a value: `per` makes no group of it. `name` is
    what its page or file calls it.
    """

    where: Where = ()
    per: str = ""
    minimum: int | None = None
    maximum: int | None = None
    minimum_share: Fraction | None = None
    maximum_share: Fraction | None = None
    name: str = ""

    def about(self, *, where: Where = (), per: str = "") -> "QuotaRule":
        """The same numbers about others."""
        return replace(self, where=where, per=per)

    def parts(self) -> list["QuotaRule"]:
        """The rule as rules that each say one thing; what every selection keeps is none."""
        bare = replace(self, minimum=None, maximum=None, minimum_share=None, maximum_share=None)
        sides = {side: getattr(self, side) for side in SIDES}
        empty = {"minimum": (None, 0), "maximum": (None,), "minimum_share": (None, 0), "maximum_share": (None, 1)}
        return [replace(bare, **{side: bound}) for side, bound in sides.items() if bound not in empty[side]]


@dataclass(frozen=True)
class Bound:
    """A rule applied to one group: `members` are the keys of the candidates it counts."""

    rule: QuotaRule
    where: Where
    members: frozenset[str]

    def needs(self, size: int) -> int:
        """How many of `size` selected it asks for."""
        return max(self.rule.minimum or 0, asked(self.rule.minimum_share or Fraction(), size))

    def allows(self, size: int) -> int | None:
        """How many of `size` selected it lets in; None for as many as there are."""
        share = self.rule.maximum_share
        found = [] if self.rule.maximum is None else [self.rule.maximum]
        return min(found + ([] if share is None else [allowed(share, size)]), default=None)


@dataclass(frozen=True)
class BoundStanding:
    """How many of a bound's members are selected, of how many in all, and how far outside the limits that is."""

    bound: Bound
    have: int
    size: int

    @property
    def missing(self) -> int:
        return max(0, self.bound.needs(self.size) - self.have)

    @property
    def over(self) -> int:
        most = self.bound.allows(self.size)
        return 0 if most is None else max(0, self.have - most)

    @property
    def kept(self) -> bool:
        return not self.missing and not self.over

    @cached_property
    def needed(self) -> bool:
        """Whether one fewer would be too few."""
        return 0 < self.bound.needs(self.size) >= self.have

    @cached_property
    def full(self) -> bool:
        """Whether one more in another's place would be too many."""
        most = self.bound.allows(self.size)
        return most is not None and self.have >= most


def fits(value: Value, cell: str) -> bool:
    """Whether a cell has the value. Spaces around it count nothing."""
    cell = cell.strip()
    if isinstance(value, bool):
        return cell.casefold() in TRUTH[value]
    if isinstance(value, str):
        return cell == value.strip()
    try:
        return Decimal(cell) == value
    except InvalidOperation:
        return False


def bounds_of(rules: Sequence[QuotaRule], candidates: Sequence[Candidate]) -> list[Bound]:
    """The rules' bounds over these candidates, in the rules' order and by value within a rule."""
    return [
        Bound(rule, where, frozenset(members)) for rule in rules for where, members in groups_of(rule, candidates)
    ]


def groups_of(rule: QuotaRule, candidates: Iterable[Candidate]) -> list[tuple[Where, list[str]]]:
    if not rule.per:
        fitting = [
            one.key for one in candidates if all(fits(value, one.traits.get(name, "")) for name, value in rule.where)
        ]
        return [(rule.where, fitting)]
    members: dict[str, list[str]] = {}
    for one in candidates:
        if value := one.traits.get(rule.per, "").strip():
            members.setdefault(value, []).append(one.key)
    return [(((rule.per, value),), keys) for value, keys in sorted(members.items())]


def stand(bounds: Sequence[Bound], selected: Collection[str]) -> list[BoundStanding]:
    chosen = frozenset(selected)
    return [BoundStanding(bound, len(bound.members & chosen), len(chosen)) for bound in bounds]


# --- in words ----------------------------------------------------------------------------


def whom(where: Where, words: Words) -> str:
    """Whom a bound counts, as it stands in a sentence after a number."""
    told = [
        words.get((name, value)) or _("with %(column)s %(value)s") % {"column": name, "value": plain(value)}
        for name, value in ((name, value if isinstance(value, str) else plain(value)) for name, value in where)
    ]
    return _(" and ").join(told)


def plain(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) or _("not stated")


def of_rule(rule: QuotaRule, words: Words) -> str:
    if rule.per:
        return words.get((rule.per, "")) or _("of each %(column)s") % {"column": rule.per}
    return whom(rule.where, words)


def percent(share: Fraction) -> str:
    """0.45 as 45 %, with as many decimals as it has, at most two."""
    return _("%(n)s %%") % {"n": f"{float(share * 100):.2f}".rstrip("0").rstrip(".")}


def at_least(count: int | str, who: str) -> str:
    return _("at least %(n)s %(who)s") % {"n": count, "who": who}


def at_most(count: int | str, who: str) -> str:
    return _("at most %(n)s %(who)s") % {"n": count, "who": who}


def numbers(rule: QuotaRule, who: str) -> str:
    """What a rule says of somebody: at least, at most, of counts and of shares."""
    told = []
    if rule.minimum:
        told.append(at_least(rule.minimum, who))
    if rule.maximum is not None:
        told.append(at_most(rule.maximum, who))
    if rule.minimum_share:
        told.append(at_least(percent(rule.minimum_share), who))
    if rule.maximum_share is not None:
        told.append(at_most(percent(rule.maximum_share), who))
    return ", ".join(told)


def said(rule: QuotaRule, words: Words) -> str:
    """A rule in words, as an organiser would say it."""
    return numbers(rule, of_rule(rule, words))


def said_of(bound: Bound, words: Words) -> str:
    """A bound in words."""
    return numbers(bound.rule, whom(bound.where, words))
