"""Quotas as limits on counts: which nominations each one counts, and how a selection stands against it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from talent.selection.scoring import Candidate

# What a trait is called in a sentence: {("country", "LA"): "from Laos"}.
Words = Mapping[tuple[str, str], str]

# "For each" means each value that somebody has; of genders and kinds of school it always means these, so
# that a side that nobody nominated is missed aloud, and nobody who did not say theirs makes a quota impossible.
EACH = {"gender": ("f", "m"), "rural": ("no", "yes")}


@dataclass(frozen=True)
class QuotaRule:
    """At least or at most so many with one value of an attribute; with '' as value: of each value."""

    attribute: str
    value: str = ""
    minimum: int | None = None
    maximum: int | None = None

    def parts(self) -> list["QuotaRule"]:
        """The rule as rules that each say one thing."""
        found = []
        if self.minimum:
            found.append(replace(self, maximum=None))
        if self.maximum is not None:
            found.append(replace(self, minimum=None))
        return found


@dataclass(frozen=True)
class Bound:
    """A rule applied to one value: `members` are the keys of the candidates it counts."""

    rule: QuotaRule
    value: str
    members: frozenset[str]
    minimum: int
    maximum: int | None

    @property
    def attribute(self) -> str:
        return self.rule.attribute


@dataclass(frozen=True)
class BoundStanding:
    """How many of a bound's members are selected, and how far outside the limits that is."""

    bound: Bound
    have: int

    @property
    def missing(self) -> int:
        return max(0, self.bound.minimum - self.have)

    @property
    def over(self) -> int:
        return 0 if self.bound.maximum is None else max(0, self.have - self.bound.maximum)

    @property
    def kept(self) -> bool:
        return not self.missing and not self.over


def bounds_of(rules: Sequence[QuotaRule], candidates: Sequence[Candidate]) -> list[Bound]:
    """The rules' bounds over these candidates, in the rules' order and by value within a rule."""
    members: dict[tuple[str, str], set[str]] = {}
    for one in candidates:
        for attribute, value in one.traits.items():
            members.setdefault((attribute, value), set()).add(one.key)
    found = []
    for rule in rules:
        for value in values_of(rule, members):
            keys = frozenset(members.get((rule.attribute, value), ()))
            found.append(Bound(rule, value, keys, rule.minimum or 0, rule.maximum))
    return found


def values_of(rule: QuotaRule, members: Mapping[tuple[str, str], object]) -> list[str]:
    if rule.value:
        return [rule.value]
    if rule.attribute in EACH:
        return list(EACH[rule.attribute])
    return sorted({value for attribute, value in members if attribute == rule.attribute and value})


def stand(bounds: Sequence[Bound], selected: Collection[str]) -> list[BoundStanding]:
    chosen = frozenset(selected)
    return [BoundStanding(bound, len(bound.members & chosen)) for bound in bounds]


def whom(attribute: str, value: str, words: Words) -> str:
    """Whom a bound counts, as it stands in a sentence after a number."""
    if value:
        return words.get((attribute, value), value)
    return {
        "country": _("from each country"),
        "institution": _("from each school"),
        "gender": _("of each gender"),
        "rural": _("from rural schools and from others each"),
    }.get(attribute, attribute)


def at_least(count: int, who: str) -> str:
    return _("at least %(n)s %(who)s") % {"n": count, "who": who}


def at_most(count: int, who: str) -> str:
    return _("at most %(n)s %(who)s") % {"n": count, "who": who}


def said(rule: QuotaRule, words: Words) -> str:
    """A rule in words, as an organiser would say it."""
    who = whom(rule.attribute, rule.value, words)
    parts = []
    if rule.minimum:
        parts.append(at_least(rule.minimum, who))
    if rule.maximum is not None:
        parts.append(at_most(rule.maximum, who))
    return ", ".join(parts)
