"""The best choice under counted limits, found by an exact solver (HiGHS, with a gap of zero).

Nothing here knows what is chosen: things are numbers from 0, values are whole numbers, limits are counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SECONDS = 60.0


class NotSolved(Exception):
    """The solver gave up before it could prove its answer."""


@dataclass(frozen=True)
class Limit:
    """Of these things, at least `least` and at most `most` (None: no such limit)."""

    members: tuple[int, ...]
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Choice:
    """What was chosen, and by how much each limit's minimum was missed (0 where it was met)."""

    chosen: frozenset[int]
    missed: tuple[int, ...]


def choose(values: Sequence[int], ties: Sequence[int], limits: Sequence[Limit]) -> Choice:
    """The choice of the highest total value that keeps every limit.

    Of several with the same total, the one with the highest total of `ties`. Where the minima cannot all
    be met they are missed by as little as possible in sum, and the total is the highest that this allows;
    maxima are never broken. The same input gives the same answer on every machine: the model is built in
    the order given and solved on one thread.
    """
    kept = [limit for limit in limits if limit.members or limit.least]
    model = Model(len(values), kept)
    shortfall = 0
    if model.minima and (shortfall := model.least_shortfall()):
        model.allow_shortfall(shortfall)
    best = model.highest(values)
    if best:
        model.hold_total(values, sum(values[index] for index in best))
    best = model.highest(ties) or best
    missed = tuple(max(0, (limit.least or 0) - len(best.intersection(limit.members))) for limit in limits)
    check(best, limits, sum(missed), shortfall)
    return Choice(best, missed)


def can_hold(count: int, limits: Sequence[Limit]) -> bool:
    """Whether any choice out of `count` things keeps all these limits."""
    model = Model(count, [limit for limit in limits if limit.members or limit.least])
    return not model.minima or not model.least_shortfall()


def check(chosen: frozenset[int], limits: Sequence[Limit], missed: int, allowed: int) -> None:
    """The solver computes in floating point; its answer is counted again in whole numbers."""
    for limit in limits:
        if limit.most is not None and len(chosen.intersection(limit.members)) > limit.most:
            raise NotSolved("a maximum is broken")
    if missed > allowed:
        raise NotSolved("a minimum is missed without need")


class Model:
    """The integer programme: one 0/1 column a thing, one row a limit, one slack column a minimum."""

    def __init__(self, count: int, limits: Sequence[Limit]) -> None:
        import highspy  # a large library that only this act needs
        import numpy as np

        class Quiet(highspy.Highs):
            """Without the callbacks, whose setting up prints a banner on standard output."""

            def enableCallbacks(self) -> None:  # noqa: N802
                self.silent()

        self.np = np
        self.highspy = highspy
        self.count = count
        self.minima = [limit for limit in limits if limit.least]
        self.solver = Quiet()
        for option, value in (
            ("output_flag", False), ("threads", 1), ("random_seed", 0), ("parallel", "off"),
            ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0), ("time_limit", SECONDS),
        ):
            self.solver.setOptionValue(option, value)
        self.build(limits)

    def build(self, limits: Sequence[Limit]) -> None:
        np, solver = self.np, self.solver
        columns = self.count + len(self.minima)
        upper = np.ones(columns)
        upper[self.count :] = 0.0
        solver.addVars(columns, np.zeros(columns), upper)
        numbers = np.arange(columns, dtype=np.int32)
        integer = np.full(columns, self.highspy.HighsVarType.kInteger)
        solver.changeColsIntegrality(columns, numbers, integer)
        solver.changeObjectiveSense(self.highspy.ObjSense.kMaximize)
        infinite = self.highspy.kHighsInf
        slack = self.count
        for limit in limits:
            members = list(limit.members)
            if limit.least:
                members.append(slack)
                slack += 1
                self.row(limit.least, infinite, members)
            if limit.most is not None:
                self.row(0.0, float(limit.most), list(limit.members))

    def row(self, lower: float, upper: float, columns: list[int], weights: Sequence[float] | None = None) -> None:
        np = self.np
        given = np.ones(len(columns)) if weights is None else np.array(weights, dtype=np.float64)
        self.solver.addRow(float(lower), float(upper), len(columns), np.array(columns, dtype=np.int32), given)

    def least_shortfall(self) -> int:
        """By how much, in sum, the minima must be missed at least. Leaves the slacks closed again."""
        for number, limit in enumerate(self.minima):
            self.solver.changeColBounds(self.count + number, 0.0, float(limit.least or 0))
        slacks = self.solve([0] * self.count, slack_cost=1)[self.count :]
        for number in range(len(self.minima)):
            self.solver.changeColBounds(self.count + number, 0.0, 0.0)
        return sum(slacks)

    def allow_shortfall(self, most: int) -> None:
        for number, limit in enumerate(self.minima):
            self.solver.changeColBounds(self.count + number, 0.0, float(limit.least or 0))
        self.row(0.0, float(most), list(range(self.count, self.count + len(self.minima))))

    def hold_total(self, values: Sequence[int], total: int) -> None:
        self.row(float(total), self.highspy.kHighsInf, list(range(self.count)), [float(value) for value in values])

    def highest(self, values: Sequence[int]) -> frozenset[int]:
        taken = self.solve(values)
        return frozenset(index for index in range(self.count) if taken[index])

    def solve(self, values: Sequence[int], slack_cost: int = 0) -> list[int]:
        np = self.np
        costs = np.array([float(value) for value in values] + [-float(slack_cost)] * len(self.minima))
        if not len(costs):
            return []
        self.solver.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        self.solver.run()
        status = self.solver.getModelStatus()
        if status != self.highspy.HighsModelStatus.kOptimal:
            raise NotSolved(self.solver.modelStatusToString(status))
        return [round(value) for value in self.solver.getSolution().col_value]
