"""The rule that decides what each row would do, without a database."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent.people.student_import.dates import DateOrder
from talent.people.student_import.judge import FileRow, KnownGuardian, KnownPerson, School, judge

SCHOOL = School(country="LA", language="lo", members=frozenset({"LA", "TH", "RU"}), today=datetime.date(2026, 3, 1))
GUS = KnownGuardian(7, "Gus Able", "father", "gus@example.org", "", "lo")


def known(pk=1, is_student=True, left_on="", guardians=(), **values) -> KnownPerson:
    defaults = {
        "number": "S1", "name": "Ann Able", "latin_name": "Ann Able", "birth_date": "2010-05-06", "gender": "f",
        "country": "LA", "grade": 9, "email": "",
    }
    return KnownPerson(pk, is_student, {**defaults, **values}, left_on, tuple(guardians))


def texts(**given) -> dict[str, str]:
    return {"number": "S1", "name": "Ann Able", "birth_date": "2010-05-06", **given}


def verdicts(*rows, stored=(), troubles=()):
    file = [FileRow(number, row, troubles) for number, row in enumerate(rows, 2)]
    return judge(file, stored, SCHOOL, DateOrder())


def wrong(row, stored=()) -> list[list[str]]:
    (judged,) = verdicts(row, stored=stored)
    assert judged.verdict == "wrong"
    assert not judged.fields
    return judged.wrong


def test_a_student_not_stored_is_new_with_the_schools_defaults():
    (judged,) = verdicts(texts(gender="girl", grade="9B", guardian1_name="Gus Able", guardian1_email="gus@example.org"))
    assert judged.verdict == "new"
    assert judged.fields == {
        "number": "S1", "name": "Ann Able", "latin_name": "Ann Able", "_latin": "made", "birth_date": "2010-05-06",
        "gender": "f", "country": "LA", "grade": 9, "languages": [], "email": "",
        "guardians": [{"language": "lo", "name": "Gus Able", "email": "gus@example.org"}],
    }


def test_a_student_stored_alike_is_unchanged():
    row = texts(gender="F", grade="9", country="Laos", guardian1_name="gus  ABLE", guardian1_email="gus@example.org")
    stored = known(guardians=[KnownGuardian(7, "gus ABLE", "father", "gus@example.org", "", "lo")])
    (judged,) = verdicts(row, stored=[stored])
    assert (judged.verdict, judged.person, judged.changes) == ("same", 1, {})


def test_changes_are_said_field_by_field():
    (judged,) = verdicts(texts(name="Ann Able-Baker", grade="10", country="TH"), stored=[known()])
    assert (judged.verdict, judged.person) == ("changed", 1)
    assert judged.changes == {
        "name": ["Ann Able", "Ann Able-Baker"], "latin_name": ["Ann Able", "Ann Able-Baker"], "grade": [9, 10],
        "country": ["LA", "TH"],
    }


def test_an_empty_cell_erases_nothing():
    (judged,) = verdicts(texts(grade="", gender="", email="", guardian1_name=""), stored=[known(guardians=[GUS])])
    assert judged.verdict == "same"


def test_a_latin_name_corrected_by_hand_is_not_made_anew():
    stored = known(name="Юрий", latin_name="Yuri", number="S1")
    assert verdicts(texts(name="Юрий"), stored=[stored])[0].verdict == "same"
    assert verdicts(texts(name="Юрий", latin_name="Iurii"), stored=[stored])[0].changes == {
        "latin_name": ["Yuri", "Iurii"]
    }


def test_without_a_number_name_and_date_of_birth_are_the_student():
    (judged,) = verdicts({"name": "ann  able", "birth_date": "2010-05-06"}, stored=[known(name="Ann Able")])
    assert judged.person == 1
    (judged,) = verdicts(texts(), stored=[known(number="")])
    assert judged.changes == {"number": ["", "S1"]}


def test_somebody_who_left_comes_back():
    (judged,) = verdicts(texts(), stored=[known(left_on="2025-06-30")])
    assert judged.changes == {"left_on": ["2025-06-30", ""]}


def test_a_number_is_one_persons():
    stored = [known(name="Bob Best", birth_date="2009-01-01")]
    assert wrong(texts(), stored) == [["number", "this number is stored for Bob Best"]]
    assert verdicts(texts(), stored=[known(name="Ann Abel")])[0].verdict == "changed"
    teacher = known(is_student=False, name="Tim Teacher", birth_date=None)
    assert wrong(texts(), [teacher]) == [["number", "this number belongs to somebody who is not a student"]]


def test_one_student_with_two_numbers_is_refused():
    assert wrong(texts(number="S2"), [known()]) == [
        ["number", "this student is stored with the number S1; correct one"]
    ]


def test_two_stored_students_alike_need_a_number():
    stored = [known(1, number=""), known(2, number="")]
    assert wrong({"name": "Ann Able", "birth_date": "2010-05-06"}, stored) == [
        ["name", "several stored students have this name and date of birth; give the number"]
    ]


def test_what_stands_twice_in_the_file_names_the_first_row():
    first, same_number, same_name, twin, other = verdicts(
        texts(), texts(name="Bob Best"), {"name": "ANN ABLE", "birth_date": "2010-05-06"}, texts(number="S9"),
        texts(number="S3", birth_date="2011-01-01"),
    )
    assert same_number.wrong == [["number", "the same number as row 2"]]
    assert same_name.wrong == [["name", "the same name and date of birth as row 2"]]
    assert [first.verdict, twin.verdict, other.verdict] == ["new", "new", "new"]


def test_two_rows_about_one_stored_student_are_not_both_taken():
    first, second = verdicts(
        texts(number="S1", name="Ann Abel"), {"name": "Ann Able", "birth_date": "2010-05-06"}, stored=[known()]
    )
    assert first.verdict == "changed"
    assert second.wrong == [["name", "the same student as row 2"]]


@pytest.mark.parametrize(
    ("given", "field", "reason"),
    [
        ({"name": ""}, "name", "is missing"),
        ({"name": "12345"}, "name", "“12345” is not a name"),
        ({"name": "x" * 201}, "name", "longer than 200 characters"),
        ({"name": "สมชาย"}, "latin_name", "is missing: the name in Latin letters stands on badges"),
        ({"name": "สมชาย", "latin_name": "ชาย"}, "latin_name", "“ชาย” is not in Latin letters"),
        ({"birth_date": ""}, "birth_date", "is missing"),
        ({"birth_date": "31.02.2010"}, "birth_date", "“31.02.2010”: there is no such day"),
        ({"birth_date": "2027-01-01"}, "birth_date", "2027-01-01 is in the future"),
        ({"birth_date": "2026-03-02"}, "birth_date", "2026-03-02 is in the future"),
        ({"birth_date": "1950-01-01"}, "birth_date", "born 1950-01-01, the student would be 76 years old"),
        ({"birth_date": "2025-01-01"}, "birth_date", "born 2025-01-01, the student would be 1 years old"),
        ({"gender": "blue"}, "gender", "“blue” is not a gender known here; write f, m or x"),
        ({"country": "Atlantis"}, "country", "“Atlantis” is not a country known here; write its code, such as TH"),
        ({"country": "France"}, "country", "“France” is not a member country"),
        ({"grade": "99"}, "grade", "“99” is not a grade from 1 to 13"),
        ({"email": "ann at home"}, "email", "“ann at home” is not an email address"),
        ({"number": "9" * 41}, "number", "longer than 40 characters"),
        ({"number": "EXAMPLE-1"}, "number", "this row is the template's example; take it away"),
        ({"guardian1_email": "g@example.org"}, "guardian1_name",
         "is missing, though the guardian has an address or number"),
        ({"guardian2_name": "Gus", "guardian2_email": "gus"}, "guardian2_email", "“gus” is not an email address"),
        ({"guardian1_name": "Gus", "guardian1_phone": "call me"}, "guardian1_phone",
         "“call me” is not a telephone number"),
        ({"guardian1_name": "Gus", "guardian1_language": "Klingon"}, "guardian1_language",
         "“Klingon” is not a language that Luminary writes in"),
    ],
)
def test_a_wrong_cell_names_its_column_and_the_reason(given, field, reason):
    assert [field, reason] in wrong(texts(**given))


def test_all_that_is_wrong_in_a_row_is_said_at_once():
    found = wrong(texts(name="", birth_date="soon", gender="blue", grade="zz", guardian1_email="g"))
    assert [field for field, _reason in found] == [
        "name", "birth_date", "gender", "grade", "guardian1_email", "guardian1_name"
    ]


def test_a_trouble_of_the_file_stands_for_its_cell():
    (judged,) = verdicts(texts(birth_date=""), troubles=(("birth_date", "a formula, not a value"),))
    assert judged.wrong == [["birth_date", "a formula, not a value"]]


def test_a_wrong_row_does_not_stand_in_the_way_of_a_good_one():
    first, second = verdicts(texts(grade="zz"), texts())
    assert (first.verdict, second.verdict) == ("wrong", "new")


def test_a_name_in_several_columns_keeps_the_files_order():
    names = {"family_name": "Nguyễn", "middle_name": "Thị", "given_name": "Ánh"}
    (judged,) = verdicts({**names, "birth_date": "2010-05-06"})
    assert judged.fields["name"] == "Nguyễn Thị Ánh"


def test_a_guardian_is_recognised_by_name_or_by_address_and_else_added():
    stored = [known(guardians=[GUS])]
    (judged,) = verdicts(texts(guardian1_name="gus able", guardian1_email="new@example.org"), stored=stored)
    assert judged.changes == {
        "guardian:7:name": ["Gus Able", "gus able", "Gus Able"],
        "guardian:7:email": ["gus@example.org", "new@example.org", "Gus Able"],
    }
    (judged,) = verdicts(texts(guardian1_name="August Able", guardian1_email="GUS@example.org"), stored=stored)
    assert "guardian:7:name" in judged.changes
    (judged,) = verdicts(texts(guardian1_name="Mia", guardian1_relationship="mother"), stored=stored)
    assert judged.changes == {"guardian:new:0": ["", {"name": "Mia", "relationship": "mother"}, "Mia"]}


def test_two_guardians_of_one_row_are_never_taken_for_one():
    stored = [known(guardians=[GUS])]
    row = texts(guardian1_name="Gus Able", guardian2_name="Mia Able", guardian2_email="gus@example.org")
    (judged,) = verdicts(row, stored=stored)
    assert list(judged.changes) == ["guardian:new:1"]


CELLS = st.sampled_from(["", "S1", "S2", "Ann", "Bob", "2010-05-06", "x", "9", "f", "a@b.org"]) | st.text(max_size=5)
ROWS = st.lists(st.fixed_dictionaries({
    "number": CELLS, "name": CELLS, "birth_date": st.sampled_from(["2010-05-06", "2011-01-01", ""]), "grade": CELLS,
    "guardian1_name": CELLS, "guardian1_email": CELLS,
}), max_size=8)
STORED = [known(1), known(2, number="S2", name="Bob", guardians=[GUS]), known(3, number="", name="Ann")]


@given(ROWS)
def test_whatever_the_file_each_row_has_one_verdict_and_each_student_one_row(rows):
    judged = verdicts(*rows, stored=STORED)
    assert [each.number for each in judged] == list(range(2, len(rows) + 2))
    taken = [each.person for each in judged if each.person]
    assert len(taken) == len(set(taken))
    numbers = [each.fields["number"] for each in judged if each.verdict == "new" and each.fields["number"]]
    assert len(numbers) == len(set(numbers))
    assert not set(numbers) & {"S1", "S2"}
    for each in judged:
        assert bool(each.wrong) == (each.verdict == "wrong")
        assert bool(each.changes) == (each.verdict == "changed")
        assert (each.person is None) == (each.verdict in {"new", "wrong"})
        for _field, reason in each.wrong:
            assert reason
