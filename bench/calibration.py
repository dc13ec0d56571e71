"""What calibration gains over the raw mean, on simulated panels whose truth is known.

    python bench/calibration.py [--seeds 100] [--nominations 300] [--reviewers 20] [--each 3] [--speed]

A nomination's true quality is drawn with a standard deviation of 10 points about 65. Each is given to `--each`
reviewers by lot. A reviewer adds a severity (standard deviation: *severity*, points) and stretches the distance to 65
by a factor (standard deviation of its logarithm: *spread*); a review scatters by *noise* points, is rounded to
`--step` points, and is kept within 0 and 100.

Shown are Spearman's and Kendall's rank correlation with the truth, means over the seeds, of the raw mean and of the
calibrated score (equal scores are told apart by lot). *better*, *equal* and *worse* count panels by Spearman. *z* is
the mean square of (score − truth) over its standard error, about the panel's mean: 1 where the errors are honest.

`--speed` times 10,000 nominations of three reviews by 200 reviewers instead.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from talent.reviews.calibration import Scoring, calibrate

MIDDLE, QUALITY = 65, 10


def simulate(seed: int, *, nominations: int, reviewers: int, each: int, severity: float, spread: float, noise: float,
             step: float = 5.0):
    """One panel: the true qualities and the reviews."""
    draw = np.random.default_rng(seed)
    truth = draw.normal(0, QUALITY, nominations)
    offsets, slopes = draw.normal(0, severity, reviewers), np.exp(draw.normal(0, spread, reviewers))
    of = np.repeat(np.arange(nominations), each)
    by = np.concatenate([draw.permutation(reviewers)[:each] for _ in range(nominations)])
    given = MIDDLE + slopes[by] * truth[of] + offsets[by] + draw.normal(0, noise, len(of))
    given = np.clip(np.round(given / step) * step, 0, 100)
    return truth, [Scoring(int(i), int(j), float(y)) for i, j, y in zip(of, by, given, strict=True)]


def ranks(values, seed: int):
    """Ranks from 0; equal values are told apart by lot, as in a selection."""
    lots = np.random.default_rng(seed).permutation(len(values))
    answer = np.empty(len(values))
    answer[np.lexsort((lots, values))] = np.arange(len(values))
    return answer


def spearman(one, other) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def kendall(one, other) -> float:
    pairs = np.triu_indices(len(one), 1)
    return float((np.sign(one[pairs[0]] - one[pairs[1]]) * np.sign(other[pairs[0]] - other[pairs[1]])).mean())


def compare(seed: int, **panel) -> tuple[float, ...]:
    """Spearman raw and calibrated, Kendall raw and calibrated, and the mean square of standardised errors."""
    truth, reviews = simulate(seed, **panel)
    scores = calibrate(reviews).nominations
    rows = [scores[number] for number in range(len(truth))]
    # To the digits that selection uses: equal means are not told apart by the last bits of a sum.
    raw, calibrated = np.round([row.raw for row in rows], 4), np.round([row.score for row in rows], 4)
    off = calibrated - truth
    truth, raw, calibrated = (ranks(values, seed) for values in (truth, raw, calibrated))
    z = (off - off.mean()) / np.array([row.error for row in rows])
    return (
        spearman(truth, raw), spearman(truth, calibrated), kendall(truth, raw), kendall(truth, calibrated),
        float((z**2).mean()),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--nominations", type=int, default=300)
    parser.add_argument("--reviewers", type=int, default=20)
    parser.add_argument("--each", type=int, default=3)
    parser.add_argument("--noise", type=float, default=6.0)
    parser.add_argument("--step", type=float, default=5.0, help="what a review is rounded to, in points of 100")
    parser.add_argument("--speed", action="store_true")
    given = parser.parse_args()
    if given.speed:
        return speed()
    print(f"{given.nominations} nominations × {given.each} reviews, {given.reviewers} reviewers, noise {given.noise:g},"
          f" {given.seeds} seeds")
    print(f"{'severity':>8} {'spread':>6} | {'Spearman raw':>12} {'calibrated':>10} | {'Kendall raw':>11}"
          f" {'calibrated':>10} | {'better':>6} {'equal':>5} {'worse':>5} | {'z':>5}")
    for severity in (0.0, 2.0, 4.0, 7.0, 10.0):
        for spread in (0.0, 0.2, 0.4):
            one_line(given, severity, spread)
    return None


def one_line(given: argparse.Namespace, severity: float, spread: float) -> None:
    rows = np.array([
        compare(seed, nominations=given.nominations, reviewers=given.reviewers, each=given.each, severity=severity,
                spread=spread, noise=given.noise, step=given.step)
        for seed in range(given.seeds)
    ])
    gain = rows[:, 1] - rows[:, 0]
    mean = rows.mean(axis=0)
    print(f"{severity:>8g} {spread:>6g} | {mean[0]:>12.4f} {mean[1]:>10.4f} | {mean[2]:>11.4f} {mean[3]:>10.4f} |"
          f" {(gain > 0).sum():>6} {(gain == 0).sum():>5} {(gain < 0).sum():>5} | {mean[4]:>5.2f}")


def speed() -> None:
    for spread in (0.0, 0.3):
        _truth, reviews = simulate(
            1, nominations=10_000, reviewers=200, each=3, severity=5, spread=spread, noise=6
        )
        start = time.perf_counter()
        answer = calibrate(reviews)
        print(f"10,000 nominations × 3 reviews, 200 reviewers, spread {spread:g}: {time.perf_counter() - start:.1f} s"
              f" (severity {answer.severity}, spread {answer.spread})")


if __name__ == "__main__":
    main()
