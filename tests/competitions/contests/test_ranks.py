"""Ranks, and how people read them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.contests.ranks import competition_ranks, shown_ranks


@given(st.lists(st.one_of(st.integers(0, 20), st.integers(-5, 10**12)), max_size=40))
def test_a_rank_counts_the_higher_totals(totals):
    ranks = competition_ranks(np.array(totals, dtype=np.int64))
    assert ranks.tolist() == [1 + sum(other > total for other in totals) for total in totals]


@pytest.mark.parametrize(
    ("totals", "shown"),
    [([], []), ([5], ["1"]), ([9, 7, 7, 3], ["1", "=2", "=2", "4"]), ([1, 1, 1], ["=1", "=1", "=1"])],
)
def test_who_share_a_place_share_it_visibly(totals, shown):
    assert shown_ranks(competition_ranks(np.array(totals, dtype=np.int64))) == shown
