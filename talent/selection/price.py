"""The price of each quota: what the total would be without it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from talent.selection.choice import Room, highest_total
from talent.selection.proposal import prepared, refused_to_all
from talent.selection.quotas import QuotaRule
from talent.selection.scoring import Candidate, in_steps, steps_in_one
from talent.selection.terms import Ruling, Terms


@dataclass(frozen=True)
class Price:
    """What leaving out one quota or ruling would come to. `total` is None where the rest cannot hold either."""

    without: QuotaRule | Ruling
    total: Decimal | None
    gain: Decimal | None


def prices(candidates: Sequence[Candidate], terms: Terms, total: Decimal | None) -> list[Price]:
    """The price of each rule and each ruling; `total` is that of the selection that keeps them all."""
    found = []
    for rule in terms.rules:
        fewer = tuple(one for one in terms.rules if one is not rule)
        found.append(price(rule, total_without(candidates, replace(terms, rules=fewer)), total))
    for ruling in terms.rulings:
        rest = tuple(one for one in terms.rulings if one is not ruling)
        found.append(price(ruling, total_without(candidates, replace(terms, rulings=rest)), total))
    return found


def price(without: QuotaRule | Ruling, total: Decimal | None, now: Decimal | None) -> Price:
    return Price(without, total, None if total is None or now is None else total - now)


def total_without(candidates: Sequence[Candidate], terms: Terms) -> Decimal | None:
    """The highest total that keeps the terms; None where none does."""
    _ranked, _bounds, eligible, limits = prepared(candidates, terms)
    if refused_to_all(eligible, terms):
        return None
    found = highest_total(in_steps(eligible), limits, Room(terms.places))
    return None if found is None else Decimal(found) / steps_in_one(eligible)
