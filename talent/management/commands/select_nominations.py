import csv
import io
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.files.export import safe_text
from talent.selection.conflict import find_conflict, told
from talent.selection.nomination_file import (
    Nominated,
    NominationFile,
    Refused,
    blanks,
    read_nomination_file,
    read_score,
)
from talent.selection.price import prices
from talent.selection.programme import NotSolved
from talent.selection.proposal import Proposed, best_proposal
from talent.selection.quota_file import QuotaFile, check_against, read_quota_file
from talent.selection.quotas import said
from talent.selection.reasons import Explanation
from talent.selection.scoring import Candidate, in_full, lot
from talent.selection.terms import Ruling, Terms

WRONG_INPUT, INFEASIBLE, NOT_PROVEN = 2, 3, 4


class Command(BaseCommand):
    help = (
        "Selects nominations (a CSV file with id, score and any columns) under quotas (a TOML file) so that the total "
        "score is the highest possible, proven, and prints id,score,selected,reason as CSV. Uses no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("nominations", metavar="NOMINATIONS.csv", help="id, score, and the columns of the quotas")
        parser.add_argument(
            "--quotas", metavar="QUOTAS.toml", required=True, help="places, seed, [[quota]] and [[ruling]]"
        )
        parser.add_argument("--places", metavar="N", help="the most that may be taken, instead of the file's places")
        parser.add_argument(
            "--prices", action="store_true", help="say on standard error what the total would be without each quota"
        )

    def handle(self, *, nominations: str, quotas: str, places: Any, **options: Any) -> None:
        given, file = self.read(nominations, read_nomination_file), self.read(quotas, read_quota_file)
        terms = self.terms(file, places, quotas)
        try:
            check_against(file, given)
        except Refused as refusal:
            raise wrong(quotas, refusal) from None
        candidates = [Candidate(one.key, one.score, lot(file.seed, one.key), one.traits) for one in given.nominations]
        try:
            found = best_proposal(candidates, terms)
            if found is None:
                raise CommandError("\n".join(told(find_conflict(candidates, terms), {})), returncode=INFEASIBLE)
        except NotSolved as error:
            raise CommandError(
                _("The solver could not prove its answer (%(why)s).") % {"why": error}, returncode=NOT_PROVEN
            ) from None
        self.write(result(given, found))
        self.stderr.write("\n".join(remarks(file, given, found)))
        if options["prices"]:
            self.stderr.write("\n".join(price_lines(candidates, found)))

    def read(self, name: str, reader: Any) -> Any:
        try:
            return reader(Path(name).read_bytes())
        except (OSError, ValueError) as error:
            raise CommandError(
                f"{name}: {getattr(error, 'strerror', None) or error}", returncode=WRONG_INPUT
            ) from None
        except Refused as refusal:
            raise wrong(name, refusal) from None

    def terms(self, file: QuotaFile, places: Any, name: str) -> Terms:
        if places is None:
            if file.places is None:
                raise CommandError(
                    _("%(file)s: “places” is missing; write places = N, or give --places N.") % {"file": name},
                    returncode=WRONG_INPUT,
                )
            return file.terms(file.places)
        text = str(places)
        if not (text.isascii() and text.isdigit()):
            raise CommandError(
                _("--places must be a whole number from 0, not “%(text)s”.") % {"text": text}, returncode=WRONG_INPUT
            )
        return file.terms(int(text))

    def write(self, text: str) -> None:
        """To standard output as UTF-8, whatever the terminal says; a reader who stops reading is no error."""
        out: Any = getattr(self.stdout, "_out", self.stdout)
        if hasattr(out, "reconfigure"):
            out.reconfigure(encoding="utf-8", newline="")
        try:
            out.write(text)
            out.flush()
        except OSError as error:
            # What is left in the buffer must not be tried again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
            if not isinstance(error, BrokenPipeError):
                raise CommandError(f"standard output: {error.strerror or error}", returncode=WRONG_INPUT) from None


def wrong(name: str, refusal: Refused) -> CommandError:
    return CommandError("\n".join(f"{name}: {fault}" for fault in refusal.faults), returncode=WRONG_INPUT)


def result(given: NominationFile, found: Proposed) -> str:
    """The file that is printed: every nomination in the order of the input."""
    reasons = Explanation(found, {}, {one.key: one.score_text for one in given.nominations}).reasons()
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", "score", "selected", "reason"])
    for one in given.nominations:
        writer.writerow(
            [safe_key(one), one.score_text, "yes" if one.key in found.selected else "no", reasons[one.key]]
        )
    return out.getvalue()


def safe_key(one: Nominated) -> str:
    """The id, kept from being read as a formula; a negative number is none."""
    return one.key if read_score(one.key, decimal_comma=False) is not None else safe_text(one.key)


def remarks(file: QuotaFile, given: NominationFile, found: Proposed) -> list[str]:
    """The total, and what the organiser may not expect."""
    lines = [_("total %(total)s") % {"total": in_full(found.total)}]
    lines += [
        ngettext(
            "%(quota)s does not count %(n)s nomination that states no %(column)s.",
            "%(quota)s does not count %(n)s nominations that state no %(column)s.", count,
        ) % {"quota": rule.name, "n": count, "column": rule.per}
        for rule in file.rules if rule.per and (count := blanks(given.nominations, rule.per))
    ]
    lines += [
        _("Nobody is counted by %(quota)s, “%(said)s”.") % {"quota": bound.rule.name, "said": said(bound.rule, {})}
        for bound in found.bounds if not bound.members
    ]
    if found.unproven:
        lines.append(
            _("The scores have more digits than the solver can tell apart: the total is proven to within %(n)s.")
            % {"n": f"{found.unproven:.1g}"}
        )
    if not found.by_lot:
        lines.append(_("The total is proven, but the solver could not settle equal totals by lot."))
    return lines


def price_lines(candidates: list[Candidate], found: Proposed) -> list[str]:
    lines = []
    for price in prices(candidates, found.terms, found.total):
        without = price.without
        what = without.key if isinstance(without, Ruling) else f"{without.name} “{said(without, {})}”"
        lines.append(
            _("Without %(what)s the total would be %(total)s.") % {"what": what, "total": in_full(price.total)}
        )
    return lines
