"""The grid's pages and what it and the server say to each other."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from competitions.contests.mark import MarkValue, Standing
from competitions.contests.models import ContestState, Entry, EntryState
from competitions.marking.changes import changes_since
from competitions.marking.dialect import shown_mark, typed_mark
from competitions.marking.enter import enter_mark
from competitions.marking.grid import PAGE, Choice, read_grid
from competitions.marking.models import Mark
from competitions.marking.progress import Share, progress_of, scripts_left
from tests.factories import make_contest, make_entry, make_juror


@pytest.fixture
def contest(db):
    return make_contest(state=ContestState.MARKING, problems=3)


@pytest.fixture
def ana(contest):
    return make_juror(contest, name="Ana")


@pytest.fixture
def client(signed_in, ana):
    return signed_in(ana)


def at(name, contest, /, **more):
    return reverse(name, kwargs={"key": contest.key, **more})


def send(client, contest, *marks):
    body = {"marks": [dict(zip(("entry", "problem", "text", "seen"), mark, strict=True)) for mark in marks]}
    return client.post(at("enter_marks", contest), json.dumps(body), content_type="application/json")


def mark(entry, problem, number, by, seen=0):
    return enter_mark(
        entry.contest, entry, entry.contest.problems.get(number=problem), MarkValue.of(number), seen_version=seen, by=by
    )


@pytest.mark.parametrize(("typed", "meant"), [
    ("7", MarkValue.of(7)), (" 0 ", MarkValue.of(0)), ("a", MarkValue(Standing.ABSENT)),
    ("W", MarkValue(Standing.WITHHELD)), ("d", MarkValue(Standing.DISQUALIFIED)), ("-", MarkValue(Standing.NOT_MARKED)),
    ("", MarkValue(Standing.NOT_MARKED)), ("absent", MarkValue(Standing.ABSENT)), ("3,5", typed_mark("3.5")),
])
def test_a_letter_stands_for_what_is_not_a_number(typed, meant):
    assert typed_mark(typed) == meant
    assert typed_mark(shown_mark(meant)) == meant


def test_a_cell_sent_is_answered_with_its_version_total_and_rank(client, contest, ana):
    first, second = make_entry(contest, "LAO1"), make_entry(contest, "LAO2")
    mark(first, 1, 3, ana)
    answer = send(client, contest, (second.key, 1, "5", 0), (second.key, 2, "a", 0))
    assert answer.status_code == 200
    said = answer.json()
    marks = [(each["is"], each["text"], each["version"]) for each in said["marks"]]
    assert marks == [("saved", "5", 1), ("saved", "a", 1)]
    assert said["rows"] == {second.key: {"total": "5", "rank": 1}}


def test_an_overtaken_cell_is_told_with_who_and_when(client, contest):
    entry = make_entry(contest, "LAO1")
    mark(entry, 1, 6, make_juror(contest, name="Ben"))
    answer = send(client, contest, (entry.key, 1, "5", 0))
    assert answer.status_code == 409
    said = answer.json()["marks"][0]
    assert (said["is"], said["text"], said["version"], said["by"]) == ("overtaken", "6", 1, "Ben")
    assert said["at"]
    assert Mark.objects.get().points == 6


@pytest.mark.parametrize(
    ("text", "said"), [("8", "above 7"), ("x", "not a number"), ("-1", "below zero"), ("0.5", "steps")]
)
def test_a_cell_refused_says_why(client, contest, text, said):
    answer = send(client, contest, (make_entry(contest).key, 1, text, 0))
    assert answer.status_code == 422
    assert said in answer.json()["marks"][0]["why"]


def test_an_unknown_contestant_or_problem_is_refused(client, contest):
    other = make_entry(make_contest(), "VNM1")
    answer = send(client, contest, (other.key, 1, "1", 0), (make_entry(contest).key, 9, "1", 0))
    assert ["not in the contest" in each["why"] for each in answer.json()["marks"]] == [True, True]


def test_a_closed_contest_says_so(client, contest):
    entry = make_entry(contest)
    contest.state = ContestState.JURY
    contest.save()
    answer = send(client, contest, (entry.key, 1, "1", 0))
    assert answer.status_code == 423
    assert "before the jury" in answer.json()["closed"]


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"marks": []}', '{"marks": [1]}', '{"marks": [{"entry": 1}]}',
                                  '{"marks": [{"entry": "x", "problem": 1, "text": "1", "seen": -1}]}'])
def test_what_the_grid_does_not_send_is_not_understood(client, contest, body):
    assert client.post(at("enter_marks", contest), body, content_type="application/json").status_code == 400


def test_changes_come_once_each_as_they_stand_now(client, contest, ana):
    entry = make_entry(contest, "LAO1")
    start = client.get(at("mark_changes", contest) + "?since=0").json()
    assert (start["marks"], start["rows"], start["open"]) == ([], {}, True)
    mark(entry, 1, 3, ana)
    mark(entry, 1, 4, ana, seen=1)
    news = client.get(at("mark_changes", contest), {"since": start["cursor"]}).json()
    assert [(each["text"], each["version"], each["by"]) for each in news["marks"]] == [("4", 2, "Ana")]
    assert news["rows"] == {entry.key: {"total": "4", "rank": 1}}
    assert client.get(at("mark_changes", contest), {"since": news["cursor"]}).json()["marks"] == []
    assert client.get(at("mark_changes", contest), {"since": "x"}).status_code == 400


def test_asking_for_changes_takes_one_query(contest, ana, django_assert_num_queries):
    for number in range(1, 9):
        mark(make_entry(contest, f"LAO{number}"), 1, 3, ana)
    with django_assert_num_queries(1):
        assert len(changes_since(contest, 0).marks) == 8


def test_anothers_contest_has_no_part_in_the_changes(contest, ana):
    elsewhere = make_contest(state=ContestState.MARKING, problems=1)
    mark(make_entry(elsewhere), 1, 3, ana)
    assert not changes_since(contest, 0).marks


def test_the_grid_shows_a_page_in_natural_order_and_finds_contestants(contest):
    for number in (10, 2, 1):
        make_entry(contest, f"LAO{number}")
    make_entry(contest, "KHM1")
    make_entry(contest, "LAO3", state=EntryState.WITHDRAWN)
    assert [row.entry.code for row in read_grid(contest, Choice()).rows] == ["KHM1", "LAO1", "LAO2", "LAO10"]
    assert [row.entry.code for row in read_grid(contest, Choice(delegation="KHM")).rows] == ["KHM1"]
    assert [row.entry.code for row in read_grid(contest, Choice(search="o10")).rows] == ["LAO10"]


def queries_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def test_a_thousand_contestants_take_as_many_queries_as_ten(client, contest):
    def enter(numbers: range) -> None:
        Entry.objects.bulk_create(
            Entry(contest=contest, code=f"C{number}", delegation=f"D{number % 40}") for number in numbers
        )

    enter(range(10))
    few = [queries_of(client, at(page, contest)) for page in ("marks", "progress")]
    enter(range(10, 1000))
    assert [queries_of(client, at("marks", contest) + "?page=3"), queries_of(client, at("progress", contest))] == few
    page = client.get(at("marks", contest) + "?page=3").content.decode()
    assert page.count("<tr data-entry") == PAGE
    assert "page 3 of 10" in page


def test_a_page_beyond_the_last_and_nonsense_are_answered(client, contest):
    make_entry(contest)
    for query in ("?page=99", "?page=x", "?page=-1", "?delegation=none", "?q=nobody"):
        assert client.get(at("marks", contest) + query).status_code == 200


def test_the_form_stores_only_what_was_typed_and_keeps_what_was_refused(client, contest, ana):
    entry = make_entry(contest, "LAO1")
    mark(entry, 1, 3, ana)
    address = at("contestant_sheet", contest, name=entry.key)
    sent = {}
    for number, typed, was, seen in ((1, "3", "3", 1), (2, "6", "", 0), (3, "99", "", 0)):
        sent |= {f"m-{entry.key}-{number}": typed, f"was-{entry.key}-{number}": was, f"seen-{entry.key}-{number}": seen}
    page = client.post(address, sent).content.decode()
    assert "99 is above 7" in page
    assert 'value="99"' in page
    assert dict(Mark.objects.values_list("problem__number", "points")) == {1: 3, 2: 6}
    assert Mark.objects.get(problem__number=1).version == 1


def test_the_form_tells_what_somebody_else_entered_and_saving_again_puts_ones_own(client, contest):
    entry = make_entry(contest, "LAO1")
    mark(entry, 1, 6, make_juror(contest, name="Ben"))
    address = at("problem_sheet", contest, name="1")
    sent = {f"m-{entry.key}-1": "5", f"was-{entry.key}-1": "", f"seen-{entry.key}-1": 0}
    page = client.post(address, sent).content.decode()
    assert "Ben has made it 6 meanwhile; you typed 5" in page
    assert Mark.objects.get().points == 6
    again = client.post(address, {**sent, f"was-{entry.key}-1": "6", f"seen-{entry.key}-1": 1})
    assert again.status_code == 302
    assert Mark.objects.get().points == 5


def test_an_organiser_reads_marks_and_enters_none(contest, signed_in):
    from tests.factories import make_organiser

    entry = make_entry(contest, "LAO1")
    organiser = signed_in(make_organiser(contest.edition.host))
    assert "For reading only" in organiser.get(at("marks", contest)).content.decode()
    sent = {f"m-{entry.key}-1": "5", f"was-{entry.key}-1": "", f"seen-{entry.key}-1": 0}
    organiser.post(at("contestant_sheet", contest, name=entry.key), sent)
    assert not Mark.objects.exists()


def test_the_history_of_a_mark_names_who_entered_what(client, contest, ana):
    entry = make_entry(contest, "LAO1")
    address = at("mark_history", contest, entry=entry.key, number=1)
    assert "Nothing has been entered" in client.get(address).content.decode()
    mark(entry, 1, 3, ana)
    page = client.get(address).content.decode()
    assert "Ana" in page
    part = client.get(address, headers={"X-Requested-With": "grid"}).content.decode()
    assert "<html" not in part
    assert "Ana" in part


def test_progress_counts_scripts_by_delegation_and_problem(contest, ana):
    first = make_entry(contest, "LAO1")
    make_entry(contest, "LAO2")
    make_entry(contest, "VNM1")
    gone = make_entry(contest, "VNM2")
    mark(first, 1, 3, ana)
    mark(gone, 1, 3, ana)
    gone.state = EntryState.WITHDRAWN
    gone.save()
    progress = progress_of(contest)
    assert [(row.delegation, [(share.done, share.of) for share in row.shares]) for row in progress.rows] == [
        ("LAO", [(1, 2), (0, 2), (0, 2)]), ("VNM", [(0, 1), (0, 1), (0, 1)]),
    ]
    assert (progress.whole.done, progress.whole.of) == (1, 9)
    assert scripts_left(contest) == 8


def test_a_share_is_full_only_when_nothing_is_left():
    assert [Share(done, 200).percent for done in (0, 1, 199, 200)] == [0, 0, 99, 100]
    assert [Share(done, 200).tint for done in (0, 1, 199, 200)] == [0, 1, 3, 4]


def test_scripts_to_be_marked_wait_for_the_juror(client, contest, ana):
    entry = make_entry(contest, "LAO1")
    make_entry(contest, "LAO2")
    mark(entry, 1, 3, ana)
    page = client.get(reverse("home")).content.decode()
    assert f"Scripts to be marked: {contest.title}" in page
    assert '<span class="count">5</span>' in page
