"""Ranking 100,000 contestants × 6 problems: Luminary against a plain pandas script that does the same.

Both find totals, competition ranks, medals by the rule (the medals nearest to half, then the cut-offs nearest to
1 : 2 : 3) and honourable mentions, and are held to equal results before any time is printed. Two ratios come
from one run: the rules alone, on marks already in memory, and the way whole, from a CSV text to a CSV text.

    python bench/ranking.py [--contestants 100000] [--problems 6] [--rounds 7]
"""

import argparse
import io
import os
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django
import numpy as np
import pandas as pd

django.setup()

from competitions.contests.mark_file import read_mark_file  # noqa: E402
from competitions.contests.mark_table import MarkTable  # noqa: E402
from competitions.management.commands.rank_results import result_lines  # noqa: E402
from competitions.results.medals import AWARDS  # noqa: E402
from competitions.results.ranking import rank  # noqa: E402

FULL = 7


def invented(contestants: int, problems: int) -> np.ndarray:
    """Marks as olympiads have them: abilities and difficulties differ, most marks are low or full."""
    random = np.random.default_rng(2024)
    ability = random.normal(size=(contestants, 1))
    difficulty = np.linspace(-1, 1.5, problems)
    luck = random.normal(scale=0.6, size=(contestants, problems))
    return np.rint(FULL / (1 + np.exp(-2.5 * (ability - difficulty + luck)))).astype(np.int64)


def as_csv(marks: np.ndarray) -> str:
    names = [f"P{problem}" for problem in range(1, marks.shape[1] + 1)]
    lines = [",".join(["contestant", "country", *names])]
    lines += [f"C{at},X{at % 110},{','.join(map(str, row))}" for at, row in enumerate(marks.tolist())]
    return "\n".join(lines) + "\n"


# --- the plain pandas script -------------------------------------------------------------


def pandas_rank(frame: pd.DataFrame) -> pd.DataFrame:
    problems = [name for name in frame.columns if name.startswith("P")]
    frame["total"] = frame[problems].sum(axis=1)
    frame["rank"] = frame["total"].rank(method="min", ascending=False).astype(int)
    reached = frame["total"][frame["total"] > 0].value_counts().sort_index(ascending=False).cumsum()
    gold, silver, bronze = pandas_cutoffs(reached, len(frame))
    mention = (frame[problems] >= FULL).any(axis=1)
    frame["award"] = np.select(
        [frame["total"] >= gold, frame["total"] >= silver, frame["total"] >= bronze, mention],
        ["gold", "silver", "bronze", "honourable mention"],
        default="",
    )
    return frame


def pandas_cutoffs(reached: pd.Series, contestants: int) -> tuple[int, int, int]:
    """Cut-offs by trying every pair; `reached` is how many have at least each total, highest total first."""
    counts, totals = reached.to_numpy(), reached.index.to_numpy()
    last = min(range(len(counts)), key=lambda at: (abs(2 * counts[at] - contestants), -counts[at]))
    medals = counts[last]
    gold, both = counts[: last + 1, None], counts[None, : last + 1]
    off = abs(6 * gold - medals) + abs(6 * (both - gold) - 2 * medals) + abs(6 * (medals - both) - 3 * medals)
    off = np.where(both >= gold, off, off.max() + 1)
    gold_at, silver_at = np.argwhere(off == off.min())[-1]
    return totals[gold_at], totals[silver_at], totals[last]


def pandas_whole(text: str) -> str:
    frame = pandas_rank(pd.read_csv(io.StringIO(text)))
    problems = [name for name in frame.columns if name.startswith("P")]
    ordered = frame.sort_values("rank", kind="stable")
    return ordered[["rank", "contestant", "country", *problems, "total", "award"]].to_csv(index=False)


# --- Luminary ----------------------------------------------------------------------------


def luminary_whole(text: str) -> str:
    file = read_mark_file(text.encode())
    ranking = rank(file.marks, [Decimal(FULL)] * file.marks.problems, guest=file.guest)
    return "".join(result_lines(file, ranking))


def seconds(work: Callable[[], object], rounds: int) -> float:
    """The median time of `rounds` runs, after one to warm up."""
    work()
    times = []
    for _round in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contestants", type=int, default=100_000)
    parser.add_argument("--problems", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    marks = invented(options.contestants, options.problems)
    text = as_csv(marks)
    maxima = [Decimal(FULL)] * options.problems
    names = [f"P{problem}" for problem in range(1, options.problems + 1)]
    table = MarkTable(np.asfortranarray(marks), np.zeros(marks.shape, np.int8, order="F"))
    frame = pd.DataFrame(marks, columns=names)

    ours, theirs = rank(table, maxima), pandas_rank(frame.copy())
    assert ours.totals.tolist() == theirs["total"].tolist()
    assert ours.ranks.tolist() == theirs["rank"].tolist()
    assert [AWARDS[code].value for code in ours.awards] == theirs["award"].tolist()
    assert luminary_whole(text) == pandas_whole(text)
    print(f"{options.contestants:,} contestants × {options.problems} problems, equal results:")
    print(f"  {ours.proposal.nearest.contestants}")
    for what, our_work, their_work in (
        ("rules alone", lambda: rank(table, maxima), lambda: pandas_rank(frame.copy())),
        ("CSV to CSV", lambda: luminary_whole(text), lambda: pandas_whole(text)),
    ):
        our_time, their_time = seconds(our_work, options.rounds), seconds(their_work, options.rounds)
        print(
            f"{what:12}  Luminary {our_time * 1000:8.1f} ms   pandas {their_time * 1000:8.1f} ms   "
            f"ratio {our_time / their_time:.2f}"
        )


if __name__ == "__main__":
    main()
