"""How marks are typed and shown in the grid: a number, or one letter for what is not a number."""

from competitions.contests.mark import MarkValue, Standing

LETTERS = {Standing.ABSENT: "a", Standing.WITHHELD: "w", Standing.DISQUALIFIED: "d", Standing.NOT_MARKED: ""}
TYPED = {"a": Standing.ABSENT, "w": Standing.WITHHELD, "d": Standing.DISQUALIFIED, "-": Standing.NOT_MARKED}
# With the key that a person presses for each: "not marked" is an empty cell, made so by - or Delete.
LEGEND = (
    ("a", Standing.ABSENT), ("w", Standing.WITHHELD), ("d", Standing.DISQUALIFIED), ("-", Standing.NOT_MARKED),
)


def typed_mark(text: str) -> MarkValue:
    """The mark that was typed. A decimal comma is taken for a point. Raises MarkRefused."""
    plain = text.strip().casefold()
    if standing := TYPED.get(plain):
        return MarkValue(standing)
    return MarkValue.read(plain, decimal_comma=True)


def shown_mark(value: MarkValue) -> str:
    """The mark as a cell shows it; what `typed_mark` reads again."""
    return value.text if value.number is not None else LETTERS[value.standing]
