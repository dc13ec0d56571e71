"""What a mark is, and how it is read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.contests.mark import MarkRefused, MarkValue, Standing
from competitions.contests.mark_table import MarkTable
from tests.competitions.results.contests import marks


@pytest.mark.parametrize(
    ("text", "standing", "number"),
    [
        ("7", Standing.NUMBER, "7"),
        (" 0 ", Standing.NUMBER, "0"),
        ("007", Standing.NUMBER, "7"),
        ("3.50", Standing.NUMBER, "3.5"),
        ("", Standing.NOT_MARKED, None),
        ("  ", Standing.NOT_MARKED, None),
        ("Not  Marked", Standing.NOT_MARKED, None),
        ("not_marked", Standing.NOT_MARKED, None),
        ("ABSENT", Standing.ABSENT, None),
        ("withheld", Standing.WITHHELD, None),
        ("disqualified", Standing.DISQUALIFIED, None),
    ],
)
def test_a_cell_is_a_number_or_says_why_there_is_none(text, standing, number):
    mark = MarkValue.read(text)
    assert mark == MarkValue(standing, None if number is None else Decimal(number))
    assert mark.counts == Decimal(number or 0)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("-1", "below zero"),
        ("x", "not a number"),
        ("7 points", "not a number"),
        ("1e3", "not a number"),
        ("1_0", "not a number"),
        ("NaN", "not a number"),
        ("Infinity", "not a number"),
        ("marked", "not a number"),
        ("number", "not a number"),
        ("٧", "not a number"),
        ("²", "not a number"),
        ("+7", "not a number"),
        (".5", "not a number"),
        ("5.", "not a number"),
        ("1,5", "decimal point"),
        ("9" * 7, "longer than a mark"),
        ("1.00001", "longer than a mark"),
        ("9" * 5000, "longer than a mark"),
    ],
)
def test_what_is_no_mark_is_refused_in_words(text, why):
    with pytest.raises(MarkRefused, match=why) as refusal:
        MarkValue.read(text)
    assert len(str(refusal.value)) < 200


def test_a_decimal_comma_is_read_where_the_file_has_them():
    assert MarkValue.read("3,5", decimal_comma=True) == MarkValue.of(Decimal("3.5"))


@given(st.text())
def test_any_text_is_read_or_refused_and_nothing_else_happens(text):
    try:
        mark = MarkValue.read(text)
    except MarkRefused:
        return
    assert MarkValue.read(mark.text) == mark


@given(marks)
def test_a_mark_is_read_back_as_it_was_written(mark):
    assert MarkValue.read(mark.text) == mark


def test_a_mark_stays_within_the_problems_range_and_step():
    assert MarkValue.read("7").within(Decimal(7), Decimal(1)) == MarkValue.of(7)
    assert MarkValue.read("absent").within(Decimal(7), Decimal(1)).standing == Standing.ABSENT
    with pytest.raises(MarkRefused, match="8 is above 7"):
        MarkValue.of(8).within(Decimal("7.00"))
    with pytest.raises(MarkRefused, match=r"steps of 0\.5"):
        MarkValue.read("3.25").within(Decimal(7), Decimal("0.50"))


def test_a_number_and_a_reason_for_none_exclude_each_other():
    with pytest.raises(ValueError, match="exactly when"):
        MarkValue(Standing.ABSENT, Decimal(0))
    with pytest.raises(ValueError, match="exactly when"):
        MarkValue(Standing.NUMBER)
    with pytest.raises(ValueError, match="not negative"):
        MarkValue.of(-1)


@given(st.lists(st.tuples(marks, marks), max_size=6))
def test_a_table_holds_exactly_the_marks_it_was_made_of(rows):
    table = MarkTable.of(rows, 2)
    assert [tuple(table.mark(at, problem) for problem in range(2)) for at in range(len(rows))] == rows
    scale = 10**table.places
    assert [Decimal(total) / scale for total in table.totals().tolist()] == [a.counts + b.counts for a, b in rows]
    assert table.absent().tolist() == [{a.standing, b.standing} == {Standing.ABSENT} for a, b in rows]
    assert table.unsettled().tolist() == [not (a.standing.settled and b.standing.settled) for a, b in rows]
    full = [
        (a.standing == Standing.NUMBER and a.counts >= 3) or (b.standing == Standing.NUMBER and b.counts >= 7)
        for a, b in rows
    ]
    assert table.full([Decimal(3), Decimal(7)]).tolist() == full
