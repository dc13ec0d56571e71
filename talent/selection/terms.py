"""What a selection must keep."""

from collections.abc import Sequence
from dataclasses import dataclass

from talent.selection.choice import Limit
from talent.selection.quotas import Bound, QuotaRule
from talent.selection.scoring import Candidate


@dataclass(frozen=True)
class Ruling:
    """A decision of people about one nomination: it must be taken, or must not; the reason is published."""

    key: str
    take: bool
    reason: str = ""


@dataclass(frozen=True)
class Terms:
    """What a selection must keep: the most that may be taken, the quotas, and what people have decided."""

    places: int
    rules: tuple[QuotaRule, ...] = ()
    rulings: tuple[Ruling, ...] = ()


def limits_of(
    bounds: Sequence[Bound], candidates: Sequence[Candidate], held: frozenset[str] = frozenset()
) -> list[Limit]:
    """The bounds as limits over the candidates' numbers; those in `held` count as taken already."""
    numbers = {one.key: number for number, one in enumerate(candidates)}
    return [
        Limit(
            tuple(sorted(numbers[key] for key in bound.members if key in numbers)),
            least=bound.rule.minimum, most=bound.rule.maximum, least_share=bound.rule.minimum_share,
            most_share=bound.rule.maximum_share, held=len(bound.members & held),
        )
        for bound in bounds
    ]
