"""How each problem went."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.contests.mark import MarkValue, Standing
from competitions.contests.mark_table import MarkTable
from competitions.results.statistics import problem_statistics
from tests.competitions.results.contests import FULL, marks


def of(*columns, maximum=7):
    rows = list(zip(*[[MarkValue.read(str(cell)) for cell in column] for column in columns], strict=True))
    return problem_statistics(MarkTable.of(rows, len(columns)), [Decimal(maximum)] * len(columns))


def test_a_problem_is_described_by_its_marked_scripts():
    (problem,) = of([7, 7, 3, 0, "absent", "", "withheld", "disqualified", "absent"])
    assert problem.number == 1
    assert (problem.marked, problem.full, problem.zero) == (4, 2, 1)
    assert problem.standings == {
        Standing.NUMBER: 4, Standing.NOT_MARKED: 1, Standing.ABSENT: 2, Standing.WITHHELD: 1, Standing.DISQUALIFIED: 1,
    }  # fmt: skip
    assert problem.mean == Fraction(17, 4)
    assert problem.facility == Fraction(17, 28)
    assert problem.distribution == tuple((Decimal(mark), {0: 1, 3: 1, 7: 2}.get(mark, 0)) for mark in range(8))
    assert problem.largest == 2


def test_a_problem_without_a_marked_script_has_no_mean():
    (problem,) = of(["absent", ""])
    assert (problem.marked, problem.mean, problem.facility, problem.discrimination) == (0, None, None, None)
    assert sum(count for _mark, count in problem.distribution) == 0
    assert problem_statistics(MarkTable.of([], 1), [Decimal(7)])[0].mean is None


def test_marks_that_are_not_whole_are_listed_as_given():
    (problem,) = of(["0.5", "2", "0.5"])
    assert problem.distribution == ((Decimal("0.5"), 2), (Decimal(2), 1))
    assert problem.mean == 1


def test_a_problem_with_many_marks_lists_those_that_were_given():
    (problem,) = of([100, 0, 55], maximum=100)
    assert problem.distribution == ((Decimal(0), 1), (Decimal(55), 1), (Decimal(100), 1))


def test_a_problem_worth_nothing_is_fully_solved_by_nobody():
    (problem,) = of([0, 0], maximum=0)
    assert (problem.full, problem.facility, problem.mean) == (0, None, 0)


def test_discrimination_says_whether_the_strong_solved_it():
    with_the_rest, against_it = of([0, 3, 7], [1, 2, 7])[0], of([7, 3, 0], [1, 2, 7])[0]
    assert with_the_rest.discrimination > 0.9
    assert against_it.discrimination < -0.9
    assert of([7, 7, 7], [1, 2, 7])[0].discrimination is None


def test_every_problem_has_a_full_mark_given():
    with pytest.raises(ValueError, match="2 maxima are given for 1 problems"):
        problem_statistics(MarkTable.of([], 1), [FULL, FULL])


@given(st.lists(st.tuples(marks, marks), max_size=12))
def test_the_counts_are_those_of_the_marks(rows):
    problems = problem_statistics(MarkTable.of(rows, 2), [FULL] * 2)
    for problem, column in zip(problems, zip(*rows, strict=True), strict=bool(rows)):
        numbers = [mark.number for mark in column if mark.number is not None]
        assert problem.standings == dict.fromkeys(Standing, 0) | Counter(m.standing for m in column)
        assert problem.full == numbers.count(FULL)
        assert problem.zero == numbers.count(0)
        assert problem.mean == (sum(map(Fraction, numbers)) / len(numbers) if numbers else None)
        assert {mark: count for mark, count in problem.distribution if count} == Counter(numbers)
