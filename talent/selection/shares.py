"""Shares of those selected, as fractions that a solver takes without rounding."""

from fractions import Fraction


def least_share(share: Fraction, most: int) -> Fraction:
    """The smallest fraction with a denominator up to `most` that is not below `share`.

    Of any S ≤ `most` people it asks for exactly as many as `share` does: ⌈share · S⌉ is the same number.
    """
    return -most_share(-share, most)


def most_share(share: Fraction, most: int) -> Fraction:
    """The largest fraction with a denominator up to `most` that is not above `share`.

    Of any S ≤ `most` people it allows exactly as many as `share` does: ⌊share · S⌋ is the same number.
    """
    if most < 1 or share.denominator <= most:
        return share
    return max(Fraction(share.numerator * size // share.denominator, size) for size in range(1, most + 1))


def asked(share: Fraction, size: int) -> int:
    """How many of `size` people a least share asks for."""
    return -(-share.numerator * size // share.denominator)


def allowed(share: Fraction, size: int) -> int:
    """How many of `size` people a highest share allows."""
    return share.numerator * size // share.denominator
