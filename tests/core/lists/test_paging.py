"""Paging by key: every row once, in order, whichever way one turns the pages."""

import base64
import json
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.accounts.models import User
from core.lists.paging import cursor_of, key_page, read_cursor

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# Few different values, so that many rows share one and the primary key decides.
NAMES = st.lists(st.sampled_from(["", "a", "A", "ä", "b", "ສ", "ไ", "'; --"]), max_size=25)
SORTS = st.sampled_from(["name", "-name", "pk", "-pk", "date_joined", "-date_joined"])


def make_users(names: list[str]) -> None:
    User.objects.all().delete()
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    User.objects.bulk_create(
        User(email=f"{number}@example.org", name=name, date_joined=moment + timedelta(microseconds=number // 3))
        for number, name in enumerate(names)
    )


def in_order(sort: str) -> list[int]:
    sign = "-" if sort.startswith("-") else ""
    return list(User.objects.order_by(sort, f"{sign}pk").values_list("pk", flat=True))


def turn(sort: str, size: int, way: str = "after", cursor: str = "") -> list[list[int]]:
    """The pages' primary keys, turning one way from a cursor until there is no further page."""
    pages = []
    for _ in range(100):
        page = key_page(User.objects.all(), sort, size=size, **{way: cursor})
        pages.append([row.pk for row in page.rows])
        if not (cursor := getattr(page, way)):
            return pages
    raise AssertionError("the pages never end")


@FEW
@given(names=NAMES, sort=SORTS, size=st.integers(1, 7))
@example(names=["a"] * 7, sort="-name", size=7)
def test_the_pages_forward_are_all_rows_in_order(db, names, sort, size):
    make_users(names)
    pages = turn(sort, size)
    assert list(chain(*pages)) == in_order(sort)
    assert all(len(page) == size for page in pages[:-1])


@FEW
@given(names=NAMES.filter(bool), sort=SORTS, size=st.integers(1, 7))
def test_the_pages_backward_from_the_last_row_are_all_rows_before_it(db, names, sort, size):
    make_users(names)
    rows = in_order(sort)
    last_page = key_page(User.objects.all(), sort, size=len(rows))
    last = last_page.rows[-1]
    pages = turn(sort, size, "before", cursor_of(last)) if len(rows) > 1 else [[]]
    assert list(chain(*reversed(pages))) == rows[:-1]


@FEW
@given(names=NAMES.filter(bool), sort=SORTS, size=st.integers(1, 5), added=NAMES)
def test_rows_that_stay_are_shown_once_though_others_come_between(db, names, sort, size, added):
    make_users(names)
    there = set(in_order(sort))
    seen, cursor, waiting = [], "", list(added)
    for number in range(100):
        page = key_page(User.objects.all(), sort, size=size, after=cursor)
        seen += [row.pk for row in page.rows]
        if waiting:
            User.objects.create(email=f"late{number}@example.org", name=waiting.pop())
        if not (cursor := page.after):
            break
    assert [pk for pk in seen if pk in there] == [pk for pk in in_order(sort) if pk in there]
    assert len(seen) == len(set(seen))


@FEW
@given(names=NAMES.filter(lambda names: len(names) > 2), sort=SORTS, size=st.integers(1, 4))
def test_turning_on_and_back_shows_the_same_page(db, names, sort, size):
    make_users(names)
    first = key_page(User.objects.all(), sort, size=size)
    if not first.after:
        return
    second = key_page(User.objects.all(), sort, size=size, after=first.after)
    again = key_page(User.objects.all(), sort, size=size, before=second.before)
    assert [row.pk for row in again.rows] == [row.pk for row in first.rows]
    assert again.before == ""


def packed(*content) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


@pytest.mark.parametrize("sort", ["name", "pk", "date_joined", "is_active"])
@pytest.mark.parametrize(
    "cursor",
    ["x", "é", "=", "AAAA", packed("a"), packed("a", "b"), packed(None, 1), packed([1], 1), packed({"a": 1}, 1),
     packed("\0", 1), packed(float("nan"), 1), packed("not a date", 1), packed(10**40, 10**40), packed("a", 1e400),
     packed(True, 1), packed("2026-02-31T00:00:00Z", 1), "A" * 5000],
)
def test_a_mangled_cursor_never_breaks_the_page(user, sort, cursor):
    for way in ("after", "before"):
        assert len(key_page(User.objects.all(), sort, **{way: cursor}).rows) in {0, 1}


def test_a_cursor_beyond_which_nothing_is_left_shows_the_first_page(user):
    page = key_page(User.objects.all(), "name", after=packed("zzz", 10**9))
    assert [row.pk for row in page.rows] == [user.pk]


@given(st.text())
def test_any_text_reads_as_a_cursor_or_as_none(cursor):
    answer = read_cursor(cursor)
    assert answer is None or len(answer) == 2
