"""What moving a cut-off would do."""

from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from competitions.results.consequence import Move, consequence, steps
from competitions.results.levels import Levels
from competitions.results.medals import AWARDS, Award, AwardCounts, Cutoffs, awards

CUTOFFS = Cutoffs(Decimal(30), Decimal(20), Decimal(10))
cutoffs = st.lists(st.integers(1, 12), min_size=3, max_size=3).map(
    lambda totals: Cutoffs(*(Decimal(total) for total in sorted(totals, reverse=True)))
)
people = st.lists(st.tuples(st.integers(0, 12), st.booleans(), st.booleans()), max_size=20)


def arrays(rows):
    totals = np.array([total for total, _guest, _full in rows], dtype=np.int64)
    guest = np.array([guest for _total, guest, _full in rows], dtype=bool)
    full = np.array([full for _total, _guest, full in rows], dtype=bool)
    return totals, guest, full


def test_lowering_bronze_says_who_gains_what():
    rows = [(30, False, True), (20, False, False), (9, False, True), (9, False, False), (9, True, False), (8, False, 0)]
    totals, guest, full = arrays(rows)
    told = consequence(Levels.of(totals, guest, full), CUTOFFS, CUTOFFS.moved(Award.BRONZE, Decimal(9)))
    assert told.moves == (
        Move(Decimal(9), Award.MENTION, Award.BRONZE, contestants=1, guests=0),
        Move(Decimal(9), Award.NONE, Award.BRONZE, contestants=1, guests=1),
    )
    assert (told.gained, told.lost) == (3, 0)
    assert told.before.contestants == AwardCounts(gold=1, silver=1, mention=1, none=2)
    assert told.after.contestants == AwardCounts(gold=1, silver=1, bronze=2, none=1)
    assert told.after.guests == AwardCounts(bronze=1)


@given(people, cutoffs, cutoffs)
def test_the_moves_are_exactly_the_awards_that_differ(rows, before, after):
    totals, guest, full = arrays(rows)
    told = consequence(Levels.of(totals, guest, full), before, after)
    differing = {}
    pairs = zip(rows, awards(totals, full, before), awards(totals, full, after), strict=True)
    for (total, is_guest, _full), had, gets in pairs:
        if had != gets:
            key = (Decimal(total), AWARDS[had], AWARDS[gets])
            counts = differing.setdefault(key, [0, 0])
            counts[is_guest] += 1
    assert {(m.total, m.had, m.gets): [m.contestants, m.guests] for m in told.moves} == differing
    assert told.gained + told.lost == sum(map(sum, differing.values()))


@given(people, cutoffs)
def test_the_counts_are_those_of_the_awards_themselves(rows, chosen):
    totals, guest, full = arrays(rows)
    told = consequence(Levels.of(totals, guest, full), chosen, chosen)
    given_awards = awards(totals, full, chosen)
    for counts, who in ((told.before.contestants, ~guest), (told.before.guests, guest)):
        ours = [int((given_awards[who] == code).sum()) for code in range(len(AWARDS))]
        assert [counts.gold, counts.silver, counts.bronze, counts.mention, counts.none] == ours
    assert told.moves == ()


def test_a_step_goes_to_the_next_total_that_a_contestant_has():
    totals, guest, _full = arrays([(31, 0, 0), (30, 0, 0), (29, 1, 0), (25, 0, 0), (20, 0, 0), (10, 0, 0), (0, 0, 0)])
    levels = Levels.of(totals, guest)
    lower, higher = steps(levels, CUTOFFS, Award.GOLD)
    assert (lower.gold, higher.gold) == (Decimal(25), Decimal(31))
    assert steps(levels, higher, Award.GOLD)[1] == Cutoffs(None, Decimal(20), Decimal(10))
    assert steps(levels, Cutoffs(None, Decimal(20), Decimal(10)), Award.GOLD)[0].gold == Decimal(31)
    assert steps(levels, CUTOFFS, Award.BRONZE)[0] is None


def test_a_step_never_passes_the_neighbouring_medal():
    levels = Levels.of(np.array([30, 20, 10]))
    at_silver = CUTOFFS.moved(Award.GOLD, Decimal(20))
    assert steps(levels, at_silver, Award.GOLD)[0] is None
    assert steps(levels, at_silver, Award.SILVER)[1] is None


def test_no_step_goes_down_to_zero():
    levels = Levels.of(np.array([30, 20, 10, 0]))
    assert steps(levels, CUTOFFS, Award.BRONZE)[0] is None
    assert steps(levels, Cutoffs(None, None, None), Award.BRONZE)[0] == Cutoffs(None, None, Decimal(30))
