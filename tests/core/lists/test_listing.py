"""Lists: search, filter, sort, export, and no more queries for more rows."""

import csv
import io

import pytest
from django.test import RequestFactory
from django.urls import reverse
from openpyxl import load_workbook

from core.accounts.models import User
from core.accounts.views import USERS
from tests.factories import make_user


@pytest.fixture
def people(secretariat):
    return [make_user(name=f"{word} {n}", email=f"{word}{n}@example.org".lower())
            for n in range(3) for word in ("Aung", "Bopha")]


def names_on(client, query: str = "") -> list[str]:
    page = client.get(reverse("users") + query).context["page"]
    return [row.name for row, _ in page.rows]


def test_search_finds_every_word_in_any_field(people, as_secretariat):
    assert names_on(as_secretariat, "?q=aung+example.org") == ["Aung 0", "Aung 1", "Aung 2"]
    assert names_on(as_secretariat, "?q=aung+bopha") == []


def test_a_search_text_is_taken_literally(people, as_secretariat):
    assert names_on(as_secretariat, "?q=%25") == []
    assert names_on(as_secretariat, "?q=_") == []


def test_a_filter_narrows_and_an_unknown_choice_does_not(people, as_secretariat, secretariat):
    User.objects.filter(name="Aung 1").update(is_active=False)
    assert names_on(as_secretariat, "?active=0") == ["Aung 1"]
    assert len(names_on(as_secretariat, "?active=nonsense")) == 7
    assert names_on(as_secretariat, "?secretariat=1") == [secretariat.name]


def test_a_column_sorts_both_ways_and_an_unknown_one_does_not(people, as_secretariat):
    assert names_on(as_secretariat, "?sort=-email&q=example.org")[0] != names_on(as_secretariat, "?sort=email")[0]
    assert names_on(as_secretariat, "?sort=password") == names_on(as_secretariat)


def test_pages_keep_the_search_and_the_sorting(people, as_secretariat, secretariat):
    rows = [make_user(name=f"Chan {n:03}") for n in range(60)]
    page = as_secretariat.get(reverse("users") + "?q=chan&sort=-name")
    shown = page.content.decode()
    assert page.context["page"].count == 60
    assert "q=chan" in shown
    following = as_secretariat.get(reverse("users"), {
        "q": "chan", "sort": "-name", "after": page.context["page"].key_page.after})
    assert [row.name for row, _ in following.context["page"].rows] == [row.name for row in reversed(rows[:10])]


def test_an_empty_list_and_a_list_narrowed_to_nothing_say_different_things(as_secretariat):
    outbox = as_secretariat.get(reverse("outbox")).content.decode()
    assert "No message has been written yet." in outbox
    assert "Nothing fits this filter." in as_secretariat.get(reverse("outbox") + "?q=zzz").content.decode()


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_export_holds_every_row_of_the_narrowed_list_and_is_safe(people, as_secretariat, format):
    make_user(name="=HYPERLINK(1)", email="evil@example.org")
    answer = as_secretariat.get(reverse("users") + f"?export={format}&q=example.org&after=ignored")
    assert 'filename="users-' in answer["Content-Disposition"]
    if format == "csv":
        text = answer.getvalue().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
    else:
        rows = list(load_workbook(io.BytesIO(answer.getvalue())).active.values)
    assert len(rows) == 1 + User.objects.count()
    assert "'=HYPERLINK(1)" in [row[0] for row in rows]


def test_an_unknown_format_shows_the_page(people, as_secretariat):
    assert as_secretariat.get(reverse("users") + "?export=exe").status_code == 200


@pytest.mark.parametrize("name", ["users", "outbox", "audit", "readings"])
def test_a_list_takes_no_more_queries_for_more_rows(
    name, as_secretariat, secretariat, django_assert_max_num_queries
):
    from core.audit.record import record, record_reading
    from core.mail.queue import store_message

    def more(times: int) -> None:
        for _ in range(times):
            user = make_user()
            record("did", user, user)
            record_reading("something", user, user)
            store_message(to="a@example.org", language="en-gb", subject="Hello", body="Hello\n")

    more(2)
    as_secretariat.get(reverse(name))
    with django_assert_max_num_queries(16) as few:
        as_secretariat.get(reverse(name))
    more(20)
    with django_assert_max_num_queries(len(few)):
        as_secretariat.get(reverse(name))


@pytest.mark.parametrize("query", ["?q=%00", "?after=%00", "?active=%00", "?sort=%00", "?export=%00", "?q=%F0%28%8C"])
def test_no_query_breaks_a_list(query, people, as_secretariat):
    assert as_secretariat.get(reverse("users") + query).status_code in {200, 404}


def test_the_count_stops_where_counting_gets_slow(db, secretariat):
    User.objects.bulk_create(User(email=f"{n}@example.org", name="x") for n in range(1005))
    request = RequestFactory().get("/")
    page = USERS.page(request, User.objects.all())
    assert (page.count, page.more_than_counted) == (1000, True)
