"""From prices to what is owed: reductions, then tax, line by line.

Rounding: a reduction in percent and the tax are each rounded to the currency's step, half up, on every line; totals
are sums of rounded lines, so that what an invoice lists is what it adds up to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from events.payments.money import rounded

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Reduction:
    """A scholarship or waiver: so many percent, or so much off; never below nothing."""

    percent: Decimal = Decimal(0)
    amount: int = 0


@dataclass(frozen=True)
class Tax:
    """A rate in percent, and whether prices contain it already."""

    percent: Decimal = Decimal(0)
    included: bool = False


@dataclass(frozen=True)
class LineTotal:
    """One line: its price, what was taken off, and what remains, split in net and tax. `gross` is paid."""

    price: int
    off: int
    net: int
    tax: int

    @property
    def gross(self) -> int:
        return self.net + self.tax


def line_total(price: int, reduction: Reduction | None, tax: Tax, step: int = 1) -> LineTotal:
    """What one line comes to; all amounts are whole multiples of `step` if the price is."""
    off = 0
    if reduction:
        off = min(price, rounded(price * reduction.percent / HUNDRED, step) + reduction.amount)
    left = price - off
    if tax.included:
        net = rounded(left / (1 + tax.percent / HUNDRED), step)
        return LineTotal(price, off, net, left - net)
    return LineTotal(price, off, left, rounded(left * tax.percent / HUNDRED, step))


def sum_of(lines: Sequence[LineTotal]) -> LineTotal:
    return LineTotal(
        sum(line.price for line in lines), sum(line.off for line in lines), sum(line.net for line in lines),
        sum(line.tax for line in lines),
    )
