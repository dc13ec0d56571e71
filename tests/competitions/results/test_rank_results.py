"""The command `rank_results`: what it prints, and how it refuses."""

import csv
import io
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

MARKS = """contestant,country,P1,P2,P3
LAO1,Laos,7,7,7
LAO2,Laos,7,0,
KHM1,Cambodia,3,3,3
KHM2,Cambodia,3,3,3
THA1,Thailand,0,1,0
THA2,Thailand,absent,not marked,0
"""


@pytest.fixture
def ranked(tmp_path):
    """Runs the command on a file of these contents; the printed rows."""

    def run(content: str | bytes, *options: str, **named) -> list[list[str]]:
        path = tmp_path / "marks.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        out = io.StringIO()
        call_command("rank_results", str(path), *options, stdout=out, **named)
        return list(csv.reader(io.StringIO(out.getvalue())))

    return run


def test_results_are_printed_from_the_first_rank_down(ranked):
    assert ranked(MARKS) == [
        ["rank", "contestant", "country", "P1", "P2", "P3", "total", "award"],
        ["1", "LAO1", "Laos", "7", "7", "7", "21", "silver"],
        ["2", "KHM1", "Cambodia", "3", "3", "3", "9", "bronze"],
        ["2", "KHM2", "Cambodia", "3", "3", "3", "9", "bronze"],
        ["4", "LAO2", "Laos", "7", "0", "", "7", "honourable mention"],
        ["5", "THA1", "Thailand", "0", "1", "0", "1", ""],
        ["6", "THA2", "Thailand", "absent", "not marked", "0", "0", ""],
    ]


def test_columns_come_in_any_order_and_unknown_ones_are_passed_over(ranked):
    plain = ranked("contestant,country,P1,P2\nA,X,7,1\nB,Y,2,3\n")
    assert ranked("P2,shoe size,country,P1,contestant,P,P0\n1,38,X,7,A,9,9\n3,44,Y,2,B,9,9\n") == plain


def test_the_jurys_cutoffs_are_taken_instead_of_the_proposal(ranked):
    awards = [row[-1] for row in ranked(MARKS, "--gold", "21", "--silver", "9", "--bronze", "1")[1:]]
    assert awards == ["gold", "silver", "silver", "bronze", "bronze", ""]
    assert ranked(MARKS, gold=21, silver=9, bronze=1) == ranked(MARKS, "--gold=21", "--silver=9", "--bronze=1")


def test_one_cutoff_alone_leaves_the_others_to_the_rule(ranked):
    assert [row[-1] for row in ranked(MARKS, "--gold", "9")[1:4]] == ["gold"] * 3


@pytest.mark.parametrize(
    ("options", "mentioned"),
    [([], ["B"]), (["--maximum=7"], ["B"]), (["--maximum=P1=7,P2=3"], ["B", "C"]), (["--maximum", "p2=3"], ["B", "C"])],
)
def test_a_full_mark_is_the_highest_of_the_file_unless_said(ranked, options, mentioned):
    rows = ranked("contestant,country,P1,P2\nA,X,6,3\nB,X,7,0\nC,X,0,3\n", *options, "--bronze=8")
    assert [row[1] for row in rows if row[-1] == "honourable mention"] == mentioned


def test_guests_are_ranked_and_awarded_but_move_no_cutoff(ranked):
    without = "contestant,country,P1\nA,X,7\nB,X,5\nC,X,3\nD,X,1\n"
    with_guests = "contestant,country,guest,P1\nA,X,0,7\nG,Y,1,6\nB,X,,5\nC,X,no,3\nH,Y,yes,2\nD,X,0,1\n"
    assert [f"{row[0]} {row[1]} {row[-1]}" for row in ranked(without)[1:]] == [
        "1 A silver", "2 B bronze", "3 C ", "4 D ",
    ]  # fmt: skip
    assert [f"{row[0]} {row[1]} {row[-1]}" for row in ranked(with_guests)[1:]] == [
        "1 A silver", "2 G bronze", "3 B bronze", "4 C ", "5 H ", "6 D ",
    ]  # fmt: skip
    renamed = with_guests.replace("guest", "outside")
    assert ranked(renamed, "--guests", "outside") == ranked(with_guests)
    assert ranked(renamed) != ranked(with_guests)


def test_marks_and_totals_are_exact_and_short(ranked):
    rows = ranked("contestant,country,P1,P2,P3\nA,X,0.1,0.2,0\nB,X,0.3,0,0.0\nC,X,07,1.50,0.0001\n")
    assert rows[1:] == [
        ["1", "C", "X", "7", "1.5", "0.0001", "8.5001", "bronze"],
        ["2", "A", "X", "0.1", "0.2", "0", "0.3", ""],
        ["2", "B", "X", "0.3", "0", "0", "0.3", ""],
    ]


def test_every_word_for_no_number_is_read_and_printed(ranked):
    words = ["absent", "not marked", "withheld", "disqualified", ""]
    rows = ranked("contestant,country,P1,P2,P3,P4,P5\nA,X," + ",".join(words).upper() + "\n")
    assert rows[1] == ["1", "A", "X", *words, "0", ""]


@pytest.mark.parametrize("prefix", ["=", "+", "-", "@"])
def test_a_cell_that_a_spreadsheet_would_take_for_a_formula_is_made_safe(ranked, prefix):
    rows = ranked(f'contestant,country,P1\n{prefix}1+1,"  {prefix}HYPERLINK(""x"")",1\n')
    assert rows[1][1:3] == [f"'{prefix}1+1", f"'{prefix}HYPERLINK(\"x\")"]


@pytest.mark.parametrize(
    "content",
    [
        MARKS.encode("utf-8-sig"),
        MARKS.encode("utf-16"),
        MARKS.replace(",", ";").encode(),
        MARKS.replace(",", "\t").encode(),
        MARKS.replace("\n", "\r\n").encode(),
        MARKS.replace("\n", "\r").encode(),
        MARKS.replace("\n", "\n\n,,,,\n").encode(),
        MARKS.upper().replace("LAOS", "Laos").replace("CAMBODIA", "Cambodia").replace("THAILAND", "Thailand").encode(),
        MARKS.replace("contestant", '"contestant"').rstrip().encode(),
    ],
    ids=["BOM", "UTF-16", "semicolons", "tabs", "CRLF", "CR", "empty lines", "capitals", "quoted"],
)
def test_a_table_may_be_saved_as_any_spreadsheet_program_saves_it(ranked, content):
    assert ranked(content) == ranked(MARKS)


def test_a_file_with_semicolons_may_have_decimal_commas(ranked):
    assert ranked("contestant;country;P1\nA;X;2,5\n")[1] == ["1", "A", "X", "2.5", "2.5", "bronze"]


def test_a_contest_without_contestants_is_a_header(ranked):
    assert ranked("contestant,country,P1\n") == [["rank", "contestant", "country", "P1", "total", "award"]]


def test_cells_with_commas_quotation_marks_and_line_breaks_are_printed_as_they_were(ranked):
    names = ['a,b', 'a "b"', "a\nb", "=a,b"]
    out = io.StringIO()
    csv.writer(out).writerows([["contestant", "country", "P1"], *([name, "X", 1] for name in names)])
    assert [row[1] for row in ranked(out.getvalue())[1:]] == [*names[:3], "'=a,b"]


HEADER = "contestant,country,P1,P2\n"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "line 1: The file is empty"),
        ("\n \n", "line 1: The file is empty"),
        (HEADER + "A,X,7,x\n", "line 2, column P2: “x” is not a number."),
        (HEADER + "A,X,-1,0\n", "line 2, column P1: -1 is below zero."),
        (HEADER + "A,X,1,0\nA,X,2,0\n", "line 3, column contestant: “A” already stands on line 2."),
        (HEADER + ",X,1,0\n", "line 2, column contestant: The contestant is missing."),
        (HEADER + "A" * 201 + ",X,1,0\n", "line 2, column contestant: The name has more"),
        (HEADER + "A," + "X" * 201 + ",1,0\n", "line 2, column country: The name has more"),
        (HEADER + "A,X,1\n", "line 2, column P2: The line ends here: it has 3 cells"),
        (HEADER + "A,X,1,2,3\n", "line 2, column 5: The line has 5 cells"),
        (HEADER + '"A\nB",X,1,0\nC,X,1,y\n', "line 4, column P2: “y” is not a number."),
        (HEADER + 'A,X,"1,0\nB,X,2,0\n', "line 2: A cell has no end"),
        (HEADER + 'A,X,"1"0,0\n', "line 2: A quotation mark inside a cell"),
        (HEADER + "A,X,1,0\nB,\ud800X,2,0\n", "line 3: This is not UTF-8 text."),
        ("\ufeff" + HEADER + "A,X\0,1,0\n", "line 2: This is not a table of text"),
        (b"\xff\xfe\x00", "not UTF-8 text"),
        (b"PK\x03\x04\x14\0\0\0", "line 1: This is not a table of text"),
        ("contestant,country,P1,P2,P3,P5\n", "line 1, column P4: The column is missing"),
        ("contestant,country,P1,P9999\n", "line 1, column P2: The column is missing"),
        ("contestant,country,P1,P1\n", "line 1, column P1: The column stands twice."),
        ("contestant,country,country,P1\n", "line 1, column country: The column stands twice."),
        ("contestant,country\n", "line 1: The columns of marks are missing"),
        ("contestant,P1\n", "line 1, column country: The column is missing."),
        ("country,P1\n", "line 1, column contestant: The column is missing."),
        ("contestant,country,guest,P1\nA,X,perhaps,1\n", "line 2, column guest: “perhaps” does not say"),
    ],
)
def test_bad_input_is_refused_by_line_and_column(ranked, content, told):
    with pytest.raises(CommandError) as refusal:
        ranked(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    assert told in str(refusal.value)
    assert refusal.value.returncode == 2


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--gold=x"], "--gold: “x” is not a number"),
        (["--gold=10", "--silver=20", "--bronze=5"], "--bronze: The lowest total of gold is not below"),
        (["--bronze=0"], "--bronze: The lowest total of a medal is a number above zero"),
        (["--bronze=NaN"], "--bronze: “NaN” is not a number"),
        (["--maximum=0"], "--maximum: A full mark is above zero"),
        (["--maximum=P1"], "--maximum: “P1” is not a number"),
        (["--maximum=P1=7,P1=8"], "--maximum: “P1=8” does not give one problem its full mark"),
        (["--maximum=P1=7,"], "--maximum: “” does not give one problem"),
        (["--maximum=P1=seven"], "--maximum: “seven” is not a number"),
        (["--maximum=P4=7"], "column P4: A full mark is given for this problem, but the file does not have it."),
        (["--maximum=6"], "line 2, column P1: 7 is above 6, the highest mark of this problem."),
        (["--guests=visitor"], "line 1, column visitor: The column is missing."),
    ],
)
def test_options_that_make_no_sense_are_refused(ranked, options, told):
    with pytest.raises(CommandError) as refusal:
        ranked(MARKS, *options)
    assert told in str(refusal.value)
    assert refusal.value.returncode == 2


def test_all_faults_are_named_at_once_and_too_many_are_counted(ranked):
    with pytest.raises(CommandError) as refusal:
        ranked(HEADER + "A,X,x,y\nA,X,1,z\n")
    assert [line.split(": ", 1)[1] for line in str(refusal.value).splitlines()] == [
        "line 2, column P1: “x” is not a number.",
        "line 2, column P2: “y” is not a number.",
        "line 3, column contestant: “A” already stands on line 2.",
        "line 3, column P2: “z” is not a number.",
    ]
    with pytest.raises(CommandError, match="… and 950 more faults"):
        ranked(HEADER + "".join(f"C{at},X,x,1\n" for at in range(1000)))


below_a_header = st.text(max_size=300).map(lambda text: (HEADER + text).encode("utf-8", "replace"))


@given(st.one_of(st.binary(max_size=300), below_a_header))
@hypothesis_settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_in_the_file_it_is_ranked_or_refused(ranked, content):
    try:
        rows = ranked(content)
    except CommandError as refusal:
        assert refusal.returncode == 2  # noqa: PT017
    else:
        assert rows[0][:3] == ["rank", "contestant", "country"]


# --- as a program of its own -------------------------------------------------------------


def run(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """`manage.py rank_results` with a database that cannot be reached."""
    return subprocess.run(
        [sys.executable, "manage.py", "rank_results", *arguments],
        input=stdin,
        capture_output=True,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nowhere", **environment},
        check=False,
    )


@pytest.mark.parametrize("database", ["postgres://nobody@127.0.0.1:1/nowhere", "sqlite:////nowhere/at/all.sqlite3"])
def test_no_database_is_needed(tmp_path, database):
    path = tmp_path / "marks.csv"
    path.write_text(MARKS)
    done = run(str(path), DATABASE_URL=database, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"rank,contestant,country,P1,P2,P3,total,award\n1,LAO1,Laos,7,7,7,21,silver\n")


def test_standard_input_is_read_and_other_scripts_are_printed_as_utf8():
    done = run("-", stdin="contestant,country,P1\nλ1,ລາວ,7\n".encode(), PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == "rank,contestant,country,P1,total,award\n1,λ1,ລາວ,7,7,bronze\n"


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: None, "No such file or directory"),
        (lambda path: path.mkdir(), "Is a directory"),
        (lambda path: path.write_bytes(bytes(range(256)) * 40), "not UTF-8 text"),
        (lambda path: path.write_text(HEADER + "A,X,8,x"), "line 2, column P2: “x” is not a number."),
    ],
)
def test_a_refusal_goes_to_standard_error_with_status_2_and_no_traceback(tmp_path, make, told):
    path = tmp_path / "marks.csv"
    make(path)
    done = run(str(path))
    assert (done.returncode, done.stdout) == (2, b"")
    assert told in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_options_that_are_unknown_or_make_no_sense_end_with_status_2():
    assert run("-", "--platinum", "3").returncode == 2
    assert run("-", "--gold", "many", stdin=MARKS.encode()).returncode == 2


def test_a_closed_standard_input_is_refused():
    shell = f"'{sys.executable}' manage.py rank_results - <&-"
    done = subprocess.run(["/bin/bash", "-c", shell], capture_output=True, cwd=settings.BASE_DIR, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr


def test_a_reader_who_stops_reading_is_no_error(tmp_path):
    path = tmp_path / "marks.csv"
    path.write_text(HEADER + "".join(f"C{at},X,{at % 8},0\n" for at in range(20_000)))
    shell = f"'{sys.executable}' manage.py rank_results '{path}' | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["/bin/bash", "-c", shell], capture_output=True, cwd=settings.BASE_DIR, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == b"rank,contestant,country,P1,P2,total,award\n"
