"""What one review comes to, and the mean of several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

# Scores are published and compared to the ten-thousandth of a point; what is nearer than that is a tie.
STEP = Decimal("0.0001")


@dataclass(frozen=True)
class RubricLine:
    """A criterion as the rule sees it: what a full score is, and what weight it has."""

    key: str
    maximum: int
    weight: Decimal


def review_score(points: Mapping[str, Decimal], rubric: Sequence[RubricLine]) -> Fraction | None:
    """One review's score from 0 to 100: each criterion's points over its maximum, weighted.

    None for a review that leaves a criterion of the rubric unscored: half a scoring is no scoring.
    """
    whole = sum((Fraction(line.weight) for line in rubric), Fraction())
    if not whole or any(line.key not in points for line in rubric):
        return None
    earned = sum(
        (Fraction(points[line.key]) / line.maximum * Fraction(line.weight) for line in rubric), Fraction()
    )
    return 100 * earned / whole


def mean_score(reviews: Sequence[Fraction]) -> Decimal | None:
    """The mean of a nomination's reviews as it is published; None without any review."""
    if not reviews:
        return None
    mean = sum(reviews, Fraction()) / len(reviews)
    steps = mean / Fraction(STEP)
    whole, rest = divmod(steps.numerator, steps.denominator)
    # Rounded in whole numbers, half to even, so that no machine's arithmetic decides a place.
    if 2 * rest > steps.denominator or (2 * rest == steps.denominator and whole % 2):
        whole += 1
    return (Decimal(whole) * STEP).quantize(STEP, rounding=ROUND_HALF_EVEN)


def shown(score: Decimal | None) -> str:
    """A score as people read it: two decimals, four where they say more."""
    text = f"{score or 0:.4f}"
    return text.removesuffix("00")
