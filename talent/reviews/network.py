"""Flows of least cost through a network, one cost after the other, solved by HiGHS and proven in whole numbers.

A network's equations have whole corners and whole prices, so each stage's answer is checked without floating point:
it keeps every equation, and no column's price, taken from whole dual values, speaks against it. By linear programming
duality (complementary slackness) it is then an optimum, and every optimum keeps the columns with a price where they
are. So these are held before the next cost is looked at: the stages are lexicographic without any big weight.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SECONDS = 120.0

Whole = NDArray[np.int64]


class NotSolved(Exception):
    """The solver gave no answer that could be proven."""


@dataclass(frozen=True)
class Network:
    """Columns flow, rows balance: column `c` adds `signs` to the rows listed for it; each row comes to `balance`.

    `starts[c]:starts[c + 1]` are the column's places in `rows` and `signs`; flows lie between 0 and `most`.
    """

    starts: Whole
    rows: Whole
    signs: Whole
    balance: Whole
    most: Whole

    @property
    def columns(self) -> int:
        return len(self.most)

    def of(self) -> Whole:
        """For each place in `rows`, its column."""
        return np.repeat(np.arange(self.columns), np.diff(self.starts))


def least_cost(network: Network, costs: Sequence[Whole]) -> Whole:
    """The whole flow of the least first cost; of several, of the least second cost, and so on.

    The same network in the same order gives the same flow. Raises NotSolved where there is none.
    """
    low, high = np.zeros(network.columns, dtype=np.int64), network.most.copy()
    if not network.columns:
        return low
    solver = _solver(network)
    numbers = np.arange(network.columns, dtype=np.int32)
    flow = low
    for cost in costs:
        solver.changeColsCost(network.columns, numbers, cost.astype(np.float64))
        solver.changeColsBounds(network.columns, numbers, low.astype(np.float64), high.astype(np.float64))
        flow, price = _proven(solver, network, cost, low, high)
        high = np.where(price > 0, low, high)
        low = np.where(price < 0, high, low)
    return flow


def _proven(solver, network: Network, cost: Whole, low: Whole, high: Whole) -> tuple[Whole, Whole]:  # type: ignore[no-untyped-def]
    """The solver's flow and each column's price, both whole, or NotSolved if they prove nothing."""
    import highspy

    solver.run()
    status = solver.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise NotSolved(solver.modelStatusToString(status))
    solution = solver.getSolution()
    flow = np.rint(np.array(solution.col_value)).astype(np.int64)
    duals = np.rint(np.array(solution.row_dual)).astype(np.int64)
    of = network.of()
    balance, price = np.zeros_like(network.balance), cost.copy()
    np.add.at(balance, network.rows, network.signs * flow[of])
    np.subtract.at(price, of, network.signs * duals[network.rows])
    kept = (balance == network.balance).all() and (low <= flow).all() and (flow <= high).all()
    if not kept or (flow[price > 0] != low[price > 0]).any() or (flow[price < 0] != high[price < 0]).any():
        raise NotSolved("the answer does not prove itself in whole numbers")
    return flow, price


def _solver(network: Network):  # type: ignore[no-untyped-def]
    import highspy  # a large library that only this act needs

    class Quiet(highspy.Highs):
        """Without the callbacks, whose setting up prints a banner on standard output."""

        def enableCallbacks(self) -> None:  # noqa: N802
            self.silent()

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = network.columns, len(network.balance)
    model.col_cost_ = np.zeros(network.columns)
    model.col_lower_ = np.zeros(network.columns)
    model.col_upper_ = network.most.astype(np.float64)
    model.row_lower_ = model.row_upper_ = network.balance.astype(np.float64)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = network.starts.astype(np.int32)
    model.a_matrix_.index_ = network.rows.astype(np.int32)
    model.a_matrix_.value_ = network.signs.astype(np.float64)
    solver = Quiet()
    for option, value in (
        ("output_flag", False), ("threads", 1), ("parallel", "off"), ("random_seed", 0), ("solver", "simplex"),
        ("time_limit", SECONDS),
    ):
        solver.setOptionValue(option, value)
    solver.passModel(model)
    return solver
