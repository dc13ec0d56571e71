"""Selection under quotas: Luminary against the bare solver on the same model, both to a proven optimum.

The model: so many nominations with a country, a school and a gender; at least and at most so many of each country,
at most 3 of each school, between 45 and 55 % girls. *The bare solver* is HiGHS on that model as it stands (one 0/1
column for each nomination), with a gap of zero: no lots, no reasons, nothing read or printed. *The rules alone* is
`propose`, which settles equal totals by lot as well, with every nomination's reason. *The command* is
`select_nominations` from the start of Python to the printed list. Totals are held to be equal before any time is
printed. *Impossible* is what the rules take to name the smallest conflict of a set of quotas that cannot hold.

    python bench/selection.py [--nominations 10000] [--places 300] [--rounds 3] [--seed 1]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django
import highspy
import numpy as np

django.setup()

from talent.selection.conflict import find_conflict  # noqa: E402
from talent.selection.price import prices  # noqa: E402
from talent.selection.proposal import best_proposal  # noqa: E402
from talent.selection.quotas import QuotaRule  # noqa: E402
from talent.selection.reasons import Explanation  # noqa: E402
from talent.selection.scoring import Candidate, lot  # noqa: E402
from talent.selection.terms import Terms  # noqa: E402

HOUSE = Path(__file__).resolve().parent.parent
COUNTRIES, SCHOOLS = 12, 600
# What scores look like: with four decimals as calibration gives them, whole, or all the same.
KINDS = ("four decimals", "whole numbers", "all equal")


def invented(count: int, kind: str, seed: int) -> list[Candidate]:
    random = np.random.default_rng(seed)
    school = random.integers(0, SCHOOLS, count)
    girl = random.random(count) < 0.4
    score = 60 + 3 * random.normal(size=SCHOOLS)[school] + 12 * random.normal(size=count) - 4 * girl
    texts = {
        "four decimals": [f"{value:.4f}" for value in score], "whole numbers": [f"{value:.0f}" for value in score],
        "all equal": ["50"] * count,
    }[kind]
    return [
        Candidate(
            f"N{at}", Decimal(text), lot("bench", f"N{at}"),
            {"country": f"C{school[at] % COUNTRIES}", "school": f"S{school[at]}", "gender": "f" if girl[at] else "m"},
        )
        for at, text in enumerate(texts)
    ]


def terms_for(places: int) -> Terms:
    least, most = places // 20, places * 2 // 15
    return Terms(places, (
        QuotaRule(per="country", minimum=least, maximum=most, name="quota 1"),
        QuotaRule(per="school", maximum=3, name="quota 2"),
        QuotaRule(
            where=(("gender", "f"),), minimum_share=Fraction("0.45"), maximum_share=Fraction("0.55"), name="quota 3"
        ),
    ))


def bare_solver(given: list[Candidate], terms: Terms) -> tuple[Decimal, float]:
    """The total, and the seconds that HiGHS took from being handed the model to its proof."""
    steps = [int(one.score * 10_000) for one in given]
    rows: list[tuple[float, float, dict[int, float]]] = [(0, terms.places, dict.fromkeys(range(len(given)), 1.0))]
    country, school = terms.rules[0], terms.rules[1]
    for column, low, high in (
        ("country", country.minimum or 0, country.maximum or 0), ("school", -highspy.kHighsInf, school.maximum or 0)
    ):
        members: dict[str, dict[int, float]] = {}
        for at, one in enumerate(given):
            members.setdefault(one.traits[column], {})[at] = 1.0
        rows += [(low, high, each) for each in members.values()]
    girls = [one.traits["gender"] == "f" for one in given]
    rows.append((0, highspy.kHighsInf, {at: 11.0 if girl else -9.0 for at, girl in enumerate(girls)}))
    rows.append((-highspy.kHighsInf, 0, {at: 9.0 if girl else -11.0 for at, girl in enumerate(girls)}))
    began = time.perf_counter()
    solver = highspy.Highs()
    for option, value in (("output_flag", False), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0), ("threads", 1)):
        solver.setOptionValue(option, value)
    count = len(given)
    solver.addVars(count, np.zeros(count), np.ones(count))
    columns = np.arange(count, dtype=np.int32)
    solver.changeColsIntegrality(count, columns, np.full(count, highspy.HighsVarType.kInteger))
    solver.changeColsCost(count, columns, np.array(steps, dtype=np.float64))
    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    for low, high, weights in rows:
        solver.addRow(
            low, high, len(weights), np.array(list(weights), dtype=np.int32), np.array(list(weights.values()))
        )
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    total = Decimal(round(solver.getInfo().objective_function_value)) / 10_000
    return total, time.perf_counter() - began


def write_files(folder: Path, given: list[Candidate], terms: Terms) -> None:
    lines = [f"{one.key},{one.score},{','.join(one.traits.values())}" for one in given]
    (folder / "nominations.csv").write_text("\n".join(["id,score,country,school,gender", *lines, ""]))
    country = terms.rules[0]
    (folder / "quotas.toml").write_text(
        f'places = {terms.places}\nseed = "bench"\n'
        f'[[quota]]\nper = "country"\nmin = {country.minimum}\nmax = {country.maximum}\n'
        '[[quota]]\nper = "school"\nmax = 3\n'
        '[[quota]]\nwhere = {gender = "f"}\nmin_share = 0.45\nmax_share = 0.55\n'
    )


def command(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", "select_nominations", folder / "nominations.csv",
         "--quotas", folder / "quotas.toml"],
        cwd=HOUSE, capture_output=True, text=True, check=True,
    )
    return done.stderr


def seconds(work: Callable[[], object], rounds: int) -> float:
    """The median time of `rounds` runs."""
    times = []
    for _round in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def compare(kind: str, given: list[Candidate], terms: Terms, rounds: int) -> None:
    def alone() -> Decimal:
        found = best_proposal(given, terms)
        assert found
        assert found.by_lot
        assert len(Explanation(found, {}).reasons()) == len(given)
        return found.total

    total, _time = bare_solver(given, terms)
    assert alone() == total
    bare = statistics.median(bare_solver(given, terms)[1] for _round in range(rounds))
    rules = seconds(alone, rounds)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder, given, terms)
        assert Decimal(command(folder).split()[1]) == total
        whole = seconds(lambda: command(folder), rounds)
    print(
        f"{kind:14} total {total:>12}   bare solver {bare:6.2f} s   "
        f"rules alone {rules:6.2f} s, ratio {rules / bare:5.2f}   command {whole:6.2f} s, ratio {whole / bare:5.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nominations", type=int, default=10_000)
    parser.add_argument("--places", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    terms = terms_for(options.places)
    print(
        f"{options.nominations:,} nominations, {COUNTRIES} countries, {SCHOOLS} schools of at most 3, "
        f"45 to 55 % girls, {options.places} places:"
    )
    for kind in KINDS:
        compare(kind, invented(options.nominations, kind, options.seed), terms, options.rounds)
    given = invented(options.nominations, KINDS[0], options.seed)
    found = best_proposal(given, terms)
    assert found
    print(f"prices of 3 quotas {seconds(lambda: prices(given, terms, found.total), 1):6.2f} s")
    too_many = Terms(terms.places, (*terms.rules, QuotaRule(where=(("country", "C1"),), minimum=options.places // 5)))
    assert best_proposal(given, too_many) is None
    conflict = find_conflict(given, too_many)
    assert conflict.smallest
    assert len(conflict.parts) == 2
    print(f"impossible         {seconds(lambda: find_conflict(given, too_many), 1):6.2f} s")


if __name__ == "__main__":
    main()
