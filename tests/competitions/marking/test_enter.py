"""Entering marks: nothing is lost, nothing is overwritten unseen."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competitions.contests.mark import MarkValue, Standing
from competitions.contests.models import Contest, ContestState, EntryState
from competitions.marking.enter import MarkOvertaken, NotTaken, Overtaken, Stored, Typed, enter_mark, enter_marks
from competitions.marking.models import Mark, MarkChange
from core.audit.lifecycle import Refused
from tests.concurrency import at_once
from tests.factories import make_contest, make_entry, make_juror

FIVE, SIX = MarkValue.of(5), MarkValue.of(6)
NOTHING = MarkValue(Standing.NOT_MARKED)


@pytest.fixture
def contest(db):
    return make_contest(state=ContestState.MARKING, problems=2)


@pytest.fixture
def ana(contest):
    return make_juror(contest, name="Ana")


@pytest.fixture
def ben(contest):
    return make_juror(contest, name="Ben")


@pytest.fixture
def script(contest):
    return make_entry(contest, "LAO1"), contest.problems.first()


def history(mark):
    return [(change.version, change.value.text, change.by.name) for change in mark.changes.order_by("version")]


def test_a_mark_is_stored_with_its_history(contest, script, ana, ben):
    first = enter_mark(contest, *script, FIVE, seen_version=0, by=ana)
    second = enter_mark(contest, *script, SIX, seen_version=first.version, by=ben)
    assert (second.version, second.points, second.by) == (2, Decimal(6), ben)
    stored = Mark.objects.get()
    assert (stored.value, stored.version) == (SIX, 2)
    assert history(stored) == [(1, "5", "Ana"), (2, "6", "Ben")]


def test_nobody_overwrites_anothers_mark_unseen(contest, script, ana, ben):
    enter_mark(contest, *script, FIVE, seen_version=0, by=ana)
    with pytest.raises(MarkOvertaken) as refused:
        enter_mark(contest, *script, SIX, seen_version=0, by=ben)
    assert (refused.value.mark.value, refused.value.mark.by) == (FIVE, ana)
    assert Mark.objects.get().value == FIVE
    assert MarkChange.objects.count() == 1


def test_the_same_request_twice_is_stored_once(contest, script, ana):
    first = enter_mark(contest, *script, FIVE, seen_version=0, by=ana)
    again = enter_mark(contest, *script, FIVE, seen_version=0, by=ana)
    assert (again.pk, again.version) == (first.pk, 1)
    assert MarkChange.objects.count() == 1


def test_a_late_repetition_does_not_undo_what_came_after(contest, script, ana, ben):
    enter_mark(contest, *script, FIVE, seen_version=0, by=ana)
    enter_mark(contest, *script, SIX, seen_version=1, by=ben)
    with pytest.raises(MarkOvertaken):
        enter_mark(contest, *script, FIVE, seen_version=0, by=ana)
    assert Mark.objects.get().value == SIX


def test_a_mark_taken_away_is_not_marked_and_stays_in_the_history(contest, script, ana):
    enter_mark(contest, *script, FIVE, seen_version=0, by=ana)
    cleared = enter_mark(contest, *script, NOTHING, seen_version=1, by=ana)
    assert (cleared.value, cleared.version) == (NOTHING, 2)
    assert history(Mark.objects.get()) == [(1, "5", "Ana"), (2, "not marked", "Ana")]


def test_taking_away_what_is_not_there_stores_nothing(contest, script, ana):
    assert enter_mark(contest, *script, NOTHING, seen_version=0, by=ana).version == 0
    assert not Mark.objects.exists()


@pytest.mark.parametrize(("value", "said"), [
    (MarkValue.of(8), "above 7"), (MarkValue.of(Decimal("0.5")), "steps of 1"),
    (MarkValue.of(Decimal("6.99")), "steps"),
])
def test_a_mark_that_the_problem_cannot_have_is_refused_in_words(contest, script, ana, value, said):
    with pytest.raises(Refused, match=said):
        enter_mark(contest, *script, value, seen_version=0, by=ana)
    assert not Mark.objects.exists()


@pytest.mark.parametrize("state", [state for state in ContestState if state != ContestState.MARKING])
def test_marks_are_entered_only_while_the_contest_is_marked(contest, script, ana, state):
    Contest.objects.filter(pk=contest.pk).update(state=state)
    with pytest.raises(Refused, match="It is now"):
        enter_mark(contest, *script, FIVE, seen_version=0, by=ana)


def test_withdrawn_and_others_contestants_have_no_marks_here(contest, script, ana):
    entry, problem = script
    stranger = make_entry(make_contest(), "VNM1")
    others_problem = make_contest(problems=1).problems.get()
    entry.state = EntryState.WITHDRAWN
    entry.save()
    live = make_entry(contest, "LAO2")
    answers = enter_marks(contest, [
        Typed(entry, problem, FIVE, 0), Typed(stranger, problem, FIVE, 0), Typed(live, others_problem, FIVE, 0),
        Typed(live, problem, FIVE, 0), Typed(live, problem, SIX, 0),
    ], ana)
    assert [type(answer) for answer in answers] == [NotTaken, NotTaken, NotTaken, Stored, NotTaken]
    assert "withdrawn" in answers[0].why
    assert "not a contestant" in answers[1].why
    assert "stands twice" in answers[4].why
    assert Mark.objects.get().value == FIVE


def test_one_wrong_mark_does_not_hold_up_the_others(contest, script, ana, ben):
    entry, first = script
    second = contest.problems.last()
    enter_mark(contest, entry, first, FIVE, seen_version=0, by=ben)
    answers = enter_marks(contest, [Typed(entry, first, SIX, 0), Typed(entry, second, SIX, 0)], ana)
    assert [type(answer) for answer in answers] == [Overtaken, Stored]
    assert Mark.objects.get(problem=second).value == SIX


def test_many_marks_take_as_many_queries_as_few(contest, ana, django_assert_max_num_queries):
    problem = contest.problems.first()
    entries = [make_entry(contest, f"LAO{number}") for number in range(1, 60)]
    for seen, value in ((0, FIVE), (1, SIX)):
        with django_assert_max_num_queries(8):
            enter_marks(contest, [Typed(entry, problem, value, seen) for entry in entries], ana)
    assert MarkChange.objects.count() == 118


VALUES = st.sampled_from([MarkValue.of(number) for number in range(8)] + [
    MarkValue(standing) for standing in Standing if standing != Standing.NUMBER
])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.integers(0, 1), VALUES, st.integers(0, 6)), max_size=12))
def test_the_store_is_always_what_its_history_ends_with(contest, ana, ben, acts):
    """Whatever two people send, with whatever version they saw, each is told what became of it."""
    entry, problem = make_entry(contest), contest.problems.first()
    stands, version = NOTHING, 0
    for who, value, seen in acts:
        answer = enter_marks(contest, [Typed(entry, problem, value, seen)], (ana, ben)[who])[0]
        if value == stands:
            assert answer.mark.version == version
        elif version == 0 or seen == version:
            assert isinstance(answer, Stored)
            stands, version = value, version + 1
        else:
            assert isinstance(answer, Overtaken)
            assert (answer.mark.value, answer.mark.version) == (stands, version)
    mark = Mark.objects.filter(entry=entry).first()
    assert (mark.value if mark else NOTHING) == stands
    changes = list(MarkChange.objects.filter(mark__entry=entry).order_by("version"))
    assert [change.version for change in changes] == list(range(1, version + 1))
    assert not changes or changes[-1].value == stands


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_twenty_people_type_in_one_grid_and_no_mark_is_lost():
    contest = make_contest(state=ContestState.MARKING, problems=3)
    problems = list(contest.problems.all())
    entries = [make_entry(contest, f"LAO{number}") for number in range(1, 5)]
    people = [make_juror(contest) for _person in range(20)]

    def typist(number):
        """Types into every cell, some of them twice as a browser does when an answer is lost; keeps each answer."""
        told = []
        for turn in range(12):
            place = (turn * 7 + number) % 12
            entry, problem = entries[place // 3], problems[place % 3]
            value = MarkValue.of((number + turn) % 8)
            seen = Mark.objects.filter(entry=entry, problem=problem).values_list("version", flat=True).first() or 0
            for _sending in range(1 + turn % 2):
                try:
                    mark = enter_mark(contest, entry, problem, value, seen_version=seen, by=people[number])
                    told.append((entry.pk, problem.pk, value, mark.version))
                except MarkOvertaken as overtaken:
                    told.append((entry.pk, problem.pk, None, overtaken.mark.version))
        return told

    answers = at_once([lambda number=number: typist(number) for number in range(20)])
    assert all(isinstance(answer, list) for answer in answers), answers
    history = {
        (change.mark.entry_id, change.mark.problem_id, change.version): change.value
        for change in MarkChange.objects.select_related("mark")
    }
    for answer in answers:
        assert len(answer) == 18
        for entry, problem, value, version in answer:
            # Stored: that version of the history is this value. Told: that version is there.
            assert (entry, problem, version) in history
            assert value is None or history[entry, problem, version] == value
    for mark in Mark.objects.all():
        versions = sorted(v for e, p, v in history if (e, p) == (mark.entry_id, mark.problem_id))
        assert versions == list(range(1, mark.version + 1))
        assert history[mark.entry_id, mark.problem_id, mark.version] == mark.value
    numbers = list(MarkChange.objects.order_by("id").values_list("at", flat=True))
    assert numbers == sorted(numbers)
