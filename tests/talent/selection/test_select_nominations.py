"""The command `select_nominations`: what it prints, and how it refuses."""

import csv
import io
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

NOMINATIONS = """id,score,country,gender,grade
n1,90.5,LA,f,10
n2,80,LA,m,10
n3,70,TH,m,11
n4,60,TH,f,11
n5,10,KH,f,10
"""
QUOTAS = """places = 3
[[quota]]
where = {country = "KH"}
min = 1
[[quota]]
per = "country"
max = 1
"""


@pytest.fixture
def selected(tmp_path):
    """Runs the command on these contents; the printed rows, and what stands on standard error."""

    def run(nominations: str | bytes = NOMINATIONS, quotas: str | bytes = QUOTAS, **options):
        table, rules = tmp_path / "nominations.csv", tmp_path / "quotas.toml"
        table.write_bytes(nominations if isinstance(nominations, bytes) else nominations.encode())
        rules.write_bytes(quotas if isinstance(quotas, bytes) else quotas.encode())
        out, err = io.StringIO(), io.StringIO()
        call_command("select_nominations", str(table), quotas=str(rules), stdout=out, stderr=err, **options)
        return list(csv.reader(io.StringIO(out.getvalue()))), err.getvalue()

    return run


@pytest.fixture
def refused(selected):
    """Runs the command expecting it to refuse: its status and its words."""

    def run(*args, **options) -> tuple[int, str]:
        with pytest.raises(CommandError) as raised:
            selected(*args, **options)
        return raised.value.returncode, str(raised.value)

    return run


def who(rows) -> list[str]:
    return [row[0] for row in rows[1:] if row[2] == "yes"]


def test_every_nomination_is_printed_in_the_order_of_the_file_with_its_reason(selected):
    rows, said = selected()
    assert rows == [
        ["id", "score", "selected", "reason"],
        ["n1", "90.5", "yes", "Ranked 1 of 5 with 90.5, for 3 places: within the places."],
        ["n2", "80", "no", "Ranked 2 of 5 with 80, for 3 places: “at most 1 with country LA” was reached at 90.5."],
        ["n3", "70", "yes", "Ranked 3 of 5 with 70, for 3 places: within the places."],
        ["n4", "60", "no", "Ranked 4 of 5 with 60, for 3 places: “at most 1 with country TH” was reached at 70."],
        ["n5", "10", "yes", "Ranked 5 of 5 with 10, for 3 places: needed for “at least 1 with country KH”."],
    ]
    assert said == "total 170.5\n"


def test_it_needs_no_database_at_all(tmp_path):
    (tmp_path / "n.csv").write_text(NOMINATIONS)
    (tmp_path / "q.toml").write_text(QUOTAS)
    done = subprocess.run(
        [sys.executable, "manage.py", "select_nominations", tmp_path / "n.csv", "--quotas", tmp_path / "q.toml"],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
        env={**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "PYTHONHASHSEED": "1",
             "LUMINARY_VAR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    assert who(list(csv.reader(io.StringIO(done.stdout)))) == ["n1", "n3", "n5"]
    assert done.stderr == "total 170.5\n"


def test_places_on_the_command_line_stand_before_those_of_the_file(selected, refused):
    assert who(selected(places="1", quotas="places = 3")[0]) == ["n1"]
    assert who(selected(places=2, quotas="")[0]) == ["n1", "n2"]
    assert refused(quotas="")[1].endswith("quotas.toml: “places” is missing; write places = N, or give --places N.")
    for wrong in ("-1", "two", "1.5", "", "٣"):
        assert refused(places=wrong)[0] == 2


def test_places_are_the_most_that_may_be_taken_and_zero_is_a_number_of_places(selected):
    assert who(selected(places=99, quotas="")[0]) == ["n1", "n2", "n3", "n4", "n5"]
    assert who(selected(places=0, quotas="")[0]) == []


def test_shares_are_of_those_selected(selected):
    share = '[[quota]]\nwhere = {gender = "m"}\nmin_share = 0.6\n'
    rows, said = selected(quotas=share, places=5)
    assert who(rows) == ["n1", "n2", "n3"]
    assert said == "total 240.5\n"
    assert who(selected(quotas='[[quota]]\nper = "gender"\nmax_share = 0.5\n', places=3)[0]) == ["n1", "n2"]


def test_numbers_and_truth_in_the_quotas_fit_their_text_in_the_file(selected):
    rural = NOMINATIONS.replace("grade", "rural").replace(",10\n", ",yes\n").replace(",11\n", ",no\n")
    assert who(selected(quotas="places=1\n[[quota]]\nwhere = {grade = 11}\nmin = 1")[0]) == ["n3"]
    assert who(selected(rural, "places=1\n[[quota]]\nwhere = {rural = false}\nmin = 1")[0]) == ["n3"]
    both = 'places=1\n[[quota]]\nwhere = {grade = 11, gender = "f"}\nmin = 1'
    assert who(selected(quotas=both)[0]) == ["n4"]


def test_a_ruling_takes_and_leaves_out_by_id(selected):
    out = '[[ruling]]\nid = "n1"\ntake = false\nreason = "moved away"\n'
    quotas = f'places = 2\n{out}[[ruling]]\nid = "n5"\ntake = true'
    rows, _said = selected(quotas=quotas)
    assert who(rows) == ["n2", "n5"]
    assert rows[1][3] == "It must not be taken by decision: moved away."


def test_the_order_of_rows_and_of_quotas_changes_nothing_and_the_seed_decides_between_equals(selected):
    lines = [f"k{number},50,{'LTK'[number % 3]}" for number in range(60)]
    quotas = ['[[quota]]\nper = "country"\nmax = 4\n', '[[quota]]\nwhere = {country = "K"}\nmin = 2\n']

    def run(lines, quotas, seed):
        rules = f'places = 7\nseed = "{seed}"\n' + "".join(quotas)
        rows, _said = selected("id,score,country\n" + "\n".join(lines), rules)
        return sorted(who(rows))

    first = run(lines, quotas, "a")
    assert len(first) == 7
    assert run(lines[::-1], quotas[::-1], "a") == first
    assert run(lines, quotas, "b") != first


def test_the_prices_of_quotas_are_told_on_standard_error_when_asked_for(selected):
    _rows, said = selected(prices=True)
    assert said.splitlines() == [
        "total 170.5",
        "Without quota 1 “at least 1 with country KH” the total would be 170.5.",
        "Without quota 2 “at most 1 of each country” the total would be 180.5.",
    ]


def test_a_quota_for_each_passes_over_blanks_and_says_so(selected):
    rows, said = selected("id,score,team\na,3,\nb,2,\nc,1,x\n", 'places=3\n[[quota]]\nper="team"\nmax=1')
    assert who(rows) == ["a", "b", "c"]
    assert said == "total 6\nquota 1 does not count 2 nominations that state no team.\n"


def test_a_value_that_nobody_has_is_told(selected):
    assert selected(quotas='places=1\n[[quota]]\nwhere={country="Laos"}\nmax=1')[1] == (
        "total 90.5\nNobody is counted by quota 1, “at most 1 with country Laos”.\n"
    )


def test_impossible_quotas_exit_with_three_and_are_named(refused):
    status, said = refused(quotas='places=2\n[[quota]]\nwhere={country="KH"}\nmin=2\n[[quota]]\nper="gender"\nmax=3')
    assert status == 3
    assert said.splitlines() == [
        "This cannot hold: quota 1 “at least 2 with country KH”.",
        "At least 2 with country KH are asked for, but only 1 can be taken.",
        "It would hold if quota 1 asked for 1.",
    ]
    status, said = refused(quotas='places=1\n[[quota]]\nper="country"\nmin=1\n[[quota]]\nper="gender"\nmax_share=0.5')
    assert status == 3
    assert "quota 1" in said
    assert "quota 2" not in said.splitlines()[0]


@pytest.mark.parametrize(
    ("nominations", "words"),
    [
        ("", "The file is empty."),
        (" \n\n", "The file is empty."),
        ("id,score\n", "The file has no nominations, only a header."),
        ("id,points\na,1\n", "Row 1: there is no column “score”"),
        ("name,score\na,1\n", "Row 1: there is no column “id”"),
        ("a,1\nb,2\n", "Row 1: there is no column “id”"),
        ("id,score,x,x\na,1,2,3\n", "Row 1: two columns are named “x”."),
        ("id,score\na,1\na,2\n", "Row 3: the id “a” is already that of row 2."),
        ("id,score\n,1\n", "Row 2 has no id."),
        ("id,score\na,\n", "Row 2, id “a”: the score is missing."),
        ("id,score\na,many\n", "Row 2, id “a”: “many” is not a number."),
        ("id,score\na,nan\n", "Row 2, id “a”: “nan” is not a number."),
        ("id,score\na,inf\n", "Row 2, id “a”: “inf” is not a number."),
        ("id,score\na,-Infinity\n", "Row 2, id “a”: “-Infinity” is not a number."),
        ("id,score\na,1_0\n", "Row 2, id “a”: “1_0” is not a number."),
        ("id,score\na,1e400\n", "Row 2, id “a”: “1e400” is not a number."),
        ("id,score\na,1,2\n", "Row 2 has 3 cells, but there are 2 columns."),
        ("id,score\na,=1+1\n", "Row 2, column “score”: a formula, not a value."),
        ('id,score\n"a,1\n', "a quotation mark is not closed"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "This is not a table"),
    ],
)
def test_a_wrong_file_of_nominations_is_refused_in_words(refused, nominations, words):
    status, said = refused(nominations)
    assert status == 2
    assert words in said
    assert "nominations.csv: " in said


@pytest.mark.parametrize(
    ("quota", "words"),
    [
        ('per = "county"\nmax = 1', "quota 1: no nomination has a column “county”; there are id, score, country"),
        ('per = "county"\nmax = 1', "Is “country” meant?"),
        ('where = {shoe = "38"}\nmax = 1', "quota 1: no nomination has a column “shoe”"),
        ('per = "country"\nmin = 3\nmax = 2', "[[quota]] 1: min (3) is above max (2)."),
        ('per = "country"\nmin_share = 0.6\nmax_share = 0.5', "min_share (0.6) is above max_share (0.5)."),
        ('per = "country"\nmax_share = 1.2', "max_share is 1.2; a share of those selected is from 0 to 1"),
        ('per = "country"\nmin_share = 45', "min_share is 45; a share"),
        ('per = "country"\nmin_share = -0.1', "min_share is -0.1; a share"),
        ('per = "country"\nmin_share = nan', "min_share must be a number from 0 to 1"),
        ('per = "country"\nmin_share = true', "min_share must be a number from 0 to 1, not true."),
        ('per = "country"\nmin = -1', "min must be a whole number from 0, not -1."),
        ('per = "country"\nmax = 1.5', "max must be a whole number from 0, not 1.5."),
        ('per = "country"\nmax = "2"', "max must be a whole number from 0, not “2”."),
        ('per = "country"\nmax = true', "max must be a whole number from 0, not true."),
        ('per = "country"\nmaximum = 2', "“maximum” is not known here"),
        ('per = "country"\nmxa = 2', "Is “max” meant?"),
        ('per = "country"', "it asks for nothing"),
        ("max = 2", "it does not say whom it counts"),
        ('per = "country"\nwhere = {gender = "f"}\nmax = 2', "give where or per, not both."),
        ("per = 3\nmax = 2", "per must name a column."),
        ("where = {}\nmax = 2", "where must be written as"),
        ('where = "LA"\nmax = 2', "where must be written as"),
        ('where = {country = ["LA"]}\nmax = 2', "the value of “country” must be a text, a number, true or false."),
    ],
)
def test_a_wrong_quota_is_refused_in_words(refused, quota, words):
    status, said = refused(quotas=f"places = 2\n[[quota]]\n{quota}\n")
    assert status == 2
    assert words in said
    assert "quotas.toml: " in said


@pytest.mark.parametrize(
    ("quotas", "words"),
    [
        ("places = ", "It is not TOML"),
        (b"\xff\xfe\x00", "It is not text in UTF-8."),
        ("places = -1", "“places” must be a whole number from 0."),
        ("places = 2.0", "“places” must be a whole number from 0."),
        ("places = true", "“places” must be a whole number from 0."),
        ("places = 1\nplace = 2", "“place” is not known here"),
        ("places = 1\nseed = 1.5", "“seed” must be a text or a whole number."),
        ("places = 1\nquota = 3", "“quota” must be written as [[quota]]"),
        ("places = 1\n[quota]\nmax = 3", "“quota” must be written as [[quota]]"),
        ("places = 1\n[[ruling]]\nid = 'zz'\ntake = true", "[[ruling]] 1: no nomination has the id “zz”."),
        ("places = 1\n[[ruling]]\nid = 'n1'", "[[ruling]] 1: take must be true"),
        ("places = 1\n[[ruling]]\ntake = true", "[[ruling]] 1: id must name a nomination."),
        ("places = 1\n" + "[[ruling]]\nid='n1'\ntake=true\n" * 2, "there is another about the id"),
    ],
)
def test_a_wrong_file_of_quotas_is_refused_in_words(refused, quotas, words):
    status, said = refused(quotas=quotas)
    assert status == 2
    assert words in said


def test_a_column_in_which_nobody_states_anything_is_no_column_to_ask_about(refused):
    status, said = refused("id,score,team\na,1,\n", 'places=1\n[[quota]]\nper="team"\nmax=1')
    assert (status, said.split(": ", 1)[1]) == (
        2, "quota 1: no nomination states anything in the column “team”."
    )


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="No such file") as raised:
        call_command("select_nominations", str(tmp_path / "none.csv"), quotas=str(tmp_path / "none.toml"))
    assert raised.value.returncode == 2


def test_byte_order_marks_line_ends_semicolons_and_decimal_commas_are_read(selected):
    quotas = b"\xef\xbb\xbf" + QUOTAS.replace("\n", "\r\n").encode()
    expected = ["n1", "n3", "n5"]
    for content in (
        b"\xef\xbb\xbf" + NOMINATIONS.encode(), NOMINATIONS.replace("\n", "\r\n").encode(),
        NOMINATIONS.encode("utf-16"), NOMINATIONS.replace(",", ";").replace("90.5", "90,5").encode(),
        NOMINATIONS.replace("id,score", "ID,Score").encode(), NOMINATIONS.rstrip("\n").encode(),
        NOMINATIONS.replace("n1,90.5", '"n1"," 90.5 "').encode(),
    ):
        rows, said = selected(content, quotas)
        assert who(rows) == expected
        assert said == "total 170.5\n"


def test_names_in_any_script_and_negative_numbers_are_printed_as_they_are(selected):
    rows, said = selected("id,score\nນາງ ບົວ,-2.50\n=x,\n".replace("=x,\n", "-7,1e1\n"), "places=2")
    assert rows[1:] == [
        ["ນາງ ບົວ", "-2.50", "no", ("Ranked 2 of 2 with -2.50, for 2 places: its score would lower the total, and no "
                                   "quota asks for it.")],
        ["-7", "1e1", "yes", "Ranked 1 of 2 with 1e1, for 2 places: within the places."],
    ]
    assert said == "total 10\n"


def test_all_faults_of_a_file_are_told_at_once(refused):
    said = refused("id,score\na,x\nb,y\n" + "".join(f"c{number},z\n" for number in range(80)))[1]
    assert said.count("is not a number") == 50
    assert said.endswith("… and 32 more.")
