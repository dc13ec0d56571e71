"""The picture of the score distribution."""

from decimal import Decimal

import numpy as np
import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from competitions.results.consequence import award_for
from competitions.results.distribution import BINS, MOST_SINGLE_BARS, distribution, round_width
from competitions.results.drawing import FLOOR, HEIGHT, LEFT, WIDTH, draw, rows_up_to
from competitions.results.levels import Levels
from competitions.results.medals import Award, Cutoffs

NONE = Cutoffs(None, None, None)
cutoffs = st.lists(st.integers(1, 200), min_size=3, max_size=3).map(
    lambda totals: Cutoffs(*(Decimal(total) for total in sorted(totals, reverse=True)))
)


def levels_of(totals, guest=(), places=0):
    guest = np.array(guest or [False] * len(totals), dtype=bool)
    return Levels.of(np.array(totals, dtype=np.int64), guest, places=places)


def page(drawing, name="distribution"):
    html = render_to_string("competitions/results/distribution.svg.html", {"drawing": drawing, "name": name})
    return BeautifulSoup(html, "html.parser")


def test_few_totals_have_a_bar_each_even_where_nobody_is():
    shown = distribution(levels_of([0, 2, 2]), NONE, Decimal(4))
    assert shown.single
    assert [(bar.low, bar.contestants) for bar in shown.bars] == [(0, 1), (1, 0), (2, 2), (3, 0), (4, 0)]


def test_half_marks_have_a_bar_each_half():
    shown = distribution(levels_of([0, 25, 50], places=1), NONE)
    assert (shown.width, len(shown.bars)) == (Decimal("0.5"), 11)


def test_many_totals_are_put_together_in_bars_of_a_round_width():
    shown = distribution(levels_of(range(600)), NONE)
    assert not shown.single
    assert (shown.width, len(shown.bars)) == (20, 30)
    assert {bar.contestants for bar in shown.bars} == {20}


@given(
    st.lists(st.tuples(st.integers(0, 200), st.booleans()), max_size=30), cutoffs,
    st.one_of(st.none(), st.integers(0, 200).map(Decimal)), st.sampled_from([0, 1]),
)  # fmt: skip
def test_every_contestant_is_in_one_bar_and_in_the_zone_of_their_medal(people, chosen, maximum, places):
    totals, guests = [total for total, _guest in people], [guest for _total, guest in people]
    shown = distribution(levels_of(totals, guests, places), chosen, maximum)
    assert (shown.contestants, shown.guests) == (guests.count(False), guests.count(True))
    assert len(shown.bars) <= max(MOST_SINGLE_BARS, BINS + 1)
    for bar in shown.bars:
        inside = [Decimal(total) / 10**places for total in totals if bar.low <= Decimal(total) / 10**places < bar.high]
        assert bar.everybody == len(inside)
        expected = {}
        for total in sorted(inside):
            zone = award_for(total, full=False, cutoffs=chosen)
            expected[zone] = expected.get(zone, 0) + 1
        assert bar.zones == tuple(expected.items())


@given(st.lists(st.integers(0, 200), min_size=1, max_size=30), cutoffs)
def test_the_drawing_stays_in_its_box_and_its_blocks_do_not_overlap(totals, chosen):
    drawing = draw(distribution(levels_of(totals), chosen))
    feet = {}
    for block in drawing.blocks:
        x, y, width, height = (float(value) for value in (block.x, block.y, block.width, block.height))
        assert x >= LEFT
        assert x + width <= WIDTH
        assert y >= 0
        assert width > 0
        assert y + height == pytest.approx(feet.get(block.x, FLOOR), abs=0.11)
        feet[block.x] = y
    for line in drawing.lines:
        assert LEFT <= float(line.x) <= WIDTH
        assert 0 < float(line.label_y) < HEIGHT
    assert sum(row.contestants for row in drawing.table) == len(totals)
    assert drawing.table[-1].or_more == len(totals)


@pytest.mark.parametrize(("tallest", "rows"), [(0, (1, 1)), (1, (1, 1)), (7, (8, 2)), (49, (50, 10)), (51, (60, 20))])
def test_rows_are_round_and_reach_the_tallest_bar(tallest, rows):
    assert rows_up_to(tallest) == rows


@given(st.integers(0, 10**9))
def test_rows_are_never_many(tallest):
    top, step = rows_up_to(tallest)
    assert top >= tallest
    assert top // step <= 6
    assert str(step).strip("0") in {"1", "2", "5"}


@given(st.integers(1, 10**9))
def test_a_round_width_is_the_next_round_number(least):
    width = round_width(least)
    assert str(width).rstrip("0") in {"1", "2", "5"}
    assert least <= width < least * 2.5


def test_the_page_says_in_words_and_in_a_table_what_the_picture_shows():
    levels = levels_of([30, 20, 20, 10, 10, 10, 5], guest=[False] * 6 + [True])
    drawing = draw(distribution(levels, Cutoffs(Decimal(30), Decimal(20), Decimal(10)), Decimal(42)))
    soup = page(drawing, "jury")
    picture = soup.svg
    assert picture["role"] == "img"
    assert (picture["aria-labelledby"], picture.title["id"], picture.desc["id"]) == (
        "jury-title jury-desc", "jury-title", "jury-desc",
    )  # fmt: skip
    assert picture.desc.text == (
        "6 contestants. 1 guest, who does not move the cut-offs. Lowest total of gold: 30. "
        "Lowest total of silver: 20. Lowest total of bronze: 10. The table below has every number."
    )
    assert [line.text for line in picture.select(".distribution-cutoff text")] == [
        "gold from 30", "silver from 20", "bronze from 10",
    ]  # fmt: skip
    rows = [[cell.text for cell in row.find_all(["th", "td"])] for row in soup.table.tbody.find_all("tr")]
    assert rows == [
        ["30", "1", "0", "1", "gold"],
        ["20", "2", "0", "3", "silver"],
        ["10", "3", "0", "6", "bronze"],
        ["5", "0", "1", "6", "–"],
    ]


def test_a_bar_that_a_cutoff_passes_through_is_divided_in_picture_and_table():
    drawing = draw(distribution(levels_of([*range(0, 600, 3)]), Cutoffs(Decimal(590), Decimal(585), Decimal(570))))
    top = drawing.table[0]
    assert (top.low, top.high) == ("580", "600")
    assert top.zones == ((Award.GOLD, 3), (Award.SILVER, 2), (Award.BRONZE, 1))
    assert page(drawing).table.tbody.tr.find_all("td")[-1].text == "gold (3), silver (2), bronze (1)"


def test_no_style_attributes_and_the_same_coordinates_in_every_language():
    drawing = draw(distribution(levels_of([1, 5, 25], places=1), Cutoffs(Decimal("2.5"), None, None)))
    with translation.override("ru"):
        soup = page(drawing)
    assert not soup.select("[style], style, script, [onclick]")
    assert "," not in "".join(rect["x"] + rect["height"] for rect in soup.svg.find_all("rect"))


def test_nobody_yet_is_said_in_words():
    for shown in (distribution(levels_of([]), NONE), distribution(levels_of([]), NONE, Decimal(42))):
        soup = page(draw(shown))
        assert soup.svg is None
        assert "Nobody has a total yet." in soup.text
