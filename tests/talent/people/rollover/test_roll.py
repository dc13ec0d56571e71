"""The turn of a school's year: previewed, done once, taken back."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core.audit.lifecycle import Refused
from talent.people.models import Person
from talent.people.rollover.models import RolloverState, YearRollover
from talent.people.rollover.roll import Chosen, as_seen, forget_turns, roll_over, students_of, undo
from tests.concurrency import at_once
from tests.factories import make_coordinator, make_institution, make_member, make_person

YEAR = timezone.now().year


def chosen(*, leaving=(), repeating=(), year=YEAR, last_grade=12) -> Chosen:
    return Chosen(year, last_grade, {each.pk for each in leaving}, {each.pk for each in repeating}, date(2026, 6, 30))


def roll(school, by, **words) -> YearRollover:
    return roll_over(school, chosen(**words), by, seen=as_seen(list(students_of(school))))


def state_of(*students) -> list[tuple[int | None, date | None]]:
    return [(each.grade, each.left_on) for each in (Person.objects.get(pk=student.pk) for student in students)]


@pytest.fixture
def school(db):
    return make_institution("Lycée", zone="Asia/Vientiane")


@pytest.fixture
def by(school):
    return make_coordinator(school)


def test_grades_go_up_leavers_leave_repeaters_stay_and_others_are_not_touched(school, by):
    ninth, twelfth, repeater = (make_person(school, grade=grade) for grade in (9, 12, 9))
    without, elsewhere = make_person(school, grade=None), make_person(grade=9)
    teacher, gone = make_person(school, "teacher", grade=None), make_person(school, grade=9, left_on=date(2025, 1, 1))
    rollover = roll(school, by, leaving=[twelfth], repeating=[repeater])
    assert state_of(ninth, twelfth, repeater, without, elsewhere, gone) == [
        (10, None), (12, date(2026, 6, 30)), (9, None), (None, None), (9, None), (9, date(2025, 1, 1)),
    ]
    assert state_of(teacher) == [(None, None)]
    assert rollover.counts == {"up": 1, "same": 2, "leaves": 1}
    school.refresh_from_db()
    assert school.last_grade == 12
    assert ninth.history.count() == 2


def test_done_twice_in_one_school_year_is_refused_and_the_next_year_is_not(school, by):
    student = make_person(school, grade=9)
    roll(school, by)
    with pytest.raises(Refused, match="begun here already"):
        roll(school, by)
    assert state_of(student) == [(10, None)]
    roll(school, by, year=YEAR + 1)
    assert state_of(student) == [(11, None)]


def test_students_changed_since_the_page_was_opened_are_looked_at_again(school, by):
    make_person(school, grade=9)
    seen = as_seen(list(students_of(school)))
    make_person(school, grade=10)
    with pytest.raises(Refused, match="changed since"):
        roll_over(school, chosen(), by, seen=seen)
    assert not YearRollover.objects.exists()


def test_taken_back_everybody_is_as_before_and_the_year_can_begin_again(school, by):
    ninth, twelfth = make_person(school, grade=9), make_person(school, grade=12)
    undo(roll(school, by, leaving=[twelfth]), by)
    assert state_of(ninth, twelfth) == [(9, None), (12, None)]
    roll(school, by, leaving=[twelfth])
    assert state_of(ninth) == [(10, None)]


def test_it_is_not_taken_back_when_a_student_changed_since(school, by):
    ninth, other = make_person(school, grade=9, name="Changed Since"), make_person(school, grade=9)
    rollover = roll(school, by)
    Person.objects.filter(pk=ninth.pk).update(grade=11)
    with pytest.raises(Refused, match="Changed Since"):
        undo(rollover, by)
    assert state_of(ninth, other) == [(11, None), (10, None)]


def test_it_is_not_taken_back_when_a_student_is_at_another_school_since(school, by):
    student = make_person(school, grade=9)
    rollover = roll(school, by)
    Person.objects.filter(pk=student.pk).update(institution=make_institution())
    with pytest.raises(Refused, match="another school"):
        undo(rollover, by)


def test_after_two_weeks_it_can_be_taken_back_no_more_and_is_forgotten(school, by):
    make_person(school, grade=9)
    rollover = roll(school, by)
    assert forget_turns() == 0
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        with pytest.raises(Refused, match="two weeks"):
            undo(rollover, by)
        assert forget_turns() == 1
    rollover.refresh_from_db()
    assert (rollover.turns, rollover.state) == ([], RolloverState.STORED)


def test_the_preview_lists_each_with_the_grade_after_it_and_leavers_ticked(school, by, signed_in):
    make_person(school, grade=9, name="Ninth Grader")
    leaver = make_person(school, grade=12, name="Last Grader")
    client = signed_in(by)
    page = client.get(reverse("roll_year_over", kwargs={"key": school.key})).content.decode()
    assert "Ninth Grader" in page
    assert f'name="leaves" value="{leaver.pk}" checked' in page
    again = client.post(reverse("roll_year_over", kwargs={"key": school.key}), {
        "again": "1", "last_grade": "13", "year": str(YEAR), "left_on": "2026-06-30",
    }).content.decode()
    assert f'name="leaves" value="{leaver.pk}" checked' not in again
    assert not YearRollover.objects.exists()


def test_confirmed_on_the_page_it_is_done_and_can_be_taken_back_there(school, by, signed_in):
    student, leaver = make_person(school, grade=9), make_person(school, grade=12)
    client, page = signed_in(by), reverse("roll_year_over", kwargs={"key": school.key})
    answer = client.post(page, {
        "confirm": "1", "last_grade": "12", "year": str(YEAR), "left_on": "2026-06-30", "leaves": [str(leaver.pk)],
        "seen": as_seen(list(students_of(school))),
    })
    rollover = YearRollover.objects.get()
    assert answer["Location"] == reverse("year_rollover", kwargs={"key": rollover.key})
    assert state_of(student, leaver) == [(10, None), (12, date(2026, 6, 30))]
    client.post(answer["Location"])
    assert state_of(student, leaver) == [(9, None), (12, None)]


def test_a_fault_in_the_form_keeps_what_was_ticked(school, by, signed_in):
    student = make_person(school, grade=9)
    answer = signed_in(by).post(reverse("roll_year_over", kwargs={"key": school.key}), {
        "confirm": "1", "last_grade": "12", "year": str(YEAR), "left_on": "2999-01-01", "repeats": [str(student.pk)],
    })
    assert f'name="repeats" value="{student.pk}" checked' in answer.content.decode()
    assert "in the future" in answer.content.decode()


def test_a_teacher_does_not_begin_the_year(school, signed_in):
    client = signed_in(make_member(school))
    assert client.get(reverse("roll_year_over", kwargs={"key": school.key})).status_code == 403


def test_a_large_school_takes_as_many_statements_as_a_small_one(school, by, django_assert_max_num_queries):
    for _ in range(30):
        make_person(school, grade=9)
    with django_assert_max_num_queries(16):
        roll(school, by)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_confirm_at_once_begin_the_year_once():
    school = make_institution()
    by, student = make_coordinator(school), make_person(school, grade=9)
    answers = at_once([lambda: roll(school, by)] * 6)
    assert sum(isinstance(each, YearRollover) for each in answers) == 1
    assert state_of(student) == [(10, None)]
