"""Integer programmes with whole coefficients, solved by HiGHS to a proven optimum (a gap of zero).

Nothing here knows what is chosen. Every answer of the solver, which computes in floating point, is counted
again in whole numbers before it is believed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

SECONDS = 120.0
# Coefficients up to here are told apart by the solver's tolerances; larger ones are rounded for it.
LARGEST = 2**30
# What a digit of a longer coefficient counts to.
DIGIT = 2**12
# How far from whole a column may be for the solver; the narrower where its answer, made whole, breaks a row.
TOLERANCES = (1e-7, 1e-9)
# The multipliers of a face are whole numbers of so many to a step: the finer, the fewer columns stay open.
FINE = 1024


class NotSolved(Exception):
    """The solver gave up before it could prove its answer."""


@dataclass(frozen=True)
class Row:
    """lower ≤ Σ weight · column ≤ upper, where None is no bound."""

    columns: tuple[int, ...]
    weights: tuple[int, ...]
    lower: int | None = None
    upper: int | None = None

    def activity(self, taken: Sequence[int]) -> int:
        return sum(weight * taken[column] for column, weight in zip(self.columns, self.weights, strict=True))

    def holds(self, taken: Sequence[int]) -> bool:
        activity = self.activity(taken)
        return (self.lower is None or activity >= self.lower) and (self.upper is None or activity <= self.upper)


@dataclass
class Programme:
    """Whole columns from 0 to their upper bounds, and rows."""

    upper: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def column(self, upper: int) -> int:
        self.upper.append(upper)
        return len(self.upper) - 1

    def row(
        self, columns: Sequence[int], weights: Sequence[int] | None = None, lower: int | None = None,
        upper: int | None = None,
    ) -> None:
        given = [1] * len(columns) if weights is None else weights
        self.rows.append(Row(tuple(columns), tuple(given), lower, upper))

    def at_least(self, weights: Mapping[int, int], wanted: int) -> None:
        """Σ weight · column ≥ wanted, for weights of any size.

        Large ones are written in digits, one row a digit, with a column that carries from each to the next.
        """
        columns, rest, carried = list(weights), list(weights.values()), None
        while max(map(abs, rest), default=0) >= DIGIT or abs(wanted) >= DIGIT**2:
            low, low_wanted = [weight % DIGIT for weight in rest], wanted % DIGIT
            # A carry may be −1, and columns begin at 0: it is one less than its column.
            carry = self.column(sum(self.upper[column] for column in columns) + 2)
            self._digit(columns, low, low_wanted, carried, carry)
            rest, wanted, carried = [weight // DIGIT for weight in rest], wanted // DIGIT, carry
        self._digit(columns, rest, wanted, carried, None)

    def _digit(
        self, columns: list[int], weights: list[int], wanted: int, carried: int | None, carry: int | None
    ) -> None:
        terms = [(column, weight) for column, weight in zip(columns, weights, strict=True) if weight]
        if carried is not None:
            terms.append((carried, 1))
            wanted += 1
        if carry is not None:
            terms.append((carry, -DIGIT))
            wanted -= DIGIT
        if terms or wanted > 0:
            self.row([column for column, _weight in terms], [weight for _column, weight in terms], lower=wanted)

    def maximise(self, values: Sequence[int], seconds: float | None = None) -> list[int] | None:
        """A solution with the highest Σ value · column; None where no solution keeps all rows.

        Raises NotSolved where that is not proven within so many seconds (SECONDS by default).
        """
        if not self.upper:
            return [] if all(row.holds([]) for row in self.rows) else None
        for tolerance in TOLERANCES:
            solver = self._solver(values, whole=True)
            solver.setOptionValue("time_limit", SECONDS if seconds is None else min(seconds, SECONDS))
            solver.setOptionValue("mip_feasibility_tolerance", tolerance)
            solver.setOptionValue("primal_feasibility_tolerance", tolerance)
            solver.run()
            if not solved(solver):
                return None
            taken = [round(value) for value in solver.getSolution().col_value]
            if self.keeps(taken):
                return taken
        raise NotSolved("the solver's answer breaks a row")

    def duals(self, values: Sequence[int]) -> list[float] | None:
        """What one more unit of each row's bound is worth, were columns not whole; None where nothing is feasible."""
        if not self.upper:
            return None
        solver = self._solver(values, whole=False)
        solver.run()
        unit = unit_for(values)
        return [float(dual) * unit for dual in solver.getSolution().row_dual] if solved(solver) else None

    def keeps(self, taken: Sequence[int]) -> bool:
        within = all(0 <= value <= upper for value, upper in zip(taken, self.upper, strict=True))
        return within and all(row.holds(taken) for row in self.rows)

    def _solver(self, values: Sequence[int], *, whole: bool) -> Any:
        import numpy as np

        highspy, quiet = library()
        unit = unit_for(values)
        infinite = highspy.kHighsInf
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.upper), len(self.rows)
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = np.array([(value + unit // 2) // unit for value in values], dtype=np.float64)
        model.col_lower_ = np.zeros(len(self.upper))
        model.col_upper_ = np.array(self.upper, dtype=np.float64)
        model.row_lower_ = np.array([-infinite if row.lower is None else float(row.lower) for row in self.rows])
        model.row_upper_ = np.array([infinite if row.upper is None else float(row.upper) for row in self.rows])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.num_col_, model.a_matrix_.num_row_ = model.num_col_, model.num_row_
        model.a_matrix_.start_ = np.cumsum([0, *(len(row.columns) for row in self.rows)], dtype=np.int32)
        model.a_matrix_.index_ = np.array([each for row in self.rows for each in row.columns], dtype=np.int32)
        model.a_matrix_.value_ = np.array([each for row in self.rows for each in row.weights], dtype=np.float64)
        if whole:
            model.integrality_ = [highspy.HighsVarType.kInteger] * len(self.upper)
        solver = quiet()
        for option, value in (
            ("output_flag", False), ("threads", 1), ("random_seed", 0), ("parallel", "off"), ("solver", "simplex"),
            ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0),
        ):
            solver.setOptionValue(option, value)
        if solver.passModel(model) == highspy.HighsStatus.kError:
            raise NotSolved("the solver did not take the model")
        return solver


def unit_for(values: Sequence[int]) -> int:
    """What one step means to the solver: 1 unless the values are too large for it."""
    return max(1, -(-max(map(abs, values), default=0) // LARGEST))


def solved(solver: Any) -> bool:
    """Whether there is a proven optimum; False where it is proven that nothing is feasible. Raises NotSolved."""
    highspy, _quiet = library()
    status = solver.getModelStatus()
    # Every column is bounded, so what is "unbounded or infeasible" can only be infeasible.
    if status in {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
        return False
    if status != highspy.HighsModelStatus.kOptimal:
        raise NotSolved(solver.modelStatusToString(status))
    return True


@cache
def library() -> tuple[Any, Any]:
    """HiGHS, a large library that only these acts need, and its solver without a banner on standard output."""
    import highspy

    class Quiet(highspy.Highs):
        """Without the callbacks, whose setting up prints a banner on standard output."""

        def enableCallbacks(self) -> None:  # noqa: N802
            self.silent()

    return highspy, Quiet


@dataclass(frozen=True)
class Face:
    """All solutions of at least one total, as a smaller programme.

    With multipliers y of the rows, a solution's total is Σ over rows of y · activity plus Σ over columns of
    (value − Σ y · weight) · column. Each term has a bound, and the sum of the bounds bounds every total; so
    what a solution loses against that bound is a sum of losses that are never negative. A column that would
    lose too much is `fixed` at its better end, a row that would is held tight. All is in whole numbers:
    whatever the multipliers are, no solution of the given total is left out.

    `rows` are over the columns that are not fixed; a solution of them has the total where
    Σ `objective` · column ≥ `wanted`.
    """

    fixed: dict[int, int]
    rows: list[Row]
    objective: dict[int, int]
    wanted: int

    @classmethod
    def of(cls, programme: Programme, values: Sequence[int], total: int, duals: Sequence[float]) -> "Face":
        multipliers = [usable(round(dual * FINE), row) for dual, row in zip(duals, programme.rows, strict=True)]
        reduced = [value * FINE for value in values]
        bound = 0
        for multiplier, row in zip(multipliers, programme.rows, strict=True):
            if multiplier:
                bound += multiplier * ((row.upper if multiplier > 0 else row.lower) or 0)
                for column, weight in zip(row.columns, row.weights, strict=True):
                    reduced[column] -= multiplier * weight
        bound += sum(max(0, cost) * upper for cost, upper in zip(reduced, programme.upper, strict=True))
        room = bound - total * FINE
        fixed = {
            column: upper if reduced[column] > 0 else 0
            for column, upper in enumerate(programme.upper)
            if abs(reduced[column]) > room
        }
        free = [column for column in range(len(programme.upper)) if column not in fixed]
        objective = {column: reduced[column] for column in free if reduced[column]}
        wanted = sum(max(0, reduced[column]) * programme.upper[column] for column in free) - room
        rows = []
        for multiplier, row in zip(multipliers, programme.rows, strict=True):
            rest = without(row, fixed)
            end = rest.upper if multiplier > 0 else rest.lower
            if abs(multiplier) > room:
                rest = replace(rest, lower=end, upper=end)
            elif multiplier:
                wanted += multiplier * (end or 0)
                for column, weight in zip(rest.columns, rest.weights, strict=True):
                    objective[column] = objective.get(column, 0) + multiplier * weight
            rows.append(rest)
        return cls(fixed, rows, objective, wanted)


def usable(multiplier: int, row: Row) -> int:
    """A multiplier needs the bound that it multiplies; noise on the other side counts nothing."""
    end = row.upper if multiplier > 0 else row.lower
    return 0 if end is None else multiplier


def without(row: Row, fixed: Mapping[int, int]) -> Row:
    """The row over the columns that are not fixed."""
    terms = list(zip(row.columns, row.weights, strict=True))
    done = sum(weight * fixed[column] for column, weight in terms if column in fixed)
    left = [(column, weight) for column, weight in terms if column not in fixed]
    return Row(
        tuple(column for column, _weight in left), tuple(weight for _column, weight in left),
        None if row.lower is None else row.lower - done, None if row.upper is None else row.upper - done,
    )
