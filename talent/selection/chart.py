"""Geometry of the outcome's picture: a bar for each country, in hundredths of the longest."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """`width` and `rest` are how long the selected and the nominated part is drawn, from 0 to 100."""

    label: str
    selected: int
    nominated: int
    width: str
    rest: str


def bar_chart(counts: Sequence[tuple[str, int, int]]) -> list[Bar]:
    """`counts`: (label, selected, nominated) from top to bottom."""
    most = max((nominated for _label, _selected, nominated in counts), default=0) or 1
    return [
        Bar(label, selected, nominated, f"{100 * selected / most:.2f}", f"{100 * nominated / most:.2f}")
        for label, selected, nominated in counts
    ]
