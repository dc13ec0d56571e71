"""The real contests that LUMINARY_CONTEST_DATA names, for tests that are marked `contest_data`."""

import csv
import os
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from competitions.contests.mark_file import read_mark_file
from competitions.contests.mark_rows import MarkFile, Maxima
from competitions.results.medals import Cutoffs

# These contests gave no mentions, and this contestant got one without a full mark.
WITHOUT_MENTIONS = {"imo-1985", "imo-1986"}
MENTIONED_ALL_THE_SAME = {("bmo-2015", "MKD-5")}


@dataclass(frozen=True)
class RealContest:
    folder: Path
    row: dict[str, str]

    @property
    def name(self) -> str:
        return self.row["contest"]

    @property
    def series(self) -> str:
        return self.name.split("-", maxsplit=1)[0]

    @property
    def path(self) -> Path:
        return self.folder / "marks" / f"{self.name}.csv"

    @property
    def follows_total(self) -> bool:
        return self.row["award_follows_total"] == "yes"

    @property
    def cutoffs(self) -> Cutoffs:
        return Cutoffs(*(Decimal(self.row[medal]) for medal in ("gold", "silver", "bronze")))

    def marks(self) -> MarkFile:
        return read_mark_file(self.path.read_bytes())

    def maxima(self) -> list[Decimal]:
        return Maxima().full_marks(self.marks().marks)

    def official(self) -> dict[str, tuple[int, Decimal, str]]:
        """By contestant: rank, total and award as published."""
        with (self.folder / "official" / f"{self.name}.csv").open(encoding="utf-8", newline="") as file:
            return {
                row["contestant"]: (int(row["rank"]), Decimal(row["total"]), row["award"])
                for row in csv.DictReader(file)
            }

    def expected(self) -> dict[str, tuple[int, Decimal, str]]:
        """The published results, but for the one mention that no full mark explains."""
        return {
            contestant: (rank, total, "" if (self.name, contestant) in MENTIONED_ALL_THE_SAME else award)
            for contestant, (rank, total, award) in self.official().items()
        }

    def __str__(self) -> str:
        return self.name


def real_contests() -> list[RealContest]:
    """Every contest of the folder; none without it."""
    named = os.environ.get("LUMINARY_CONTEST_DATA", "")
    listed = Path(named) / "cutoffs.csv"
    if not named or not listed.is_file():
        return []
    with listed.open(encoding="utf-8", newline="") as file:
        return [RealContest(Path(named), row) for row in csv.DictReader(file)]
