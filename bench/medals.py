"""How often the rule's own proposal is what the jury decided, from the contests named by LUMINARY_CONTEST_DATA.

    LUMINARY_CONTEST_DATA=…/data python bench/medals.py [--share 1/2]

Compared are contests whose awards follow from the total alone; the others are listed below the table. *medals* says
that the number of medals is the jury's, *all three* that every cut-off is; *a neighbour* that one of the two
proposals (either side of half) has the jury's number, or all three cut-offs. *gold, silver given bronze* is how
often the rule finds the other two once the jury's bronze is fixed. *same award* counts contestants.
"""

import argparse
import csv
import os
import sys
from dataclasses import astuple, dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from competitions.contests.mark_file import read_mark_file  # noqa: E402
from competitions.contests.mark_rows import Maxima  # noqa: E402
from competitions.results.medals import Cutoffs, MedalRule, outcome  # noqa: E402
from competitions.results.proposal import Fixed, propose  # noqa: E402
from competitions.results.ranking import rank  # noqa: E402


@dataclass
class Tally:
    contests: int = 0
    medals: int = 0
    all_three: int = 0
    neighbour_medals: int = 0
    neighbour_all_three: int = 0
    given_bronze: int = 0
    over_half: int = 0
    same_award: int = 0
    contestants: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


def compared(folder: Path, row: dict[str, str], rule: MedalRule) -> Tally:
    """One contest's proposal beside what its jury decided, both as counts (a cut-off between totals moves nobody)."""
    file = read_mark_file((folder / "marks" / f"{row['contest']}.csv").read_bytes())
    maxima = Maxima().full_marks(file.marks)
    jury = Cutoffs(*(Decimal(row[medal]) for medal in ("gold", "silver", "bronze")))
    ours = rank(file.marks, maxima, guest=file.guest, rule=rule)
    theirs = rank(file.marks, maxima, guest=file.guest, cutoffs=jury)
    decided = outcome(ours.levels, jury)
    neighbours = ours.proposal.neighbours()
    given_bronze = propose(ours.levels, rule, fixed=Fixed(bronze=jury.bronze)).nearest
    return Tally(
        contests=1,
        medals=ours.proposal.nearest.medals == decided.medals,
        all_three=ours.proposal.nearest.contestants == decided.contestants,
        neighbour_medals=any(one.medals == decided.medals for one in neighbours),
        neighbour_all_three=any(one.contestants == decided.contestants for one in neighbours),
        given_bronze=given_bronze.contestants == decided.contestants,
        over_half=2 * decided.medals > decided.size,
        same_award=int((ours.awards == theirs.awards).sum()),
        contestants=len(file.contestants),
    )


def line(name: str, tally: Tally) -> str:
    counts = astuple(tally)[:7]
    return f"{name:6}" + "".join(f"{count:>13}" for count in counts) + f"{tally.same_award / tally.contestants:>12.1%}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=Fraction, default=Fraction(1, 2), help="the share that gets a medal (1/2)")
    rule = MedalRule(share=parser.parse_args().share)
    folder = Path(os.environ.get("LUMINARY_CONTEST_DATA", ""))
    if not (folder / "cutoffs.csv").is_file():
        sys.exit("LUMINARY_CONTEST_DATA names no folder with a cutoffs.csv.")
    with (folder / "cutoffs.csv").open(encoding="utf-8", newline="") as listed:
        rows = list(csv.DictReader(listed))
    series: dict[str, Tally] = {}
    for row in rows:
        if row["award_follows_total"] == "yes":
            name = row["contest"].split("-")[0]
            series[name] = series.get(name, Tally()) + compared(folder, row, rule)
    heads = ("contests", "medals", "all three", "a neighb.:", "its three", "given bronze", "over half")
    print("series" + "".join(f"{head:>13}" for head in heads) + f"{'same award':>12}")
    for name, tally in sorted(series.items()):
        print(line(name, tally))
    print(line("all", sum(series.values(), Tally())))
    left_out = [row["contest"] for row in rows if row["award_follows_total"] != "yes"]
    print(f"left out, since awards do not follow from the total alone: {', '.join(left_out) or 'none'}")


if __name__ == "__main__":
    main()
