"""The two ways of reading a table are one."""

from hypothesis import given
from hypothesis import strategies as st

from competitions.contests.mark_file import plain_columns, rows_of

cells = st.text(alphabet="ab 1\t\x0b\u2028;'", max_size=3)


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=6)),
       st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r\n"]), st.booleans())  # fmt: skip
def test_a_plain_table_is_read_at_once_as_it_would_be_row_by_row(rows, separator, end, ended):
    text = end.join(separator.join(cell.replace(separator, "") for cell in row) for row in rows) + end * ended
    plain = plain_columns(text, separator)
    lines, slowly = rows_of(text, separator)
    if plain is None:
        assert not slowly
    else:
        assert (list(plain[0]), [list(column) for column in zip(*slowly, strict=True)]) == (lines, plain[1])


@given(st.text(alphabet='a,\n\r"', max_size=20))
def test_a_table_that_is_not_plain_is_left_to_the_slower_way(text):
    plain = plain_columns(text, ",")
    if plain is not None:
        lines, slowly = rows_of(text, ",")
        assert (list(plain[0]), plain[1]) == (lines, [list(column) for column in zip(*slowly, strict=True)])
