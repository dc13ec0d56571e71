"""Transitions: only those of the table, one winner of two, always written down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audit.lifecycle import NotAllowed, OvertakenByOther
from core.audit.models import Entry
from core.mail.models import Message
from talent.institutions.models import VERIFICATION, Institution, InstitutionState
from tests.concurrency import at_once
from tests.factories import make_institution


def test_a_move_changes_the_state_the_record_at_hand_and_the_further_fields(user):
    school = make_institution(state="applied")
    VERIFICATION.move(school, "verified", by=user, city="Pakse")
    assert (school.state, school.city) == ("verified", "Pakse")
    school.refresh_from_db()
    assert (school.state, school.city) == ("verified", "Pakse")


def test_a_move_is_written_down_with_who_why_and_from_where(user):
    school = make_institution(state="applied")
    VERIFICATION.move(school, "refused", by=user, reason="No such school", detail={"seen": 2})
    entry = Entry.objects.about(school).get()
    assert (entry.who, entry.from_state, entry.to_state, entry.reason, entry.detail) == (
        str(user), "applied", "refused", "No such school", {"seen": 2}
    )


def test_who_has_no_account_is_written_down_in_words(db):
    school = make_institution(state="applied")
    VERIFICATION.move(school, "verified", by="scheduler")
    assert Entry.objects.about(school).get().who == "scheduler"


@pytest.mark.parametrize("now", InstitutionState.values)
@pytest.mark.parametrize("then", InstitutionState.values)
def test_only_the_moves_of_the_table_are_made(db, now, then):
    school = make_institution(state=now)
    allowed = then in VERIFICATION.allowed.get(now, set())
    assert VERIFICATION.can_move(now, then) == allowed
    if allowed:
        VERIFICATION.move(school, then, by="test")
    else:
        with pytest.raises(NotAllowed):
            VERIFICATION.move(school, then, by="test")
    assert Institution.objects.get(pk=school.pk).state == (then if allowed else now)
    assert Entry.objects.about(school).count() == allowed


def test_a_refusal_says_in_words_how_it_stands(db):
    with pytest.raises(NotAllowed, match="waiting for verification"):
        VERIFICATION.move(make_institution(state="applied"), "suspended", by="test")


def test_who_looks_at_an_old_page_is_told_that_another_was_quicker(user):
    school = make_institution(state="applied")
    old = Institution.objects.get(pk=school.pk)
    VERIFICATION.move(school, "verified", by=user)
    with pytest.raises(OvertakenByOther):
        VERIFICATION.move(old, "refused", by=user)
    assert Institution.objects.get(pk=school.pk).state == "verified"
    assert Entry.objects.about(school).count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_many_who_press_at_once_one_wins():
    school = make_institution(state="applied")
    copies = [Institution.objects.get(pk=school.pk) for _ in range(10)]
    goals = ["verified", "refused"] * 5
    answers = at_once([
        lambda copy=copy, to=to: VERIFICATION.move(copy, to, by="test")
        for copy, to in zip(copies, goals, strict=True)
    ])
    won = [answer for answer in answers if isinstance(answer, Institution)]
    assert len(won) == 1
    assert sum(isinstance(answer, OvertakenByOther) for answer in answers) == 9
    assert Institution.objects.get(pk=school.pk).state == won[0].state
    assert Entry.objects.about(school).count() == 1


def every_lifecycle():
    from django.apps import apps

    return [
        (model, model.lifecycle) for model in apps.get_models()
        if hasattr(model, "lifecycle") and not model.__name__.startswith("Historical")
    ]


@pytest.mark.parametrize(("model", "lifecycle"), every_lifecycle(), ids=lambda value: getattr(value, "__name__", ""))
def test_every_lifecycle_names_only_states_that_exist_and_its_path_can_be_walked(model, lifecycle):
    states = set(lifecycle.states.values)
    named = set(lifecycle.allowed) | {to for followers in lifecycle.allowed.values() for to in followers}
    assert named | set(lifecycle.path) <= states
    assert model._meta.get_field("state").default == lifecycle.path[0]
    for now, then in zip(lifecycle.path, lifecycle.path[1:], strict=False):
        assert reachable(lifecycle, now, then), f"{now} → {then}"


def reachable(lifecycle, now: str, then: str) -> bool:
    seen, edge = set(), {now}
    while edge:
        seen |= edge
        edge = {follower for state in edge for follower in lifecycle.allowed.get(state, ())} - seen
    return then in seen


@given(st.text(max_size=20), st.text(max_size=20))
def test_unknown_states_can_never_be_moved_between(now, then):
    if now not in InstitutionState.values:
        assert not VERIFICATION.can_move(now, then)


def test_history_on_a_page_names_states_in_words(user, as_secretariat):
    from django.template import Context, Template

    school = make_institution(state="applied")
    VERIFICATION.move(school, "verified", by=user)
    drawn = Template("{% history school %}{% steps lifecycle school %}").render(
        Context({"school": school, "lifecycle": VERIFICATION})
    )
    assert "waiting for verification → verified" in drawn
    assert 'aria-current="step"' in drawn
    assert Message.objects.count() == 0
