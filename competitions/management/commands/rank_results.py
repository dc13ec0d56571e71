import errno
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from competitions.contests.mark import MarkRefused, number_text, read_number
from competitions.contests.mark_faults import MarkFileRefused
from competitions.contests.mark_file import read_mark_file
from competitions.contests.mark_rows import MarkFile, Maxima
from competitions.contests.mark_table import unscaled
from competitions.results.medals import AWARDS
from competitions.results.proposal import Fixed
from competitions.results.ranking import Ranking, rank
from core.files.export import FORMULA_STARTS, safe_text

STANDARD_INPUT = "-"
FORMULA = frozenset(FORMULA_STARTS)
QUOTED = frozenset(",\"\r\n")


class Command(BaseCommand):
    help = (
        "Ranks and awards a contest from a file of marks (contestant,country,P1…Pn) and prints "
        "rank,contestant,country,P1…Pn,total,award as CSV. Uses no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("marks", metavar="MARKS.csv", help="the file of marks, or - for standard input")
        for medal in ("gold", "silver", "bronze"):
            parser.add_argument(
                f"--{medal}", metavar="T", help=f"the lowest total of {medal}; proposed by the rule if not given"
            )
        parser.add_argument(
            "--maximum", metavar="N", help="the full mark, or P1=7,P2=10,…; by default the highest mark in the file"
        )
        parser.add_argument(
            "--guests",
            metavar="COLUMN",
            help="the column (1 or 0) of those who do not move the cut-offs; by default guest, if there is one",
        )

    def handle(self, *, marks: str, **options: Any) -> None:
        fixed, maxima = read_fixed(options), read_maxima(options["maximum"])
        name = "standard input" if marks == STANDARD_INPUT else marks
        try:
            content = read_standard_input() if marks == STANDARD_INPUT else Path(marks).read_bytes()
        except (OSError, ValueError) as error:
            raise refused(f"{name}: {getattr(error, 'strerror', None) or error}") from None
        try:
            file = read_mark_file(content, guests=options["guests"] or "", maxima=maxima)
        except MarkFileRefused as refusal:
            raise refused(*(f"{name}: {line}" for line in refusal.lines())) from None
        ranking = rank(file.marks, maxima.full_marks(file.marks), guest=file.guest, fixed=fixed)
        self.write(result_lines(file, ranking))

    def write(self, lines: Iterable[str]) -> None:
        """To standard output as UTF-8, whatever the terminal says; a reader who stops reading is no error."""
        out: Any = self.stdout
        out = getattr(out, "_out", out)
        if hasattr(out, "reconfigure"):
            out.reconfigure(encoding="utf-8", newline="")
        try:
            out.writelines(lines)
            out.flush()
        except OSError as error:
            # What is left in the buffer must not be tried again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
            if not isinstance(error, BrokenPipeError):
                raise refused(f"standard output: {error.strerror or error}") from None


def read_standard_input() -> bytes:
    if sys.stdin is None:
        raise OSError(errno.EBADF, "it is closed")
    return sys.stdin.buffer.read()


def refused(*lines: str) -> CommandError:
    return CommandError("\n".join(lines), returncode=2)


def read_fixed(options: Mapping[str, Any]) -> Fixed:
    given: dict[str, Decimal] = {}
    for medal in ("gold", "silver", "bronze"):
        if options[medal] is not None:
            try:
                given[medal] = read_number(str(options[medal]))
            except MarkRefused as refusal:
                raise refused(f"--{medal}: {refusal}") from None
    try:
        return Fixed(**given)
    except ValueError as error:
        raise refused(f"{', '.join(f'--{medal}' for medal in given)}: {error}") from None


def read_maxima(maximum: Any) -> Maxima:
    try:
        return Maxima() if maximum is None else Maxima.read(str(maximum))
    except MarkRefused as refusal:
        raise refused(f"--maximum: {refusal}") from None


def result_lines(file: MarkFile, ranking: Ranking) -> Iterator[str]:
    """The header, then the contestants from the first rank down, in the file's order where they share a rank."""
    problems = [f"P{number}" for number in range(1, file.marks.problems + 1)]
    yield ",".join(["rank", "contestant", "country", *problems, "total", "award\n"])
    # Each line's middle in the file's order, which is quick, and only then the order of ranks.
    who = safe_cells(file.contestants), safe_cells(file.countries)
    middles = list(map(",".join, zip(*who, *file.shown, strict=True)))
    totals = {total: number_text(unscaled(total, ranking.places)) for total in np.unique(ranking.totals).tolist()}
    ends = [f"{award.value}\n" for award in AWARDS]
    order = ranking.order()
    columns = [
        map(str, ranking.ranks[order].tolist()),
        map(middles.__getitem__, order.tolist()),
        map(totals.__getitem__, ranking.totals[order].tolist()),
        map(ends.__getitem__, ranking.awards[order].tolist()),
    ]
    yield from map(",".join, zip(*columns, strict=True))


def safe_cells(texts: list[str]) -> list[str]:
    """Texts as cells of a CSV line: no formula, and quoted where RFC 4180 wants it."""
    if not FORMULA.isdisjoint({text[:1] for text in texts}):
        texts = [safe_text(text) for text in texts]
    if not QUOTED.isdisjoint("".join(texts)):
        texts = [quoted(text) for text in texts]
    return texts


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if not QUOTED.isdisjoint(text) else text
