"""The score distribution as a drawing: geometry in a box of WIDTH × HEIGHT units, which the template makes SVG.

Coordinates are texts, written with a point in every language. A cut-off is a line with its own row for its label,
so labels never cover each other; the medals' colours repeat what lines and labels say.
"""

from dataclasses import dataclass
from decimal import Decimal

from competitions.contests.mark import number_text
from competitions.results.distribution import Bar, Distribution
from competitions.results.medals import MEDALS, Award

WIDTH, HEIGHT = 720, 320
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 56, 44
FLOOR = HEIGHT - BOTTOM
# The line further right starts lower, so that it does not cross the labels of those left of it.
LABEL_ROWS = {Award.BRONZE: 14, Award.SILVER: 30, Award.GOLD: 46}
LABEL_ROOM = 130
CLASSES = {Award.GOLD: "gold", Award.SILVER: "silver", Award.BRONZE: "bronze", Award.NONE: "none"}


@dataclass(frozen=True, slots=True)
class Block:
    """The part of a bar in one medal zone."""

    x: str
    y: str
    width: str
    height: str
    zone: str


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    label: str


@dataclass(frozen=True, slots=True)
class CutoffLine:
    """A medal's lowest total. The label stands right of the line, or left of it near the right edge."""

    x: str
    top: str
    label_x: str
    label_y: str
    anchor: str
    award: Award
    total: str
    zone: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One bar in words. `or_more` is how many contestants, guests aside, reach at least its lowest total."""

    low: str
    high: str
    contestants: int
    guests: int
    or_more: int
    zones: tuple[tuple[Award, int], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    blocks: tuple[Block, ...]
    columns: tuple[Tick, ...]
    rows: tuple[Tick, ...]
    lines: tuple[CutoffLine, ...]
    table: tuple[TableRow, ...]
    contestants: int
    guests: int
    single: bool
    step: str

    view_box = f"0 0 {WIDTH} {HEIGHT}"
    left, right, top, floor = LEFT, WIDTH - RIGHT, TOP, FLOOR
    middle = (LEFT + WIDTH - RIGHT) // 2
    bottom_label = HEIGHT - 6
    tick_label = FLOOR + 17


def draw(shown: Distribution) -> Drawing:
    """The drawing of a distribution; without contestants it has no bars."""
    top_row, row_step = rows_up_to(shown.tallest)
    return Drawing(
        blocks=tuple(block for bar in shown.bars for block in blocks(bar, shown, top_row)),
        columns=tuple(columns(shown)),
        rows=tuple(Tick(text(height(row, top_row)), str(row)) for row in range(0, top_row + 1, row_step)),
        lines=tuple(cutoff_lines(shown)),
        table=tuple(table(shown)),
        contestants=shown.contestants,
        guests=shown.guests,
        single=shown.single,
        step=number_text(shown.width),
    )


def text(coordinate: float) -> str:
    return f"{coordinate:.1f}"


def across(total: Decimal, shown: Distribution) -> float:
    """Where a total stands from left to right; totals beyond the picture stand at its edge."""
    part = min(float(total / shown.end), 1.0) if shown.end else 0.0
    return LEFT + part * (WIDTH - LEFT - RIGHT)


def height(number: int, top_row: int) -> float:
    return FLOOR - number / top_row * (FLOOR - TOP)


def rows_up_to(tallest: int) -> tuple[int, int]:
    """The height of the picture in contestants, and the round step of its rows: four to six of them."""
    step = 1
    for power in (10**digits for digits in range(len(str(tallest)) + 1)):
        for first in (1, 2, 5):
            if first * power * 5 >= tallest:
                step = first * power
                return max(step, -(-tallest // step) * step), step
    return step, step


def blocks(bar: Bar, shown: Distribution, top_row: int) -> list[Block]:
    left, right = across(bar.low, shown), across(bar.high, shown)
    gap = min(2.0, (right - left) * 0.15)
    drawn, below = [], 0
    for zone, held in bar.zones:
        y, foot = height(below + held, top_row), height(below, top_row)
        width = right - left - gap
        drawn.append(Block(text(left + gap / 2), text(y), text(width), text(foot - y), CLASSES[zone]))
        below += held
    return drawn


def columns(shown: Distribution) -> list[Tick]:
    """About ten labelled totals: in the middle of a bar of one total, at the left edge of a wider one."""
    every = max(1, -(-len(shown.bars) // 12))
    every = next(step for step in (1, 2, 5, 10) if step >= every)
    inset = shown.width / 2 if shown.single else Decimal(0)
    return [Tick(text(across(bar.low + inset, shown)), number_text(bar.low)) for bar in shown.bars[::every]]


def cutoff_lines(shown: Distribution) -> list[CutoffLine]:
    drawn = []
    for medal in MEDALS:
        cutoff = shown.cutoffs.of(medal)
        if cutoff is None or not shown.bars:
            continue
        x = across(cutoff, shown)
        at_right = x > WIDTH - LABEL_ROOM
        drawn.append(
            CutoffLine(
                x=text(x),
                top=str(LABEL_ROWS[medal] - 11),
                label_x=text(x - 5 if at_right else x + 5),
                label_y=str(LABEL_ROWS[medal]),
                anchor="end" if at_right else "start",
                award=medal,
                total=number_text(cutoff),
                zone=CLASSES[medal],
            )
        )
    return drawn


def table(shown: Distribution) -> list[TableRow]:
    """From the highest total down, bars that nobody is in left out."""
    rows, or_more = [], 0
    for bar in reversed(shown.bars):
        or_more += bar.contestants
        if bar.everybody:
            zones = tuple(reversed(bar.zones))
            low, high = number_text(bar.low), number_text(bar.high)
            rows.append(TableRow(low, high, bar.contestants, bar.guests, or_more, zones))
    return rows
