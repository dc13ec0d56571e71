"""Whose file it is, by its name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent.nominations.bulk.filenames import Match, Named, Somebody, Wanted, example_names, match_files

ANN = Somebody(1, "1042", ("Ann Able",))
BEN = Somebody(2, "1043", ("Ben Best",))
NGUYEN = Somebody(3, "A-7", ("Nguyễn Thị Hương", "Nguyen Thi Huong"))
SOMCHAI = Somebody(4, "", ("สมชาย ใจดี", "Somchai Jaidee"))
ANN_TWO = Somebody(5, "1050", ("Ann Able",))
PEOPLE = [ANN, BEN, NGUYEN, SOMCHAI]
TRANSCRIPT = Wanted("t", "Transcript of marks", 2)
LETTER = Wanted("l", "Letter of motivation", 4)
QUESTIONS = [TRANSCRIPT, LETTER]


def found(name: str, people=PEOPLE, questions=QUESTIONS) -> Match:
    return match_files([Named(0, (name,))], people, questions)[0]


@pytest.mark.parametrize(
    ("name", "person", "question"),
    [
        ("1042 transcript.pdf", 1, "t"),
        ("1042_Transcript of marks.PDF", 1, "t"),
        ("1042-letter.jpg", 1, "l"),
        ("Ann Able - Letter.pdf", 1, "l"),
        ("ann.able.transcript.pdf", 1, "t"),
        ("1042/transcript.pdf", 1, "t"),
        ("Class 9/1042 transcript.pdf", 1, "t"),
        ("1042 q2.pdf", 1, "t"),
        ("1042 4.pdf", 1, "l"),
        ("1042 question 4.pdf", 1, "l"),
        ("Nguyễn Thị Hương letter.pdf", 3, "l"),
        ("Nguye\u0302\u0303n Thi\u0323 Hu\u031bo\u031bng letter.pdf", 3, "l"),
        ("nguyen thi huong letter.pdf", 3, "l"),
        ("A-7 letter.pdf", 3, "l"),
        ("สมชาย ใจดี transcript.pdf", 4, "t"),
    ],
)
def test_a_file_is_named_by_number_or_name_and_question(name, person, question):
    match = found(name)
    assert (match.person, match.question) == (person, question)


def test_a_name_that_fits_nobody_says_so():
    assert "no nominee" in found("holiday.pdf").reason
    assert "no nominee" in found("10 transcript.pdf").reason


def test_a_folder_of_one_student_with_the_file_of_another_is_not_guessed_at():
    assert "two nominees" in found("Ben Best/1042 letter.pdf").reason
    assert found("Ann Able/1042 letter.pdf").person == 1


def test_a_name_without_a_question_names_the_questions_there_are():
    match = found("1042 painting.pdf")
    assert "Ann Able (1042)" in match.reason
    assert "“Transcript of marks”, “Letter of motivation”" in match.reason


def test_two_nominees_of_one_name_are_told_apart_by_the_number_only():
    people = [ANN, ANN_TWO]
    assert "two nominees" in found("Ann Able letter.pdf", people).reason
    assert found("1050 letter.pdf", people).person == 5


def test_a_name_that_fits_two_questions_says_which():
    questions = [Wanted("a", "Letter of the school", 1), Wanted("b", "Letter of motivation", 2)]
    match = found("1042 letter.pdf", questions=questions)
    assert "“Letter of motivation”, “Letter of the school”" in match.reason
    assert found("1042 letter motivation.pdf", questions=questions).question == "b"


def test_where_one_file_is_asked_for_the_student_is_enough():
    assert found("1042.pdf", questions=[TRANSCRIPT]).question == "t"
    assert found("Ben Best.jpg", questions=[TRANSCRIPT]).person == 2
    assert "no question" in found("1042.pdf").reason


def test_a_call_that_asks_for_no_file_says_so():
    assert "asks for no file" in found("1042 letter.pdf", questions=[]).reason


def test_two_files_for_one_place_are_both_left_unless_they_are_the_very_same():
    files = [
        Named(0, ("1042 letter.pdf",), "x"), Named(1, ("Ann Able letter.pdf",), "y"),
        Named(2, ("1043 letter.pdf",), "z"),
    ]
    first, second, third = match_files(files, PEOPLE, QUESTIONS)
    assert "Several files" in first.reason
    assert "Several files" in second.reason
    assert third.taken
    same = [Named(0, ("b/1042 letter.pdf", "1042 letter.pdf"), "x"), Named(1, ("Ann Able letter.pdf",), "x")]
    assert sorted(match.taken for match in match_files(same, PEOPLE, QUESTIONS)) == [False, True]


def test_a_name_in_a_regions_own_encoding_is_read_in_the_one_that_fits():
    anna = Somebody(9, "", ("Анна Белова",))
    raw = "Анна Белова справка.pdf".encode("cp866")
    file = Named(0, tuple(raw.decode(encoding, "replace") for encoding in ("cp1251", "cp866")))
    assert match_files([file], [anna], [Wanted("s", "Справка", 1)])[0].taken


def test_the_examples_that_are_shown_do_match():
    for person in PEOPLE:
        for name, question in zip(example_names(person, QUESTIONS), QUESTIONS, strict=True):
            match = found(name)
            assert (match.person, match.question) == (person.pk, question.key)


WORDS = st.sampled_from(["ann", "able", "ben", "letter", "transcript", "1042", "7", "of", "marks", "q1", "đỗ"])
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


@given(st.data())
def test_the_order_of_files_people_and_questions_changes_nothing(data):
    names = data.draw(st.lists(NAMES, min_size=1, max_size=4))
    people = [Somebody(n, data.draw(st.sampled_from(["", "7", "1042"])), (name,)) for n, name in enumerate(names)]
    questions = [
        Wanted(f"q{n}", label, n + 1) for n, label in enumerate(data.draw(st.lists(NAMES, min_size=0, max_size=3)))
    ]
    files = [
        Named(n, (name + ".pdf",), data.draw(st.sampled_from("xy")))
        for n, name in enumerate(data.draw(st.lists(st.lists(WORDS, min_size=1, max_size=5).map(" ".join), max_size=5)))
    ]
    before = {(m.index, m.person, m.question, m.taken) for m in match_files(files, people, questions)}
    shuffled = [data.draw(st.permutations(each)) for each in (files, people, questions)]
    after = {(m.index, m.person, m.question, m.taken) for m in match_files(*shuffled)}
    names_of = {file.index: file.names[0] for file in files}
    if len(set(names_of.values())) == len(names_of):
        assert after == before
    taken = [(m.person, m.question) for m in match_files(files, people, questions) if m.taken]
    assert len(taken) == len(set(taken)), "no place is taken twice"
    keys = {question.key for question in questions}
    assert all(pk in range(len(people)) and key in keys for pk, key in taken)
