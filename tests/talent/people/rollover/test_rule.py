from hypothesis import given
from hypothesis import strategies as st

from talent.people.rollover.rule import HIGHEST_GRADE, Becomes, Pupil, Turn, turns_of, usual_turn

grades = st.one_of(st.none(), st.integers(1, HIGHEST_GRADE))
pupils = st.lists(grades, max_size=12).map(lambda found: [Pupil(key, grade) for key, grade in enumerate(found)])
some = st.frozensets(st.integers(0, 11))
last = st.integers(1, HIGHEST_GRADE)


def test_a_grade_up_until_the_last_which_leaves():
    assert usual_turn(Pupil(1, 9), 12) == Turn(1, 9, 10, Becomes.UP)
    assert usual_turn(Pupil(1, 11), 12) == Turn(1, 11, 12, Becomes.UP)
    assert usual_turn(Pupil(1, 12), 12) == Turn(1, 12, 12, Becomes.LEAVES)
    assert usual_turn(Pupil(1, 13), 12).becomes == Becomes.LEAVES


def test_without_a_grade_nothing_changes():
    assert usual_turn(Pupil(1, None), 12) == Turn(1, None, None, Becomes.SAME)


def test_who_stays_in_the_last_grade_repeats_it():
    assert turns_of([Pupil(1, 12)], 12, leaving=[], repeating=[]) == [Turn(1, 12, 12, Becomes.SAME)]


def test_leaving_counts_before_repeating():
    assert turns_of([Pupil(1, 8)], 12, leaving=[1], repeating=[1])[0].becomes == Becomes.LEAVES


@given(pupils, last, some, some)
def test_each_has_one_turn_and_nobody_goes_beyond_the_last_grade_or_up_two(found, last_grade, leaving, repeating):
    turns = turns_of(found, last_grade, leaving=leaving, repeating=repeating)
    assert [turn.key for turn in turns] == [pupil.key for pupil in found]
    for pupil, turn in zip(found, turns, strict=True):
        assert turn.before == pupil.grade
        if turn.becomes == Becomes.UP:
            assert turn.after == pupil.grade + 1 <= last_grade
        else:
            assert turn.after == pupil.grade
        assert (turn.becomes == Becomes.LEAVES) == (pupil.key in leaving)


@given(pupils, last, some, some)
def test_the_order_of_students_changes_nobodys_turn(found, last_grade, leaving, repeating):
    one = turns_of(found, last_grade, leaving=leaving, repeating=repeating)
    other = turns_of(reversed(found), last_grade, leaving=leaving, repeating=repeating)
    assert sorted(one, key=lambda turn: turn.key) == sorted(other, key=lambda turn: turn.key)
