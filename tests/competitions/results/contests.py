"""Small invented contests for property tests."""

from decimal import Decimal

from hypothesis import strategies as st

from competitions.contests.mark import MarkValue, Standing
from competitions.results.ranking import Contestant

FULL = Decimal(7)
marks = st.one_of(
    st.integers(0, 7).map(MarkValue.of),
    st.sampled_from(["0", "7", "0.5", "3.25", "6.5"]).map(MarkValue.read),
    st.sampled_from([standing for standing in Standing if standing != Standing.NUMBER]).map(MarkValue),
)
ABSENT = MarkValue(Standing.ABSENT)


@st.composite
def contests(draw, guests: bool = True, most: int = 14):
    """Up to `most` contestants with one to three problems."""
    problems = draw(st.integers(1, 3))
    rows = draw(st.lists(st.tuples(*[marks] * problems), max_size=most))
    return problems, [
        Contestant(f"C{number}", row, guests and draw(st.booleans())) for number, row in enumerate(rows, start=1)
    ]
