"""Totals and ranks as they stand while marks come in."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from django.db.models import Sum

from competitions.contests.mark import number_text
from competitions.contests.mark_table import scaled
from competitions.contests.models import Contest
from competitions.contests.ranks import competition_ranks

# Marks are stored with two places.
PLACES = 2


@dataclass(frozen=True)
class RowTotal:
    """What stands at the end of a contestant's row."""

    total: str
    rank: int


def row_totals(contest: Contest) -> Mapping[int, RowTotal]:
    """Of each contestant who is not withdrawn, by the entry's primary key. One query."""
    sums = list(contest.entries.entered().order_by("pk").values_list("pk", Sum("marks__points")))
    totals = np.array([scaled(total or Decimal(0), PLACES) for _entry, total in sums], dtype=np.int64)
    ranks = competition_ranks(totals).tolist()
    return {
        entry: RowTotal(number_text(total or Decimal(0)), rank)
        for (entry, total), rank in zip(sums, ranks, strict=True)
    }
