"""Marks from a file and into one."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from competitions.contests.entry_file import Verdict
from competitions.contests.mark import MarkValue
from competitions.contests.mark_file import read_mark_file
from competitions.contests.models import ContestState, EntryState
from competitions.marking.enter import enter_mark
from competitions.marking.mark_import import known_of, preview_marks, store_marks
from competitions.marking.models import Mark, MarkChange
from core.audit.lifecycle import Refused
from core.files.tables import Row, Table
from tests.factories import make_contest, make_entry, make_juror


@pytest.fixture
def contest(db):
    contest = make_contest(state=ContestState.MARKING, problems=3)
    make_entry(contest, "LAO1")
    make_entry(contest, "LAO2")
    return contest


@pytest.fixture
def ana(contest):
    return make_juror(contest, name="Ana")


@pytest.fixture
def client(signed_in, ana):
    return signed_in(ana)


def table(header, *rows, separator=","):
    return Table(tuple(header.split(",")), tuple(
        Row(number, tuple(cells.split(","))) for number, cells in enumerate(rows, start=2)
    ), "csv", separator=separator)


def put(contest, code, problem, number, by, seen=0):
    entry = contest.entries.get(code=code)
    return enter_mark(
        contest, entry, contest.problems.get(number=problem), MarkValue.of(number), seen_version=seen, by=by
    )


def stored(contest):
    return {
        (mark.entry.code, mark.problem.number): mark.value.text
        for mark in Mark.objects.filter(contest=contest).select_related("entry", "problem")
    }


def test_each_cell_is_new_changed_or_the_same(contest, ana):
    put(contest, "LAO1", 1, 3, ana)
    put(contest, "LAO1", 2, 3, ana)
    judged = preview_marks(contest, table("P2,contestant,P1,P3", "5,LAO1,3,absent", ",LAO2,,"))
    assert not judged.faults
    assert {(mark.entry.code, mark.problem.number): mark.verdict for mark in judged.marks} == {
        ("LAO1", 2): Verdict.CHANGED, ("LAO1", 1): Verdict.SAME, ("LAO1", 3): Verdict.NEW,
    }


def test_an_empty_cell_changes_nothing_and_the_words_take_a_mark_away(contest, ana):
    put(contest, "LAO1", 1, 3, ana)
    put(contest, "LAO1", 2, 4, ana)
    read = table("contestant,P1,P2", "LAO1,,not marked")
    assert store_marks(contest, read, ana, shown=preview_marks(contest, read).cursor, file_name="m.csv") == 1
    assert stored(contest) == {("LAO1", 1): "3", ("LAO1", 2): "not marked"}
    assert MarkChange.objects.order_by("id").last().source == "file"


@pytest.mark.parametrize(
    ("header", "rows", "line", "column", "said"),
    [
        ("contestant,P1", ["LAO1,8"], 2, "P1", "above 7"),
        ("contestant,P1", ["LAO1,0.5"], 2, "P1", "steps of 1"),
        ("contestant,P1", ["LAO1,seven"], 2, "P1", "not a number"),
        ("contestant,P1", ["XXX1,1"], 2, "contestant", "not a contestant"),
        ("contestant,P1", [",1"], 2, "contestant", "missing"),
        ("contestant,P1", ["LAO1,1", "LAO1,1"], 3, "contestant", "line 2"),
        ("contestant,P1", ["LAO3,1"], 2, "contestant", "withdrawn"),
        ("contestant,P1,P4", ["LAO1,1,1"], 1, "P4", "no such problem"),
        ("country,P1", ["LAO,1"], 1, "contestant", "missing"),
        ("contestant,total", ["LAO1,1"], 1, "", "P1, P2"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(contest, ana, header, rows, line, column, said):
    make_entry(contest, "LAO3", state=EntryState.WITHDRAWN)
    judged = preview_marks(contest, table(header, *rows))
    assert len(judged.faults) == 1
    assert (judged.faults[0].line, judged.faults[0].column) == (line, column)
    assert said in judged.faults[0].text
    with pytest.raises(Refused, match="Nothing is stored"):
        store_marks(contest, table(header, *rows), ana, shown=judged.cursor, file_name="m.csv")
    assert not Mark.objects.exists()


def test_unknown_columns_are_passed_over_and_named(contest):
    judged = preview_marks(contest, table("contestant,country,P1,room,total", "LAO1,LAO,1,7,1"))
    assert judged.passed_over == ["room"]
    assert judged.storable


def test_a_decimal_comma_is_read_where_commas_do_not_separate(contest):
    contest.problems.filter(number=1).update(step="0.5")
    read = Table(("contestant", "P1"), (Row(2, ("LAO1", "3,5")),), "csv", separator=";")
    assert preview_marks(contest, read).marks[0].value.text == "3.5"


def test_what_others_changed_since_the_preview_is_not_overwritten(contest, ana):
    read = table("contestant,P1,P2", "LAO1,1,2", "LAO2,3,4")
    shown = preview_marks(contest, read).cursor
    put(contest, "LAO2", 1, 7, make_juror(contest, name="Ben"))
    with pytest.raises(Refused, match="LAO2 P1"):
        store_marks(contest, read, ana, shown=shown, file_name="m.csv")
    assert stored(contest) == {("LAO2", 1): "7"}
    store_marks(contest, read, ana, shown=preview_marks(contest, read).cursor, file_name="m.csv")
    assert stored(contest) == {("LAO1", 1): "1", ("LAO1", 2): "2", ("LAO2", 1): "3", ("LAO2", 2): "4"}


def test_judging_takes_the_same_queries_for_any_number(contest, django_assert_num_queries):
    with django_assert_num_queries(4):
        known_of(contest)


def test_a_file_is_looked_at_then_stored(client, contest):
    upload = SimpleUploadedFile("marks.csv", b"contestant;P1;P2\nLAO1;7;absent\nLAO2;0;\n")
    preview = client.post(reverse("bring_marks", kwargs={"key": contest.key}), {"file": upload})["Location"]
    page = client.get(preview).content.decode()
    assert "nothing is stored yet" in page
    assert not Mark.objects.exists()
    shown = page.split('name="shown" value="')[1].split('"')[0]
    assert client.post(preview, {"shown": shown})["Location"] == reverse("marks", kwargs={"key": contest.key})
    assert stored(contest) == {("LAO1", 1): "7", ("LAO1", 2): "absent", ("LAO2", 1): "0"}


def test_a_closed_contest_takes_no_file(client, contest):
    upload = SimpleUploadedFile("marks.csv", b"contestant,P1\nLAO1,7\n")
    preview = client.post(reverse("bring_marks", kwargs={"key": contest.key}), {"file": upload})["Location"]
    contest.state = ContestState.JURY
    contest.save()
    assert "It is now" in client.post(preview, {"shown": "0"}).content.decode()
    assert not Mark.objects.exists()


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_what_is_exported_can_be_brought_again_and_ranked(client, contest, ana, format):
    put(contest, "LAO1", 1, 7, ana)
    answer = client.get(reverse("export_marks", kwargs={"key": contest.key, "name": format}))
    content = b"".join(answer.streaming_content)
    if format == "csv":
        read = read_mark_file(content)
        assert (read.contestants, read.shown[0]) == (["LAO1", "LAO2"], ["7", "not marked"])
    upload = SimpleUploadedFile(f"marks.{format}", content)
    preview = client.post(reverse("bring_marks", kwargs={"key": contest.key}), {"file": upload})["Location"]
    assert "The file changes nothing" in client.get(preview).content.decode()
