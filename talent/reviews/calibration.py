"""Calibrated scores: what a nomination's reviews say once its reviewers' severity and spread are taken out.

The model is additive: score = nomination + reviewer + noise. A nomination's part is free; a reviewer's part is drawn
from a normal distribution whose variance is estimated, so that it shrinks towards zero where little is known about
the reviewer, and vanishes where reviewers do not differ. A reviewer is thus compared with colleagues on the very same
nominations and with nothing else: who was given the better nominations is not taken for lenient.

Where the reviews support it, each reviewer also has a slope: score = nomination + reviewer + slope · (nomination −
mean) + noise, for those who use much or little of the scale. Severity and spread are each brought in only if a
restricted likelihood ratio test finds them at one in a thousand; otherwise the calibrated score is the raw mean itself.

Sources. The additive model with shrunk reviewer offsets: J. Platt and C. Burges, "Regularized least squares to remove
reviewer bias" (2012; NIPS since 2002), as a probabilistic model by H. Ge, M. Welling and Z. Ghahramani, "A Bayesian
model for calibrating reviewer scores" (NIPS 2013). Slopes: M. Roos, J. Rothe and B. Scheuermann, "How to calibrate the
scores of biased reviewers by quadratic programming" (AAAI 2011). The equations and their errors: C. R. Henderson,
"Best linear unbiased estimation and prediction under a selection model" (Biometrics 31, 1975). The variances:
H. D. Patterson and R. Thompson, "Recovery of inter-block information when block sizes are unequal" (Biometrika 58,
1971). The test: S. G. Self and K.-Y. Liang (JASA 82, 1987): half the mass at zero, half χ² with one degree of freedom.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Twice the gain in restricted log-likelihood that chance exceeds once in a thousand: P(χ²₁ > 9.55) = 0.2 %.
EVIDENCE = 9.550
# A variance ratio (reviewer to noise, both of one review) is sought between these; beyond them nothing changes.
LEAST_RATIO, MOST_RATIO = 1e-4, 1e3
# Nobody's scale is taken for less than a third or more than three times the panel's.
LEAST_SLOPE, MOST_SLOPE = 1 / 3, 3.0
ROUNDS = 3
ROWS_AT_ONCE = 2000


@dataclass(frozen=True)
class Scoring:
    """One submitted review: its score (0 to 100) of one nomination by one reviewer."""

    nomination: Hashable
    reviewer: Hashable
    score: float


@dataclass(frozen=True)
class Calibrated:
    """One nomination: its raw mean, and its score as the panel's average reviewer would have given it.

    `error` is the standard error of `score`, in points; None where nothing tells how far reviews scatter (no
    nomination has two). `score` may lie a little below 0 or above 100.
    """

    raw: float
    score: float
    error: float | None
    reviews: int


@dataclass(frozen=True)
class Reviewer:
    """One reviewer beside the panel: points above (or below) it, and how much of the scale they use (1: as all)."""

    offset: float
    slope: float
    reviews: int


@dataclass(frozen=True)
class Calibration:
    """The answer. `noise` is the standard deviation of one review about its nomination, in points.

    `severity` and `spread` say whether reviewers were found to differ in either; if in neither, scores are raw means.
    `groups` counts sets of reviewers who share no nomination with others: between groups nothing is compared.
    """

    nominations: dict[Hashable, Calibrated]
    reviewers: dict[Hashable, Reviewer]
    noise: float | None
    severity: bool
    spread: bool
    groups: int

    @property
    def corrects(self) -> bool:
        return self.severity or self.spread


def calibrate(scorings: Sequence[Scoring]) -> Calibration:
    """Calibrated scores of every nomination that has a review. The order of the reviews does not matter.

    Raw means are returned, with their errors, where reviewers cannot be told apart or do not differ: one reviewer,
    one review each, everybody equal. Somebody with few reviews is corrected by little; a nomination reviewed once is
    corrected by what its reviewer's other nominations say.
    """
    if not scorings:
        return Calibration({}, {}, None, severity=False, spread=False, groups=0)
    panel = Panel(scorings)
    fit = panel.fit()
    errors = panel.errors(fit)
    nominations = {
        key: Calibrated(float(panel.raw[i]), float(fit.scores[i]), None if errors is None else float(errors[i]),
                        int(panel.counts[i]))
        for i, key in enumerate(panel.nomination_keys)
    }
    reviewers = {
        key: Reviewer(float(fit.offsets[j]), float(fit.slopes[j]), int(panel.loads[j]))
        for j, key in enumerate(panel.reviewer_keys)
    }
    noise = None if fit.variance is None else sqrt(fit.variance)
    return Calibration(nominations, reviewers, noise, bool(fit.ratios[0]), bool(fit.ratios[1]), panel.groups())


@dataclass(frozen=True)
class Fit:
    """The model as estimated: `variance` of the noise, `ratios` of the two reviewer variances to it (0: left out)."""

    scores: Floats
    offsets: Floats
    slopes: Floats
    variance: float | None
    ratios: tuple[float, float]
    centred: Floats


@dataclass(frozen=True)
class Equations:
    """The reviewers' normal equations once nominations are absorbed; `blocks` variances, of so many columns each."""

    matrix: Floats
    right: Floats
    total: float
    freedom: int
    blocks: int

    def roots(self, ratios: Sequence[float]) -> Floats:
        return np.repeat(np.sqrt(np.asarray(ratios, dtype=np.float64)), len(self.right) // self.blocks)

    def inner(self, ratios: Sequence[float]) -> tuple[Floats, Floats]:
        root = self.roots(ratios)
        return np.eye(len(root)) + root[:, None] * self.matrix * root[None, :], root

    def likelihood(self, ratios: Sequence[float]) -> float:
        """The restricted log-likelihood at these ratios, with the noise's variance at its best."""
        inner, root = self.inner(ratios)
        lower = np.linalg.cholesky(inner)
        half = np.linalg.solve(lower, root * self.right)
        left = max(self.total - float(half @ half), 1e-12 * self.total)
        return -0.5 * (self.freedom * log(left / self.freedom) + 2 * float(np.log(np.diag(lower)).sum()))

    def solve(self, ratios: Sequence[float]) -> tuple[Floats, float]:
        """The reviewers' effects, shrunk, and the variance of the noise."""
        inner, root = self.inner(ratios)
        effects: Floats = root * np.linalg.solve(inner, root * self.right)
        left = max(self.total - float(effects @ self.right), 0.0)
        return effects, left / self.freedom

    def covariance(self, ratios: Sequence[float]) -> Floats:
        """Of the reviewers' effects given the reviews, in units of the noise's variance."""
        inner, root = self.inner(ratios)
        spread: Floats = root[:, None] * np.linalg.inv(inner) * root[None, :]
        return spread


class Panel:
    """The reviews as arrays: nominations and reviewers are numbers from 0."""

    def __init__(self, scorings: Sequence[Scoring]) -> None:
        self.nomination_keys = list(dict.fromkeys(one.nomination for one in scorings))
        self.reviewer_keys = list(dict.fromkeys(one.reviewer for one in scorings))
        nominations = {key: number for number, key in enumerate(self.nomination_keys)}
        reviewers = {key: number for number, key in enumerate(self.reviewer_keys)}
        self.of = np.array([nominations[one.nomination] for one in scorings])
        self.by = np.array([reviewers[one.reviewer] for one in scorings])
        self.given = np.array([one.score for one in scorings], dtype=np.float64)
        self.counts = np.bincount(self.of).astype(np.float64)
        self.loads = np.bincount(self.by)
        self.raw = self.per_nomination(self.given) / self.counts
        self.within = self.given - self.raw[self.of]
        self.total = float(self.within @ self.within)
        self.freedom = len(self.given) - len(self.counts)

    def per_nomination(self, values: Floats) -> Floats:
        sums: Floats = np.bincount(self.of, values, len(self.counts)).astype(np.float64)
        return sums

    def fit(self) -> Fit:
        size = len(self.loads)
        plain = Fit(self.raw, np.zeros(size), np.ones(size), None, (0.0, 0.0), np.zeros(len(self.raw)))
        if not self.freedom:
            return plain
        # What floating point leaves of equal scores is no scatter.
        if self.total <= 1e-18 * max(1.0, float(self.given @ self.given)):
            return Fit(self.raw, plain.offsets, plain.slopes, 0.0, (0.0, 0.0), plain.centred)
        equations = self.equations([np.ones(len(self.raw))])
        ratio, gain = best_ratio(lambda one: equations.likelihood([one]))
        ratio = ratio if gain > EVIDENCE else 0.0
        additive = self.solved(equations, (ratio, 0.0), plain.centred)
        return self.with_slopes(additive) or additive

    def with_slopes(self, fit: Fit) -> Fit | None:
        """The fit with a slope for each reviewer; None where the reviews do not show that slopes differ.

        The slopes' covariate is the last round's score: within a nomination, scores scatter independently of their
        own mean, so noise in it weakens slopes and never makes any.
        """
        severity = fit.ratios[0]
        slope = 0.0
        for turn in range(ROUNDS):
            centred = fit.scores - float(np.average(fit.scores, weights=self.counts))
            variance = float(np.average(centred**2, weights=self.counts))
            if variance <= 1e-12 * self.total:
                return None
            equations = self.equations([np.ones(len(self.raw)), centred])
            of_slopes, unit = _along_slopes(equations, severity, variance)
            slope, gain = best_ratio(of_slopes)
            if turn == 0 and gain <= EVIDENCE:
                return None
            slope *= unit
            if severity:
                severity, _gain = best_ratio(_along_severity(equations, slope))
            fit = self.solved(equations, (severity, slope), centred)
        return fit

    def solved(self, equations: Equations, ratios: tuple[float, float], centred: Floats) -> Fit:
        size = len(self.loads)
        effects, variance = equations.solve(ratios[: equations.blocks])
        offsets, slopes = effects[:size], np.ones(size)
        if equations.blocks == 2:
            slopes = np.clip(1 + effects[size:], LEAST_SLOPE, MOST_SLOPE)
        scores = self.raw
        if any(ratios):
            middle = float(np.average(self.raw, weights=self.counts))
            slope = slopes[self.by]
            left = self.given - offsets[self.by] - middle
            scores = middle + self.per_nomination(slope * left) / self.per_nomination(slope**2)
        return Fit(scores, offsets, slopes, variance, ratios, centred)

    def equations(self, covariates: Sequence[Floats]) -> Equations:
        """With one column a reviewer for each covariate of nominations: ones for severity, scores for spread."""
        size = len(self.loads)
        matrix = np.zeros((size * len(covariates),) * 2)
        right = np.concatenate([np.bincount(self.by, one[self.of] * self.within, size) for one in covariates])
        for a, first in enumerate(covariates):
            for b, second in enumerate(covariates):
                part = self.absorbed(first * second)
                matrix[a * size : (a + 1) * size, b * size : (b + 1) * size] = part
        return Equations(matrix, right, self.total, self.freedom, len(covariates))

    def absorbed(self, weights: Floats) -> Floats:
        """Reviewers by reviewers: the weighted cross-product of their columns, nominations' means taken out."""
        size = len(self.loads)
        product: Floats = np.diag(np.bincount(self.by, weights[self.of], size)).astype(np.float64)
        order = np.argsort(self.of, kind="stable")
        of, by = self.of[order], self.by[order]
        for start in range(0, len(self.counts), ROWS_AT_ONCE):
            end = min(start + ROWS_AT_ONCE, len(self.counts))
            here = slice(np.searchsorted(of, start), np.searchsorted(of, end))
            table = np.zeros((end - start, size))
            np.add.at(table, (of[here] - start, by[here]), 1.0)
            product -= table.T @ (table * (weights[start:end] / self.counts[start:end])[:, None])
        return product

    def errors(self, fit: Fit) -> Floats | None:
        """Standard errors of the scores on the scale of the panel's average reviewer.

        The noise of a nomination's own reviews, and what is not known about its reviewers beside the whole panel.
        """
        if fit.variance is None:
            return None
        slope = fit.slopes[self.by]
        squares = self.per_nomination(slope**2)
        own = 1 / squares
        if any(fit.ratios):
            own = own + self.unknown(fit, slope / squares[self.of])
        return np.sqrt(fit.variance * own)

    def unknown(self, fit: Fit, shares: Floats) -> Floats:
        size = len(self.loads)
        two = bool(fit.ratios[1])
        ones = np.ones(len(self.raw))
        equations = self.equations([ones, fit.centred] if two else [ones])
        covariance = equations.covariance(fit.ratios[: equations.blocks])
        answer = np.zeros(len(self.counts))
        order = np.argsort(self.of, kind="stable")
        of, by, share = self.of[order], self.by[order], shares[order]
        for start in range(0, len(self.counts), ROWS_AT_ONCE):
            end = min(start + ROWS_AT_ONCE, len(self.counts))
            here = slice(np.searchsorted(of, start), np.searchsorted(of, end))
            table = np.full((end - start, size), -1 / size)
            np.add.at(table, (of[here] - start, by[here]), share[here])
            if two:
                table = np.hstack([table, table * fit.centred[start:end, None]])
            answer[start:end] = np.einsum("ij,ij->i", table @ covariance, table)
        return np.maximum(answer, 0.0)

    def groups(self) -> int:
        """Into how many sets the reviewers fall that share no nomination, directly or by others."""
        leader = list(range(len(self.loads)))

        def lead(one: int) -> int:
            while leader[one] != one:
                leader[one] = leader[leader[one]]
                one = leader[one]
            return one

        first: dict[int, int] = {}
        for nomination, reviewer in zip(self.of.tolist(), self.by.tolist(), strict=True):
            leader[lead(reviewer)] = lead(first.setdefault(nomination, reviewer))
        return sum(leader[one] == one for one in range(len(leader)))


def _along_slopes(equations: Equations, severity: float, variance: float) -> tuple[Callable[[float], float], float]:
    """The likelihood along the slopes' ratio, which counts slopes in points at one standard deviation of scores."""
    unit = 1 / variance
    return lambda one: equations.likelihood([severity, one * unit]), unit


def _along_severity(equations: Equations, slope: float) -> Callable[[float], float]:
    return lambda one: equations.likelihood([one, slope])


def best_ratio(likelihood: Callable[[float], float]) -> tuple[float, float]:
    """The ratio of the highest likelihood, and twice its gain over a ratio of zero.

    A coarse walk finds the neighbourhood, golden sections the place: no starting value, no randomness.
    """
    steps = [log(LEAST_RATIO) + (log(MOST_RATIO) - log(LEAST_RATIO)) * step / 10 for step in range(11)]
    values = [likelihood(exp(step)) for step in steps]
    top = values.index(max(values))
    low, high = steps[max(top - 1, 0)], steps[min(top + 1, 10)]
    golden = (sqrt(5) - 1) / 2
    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = likelihood(exp(left)), likelihood(exp(right))
    for _turn in range(18):
        if at_left >= at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = likelihood(exp(left))
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = likelihood(exp(right))
    ratio = exp((low + high) / 2)
    best, none = likelihood(ratio), likelihood(0.0)
    return (0.0, 0.0) if best == -inf or best <= none else (ratio, 2 * (best - none))
