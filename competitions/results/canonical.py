"""A published list as bytes that anybody can make again.

They are exactly what `rank_results` prints when it reads them, given the cut-offs and full marks beside them:
so whoever has the file can compute the list anew, and its SHA-256.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from hashlib import sha256

from competitions.contests.mark import number_text
from competitions.results.models import CutoffChoice, Publication, PublishedResult
from core.files.export import safe_text


def canonical_csv(problems: Sequence[dict], results: Iterable[PublishedResult]) -> str:
    """`rank,contestant,country,P1…Pn,total,award`, from the first rank down; UTF-8 without a byte-order mark."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    marks = [f"P{problem['number']}" for problem in problems]
    writer.writerow(["rank", "contestant", "country", *marks, "total", "award"])
    for result in results:
        writer.writerow([
            result.rank, safe_text(result.code), safe_text(result.delegation), *result.marks,
            number_text(result.total), result.award,
        ])
    return out.getvalue()


def digest_of(content: str) -> str:
    return sha256(content.encode()).hexdigest()


def in_order(publication: Publication):
    """The rows as the file has them."""
    return publication.results.order_by("rank", "pk")


def file_of(publication: Publication) -> str:
    return canonical_csv(publication.problems, in_order(publication))


def command_for(publication: Publication, choice: CutoffChoice) -> str:
    """The command that makes the list again from the downloaded file."""
    maxima = ",".join(f"P{problem['number']}={problem['maximum']}" for problem in publication.problems)
    cutoffs = " ".join(
        f"--{medal} {number_text(getattr(choice, medal))}" for medal in ("gold", "silver", "bronze")
    )
    return f"python manage.py rank_results results.csv {cutoffs} --maximum {maxima} | sha256sum"
