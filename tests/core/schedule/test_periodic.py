"""Periodic work: due when due, and handed over exactly once."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.schedule import periodic
from core.schedule.models import LastRun
from core.schedule.periodic import enqueue_due, run_every
from core.schedule.tasks import tidy_up
from tests.concurrency import at_once

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@task
def ring_the_bell() -> None:
    """A periodic task of these tests."""


@pytest.fixture
def hourly(monkeypatch) -> str:
    """Only the bell is registered, every hour."""
    monkeypatch.setattr(periodic, "JOBS", {})
    run_every(timedelta(hours=1), ring_the_bell)
    return ring_the_bell.module_path


def test_a_job_is_due_at_first_and_then_after_its_time(db, hourly):
    assert enqueue_due(NOON) == [hourly]
    assert enqueue_due(NOON + timedelta(minutes=59, seconds=59)) == []
    assert enqueue_due(NOON + timedelta(hours=1)) == [hourly]
    assert DBTaskResult.objects.count() == 2


def test_after_a_long_stop_a_job_runs_once_not_for_each_turn_missed(db, hourly):
    enqueue_due(NOON)
    assert enqueue_due(NOON + timedelta(days=30)) == [hourly]
    assert enqueue_due(NOON + timedelta(days=30, seconds=15)) == []


@pytest.mark.django_db(transaction=True)
def test_the_command_looks_once_and_ends(hourly):
    call_command("run_scheduler", "--once")
    assert DBTaskResult.objects.get().task_path == hourly


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(looks=st.lists(st.integers(1, 5000), min_size=1, max_size=30))
def test_two_runs_are_never_closer_than_the_period(db, hourly, looks):
    LastRun.objects.all().delete()
    now, runs = NOON, []
    for seconds in looks:
        now += timedelta(seconds=seconds)
        if enqueue_due(now):
            runs.append(now)
    gaps = [after - before for before, after in pairwise(runs)]
    assert all(gap >= timedelta(hours=1) for gap in gaps)
    assert runs[0] == NOON + timedelta(seconds=looks[0])


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_many_schedulers_at_once_hand_a_job_over_once_at_first_and_again_when_due(hourly):
    for turn, now in enumerate((NOON, NOON + timedelta(hours=1)), start=1):
        answers = at_once([lambda now=now: enqueue_due(now)] * 8)
        assert sum(answer == [hourly] for answer in answers) == 1, answers
        assert sum(answer == [] for answer in answers) == 7
        assert DBTaskResult.objects.count() == turn


def test_every_registered_task_takes_no_arguments_and_has_a_queue_of_ours(settings):
    for job in periodic.JOBS.values():
        assert job.task.queue_name in settings.TASKS["default"]["QUEUES"]
        assert job.every >= timedelta(minutes=1)


def test_expired_sessions_and_old_results_are_thrown_away(db, hourly):
    now = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))
    ring_the_bell.enqueue()
    ring_the_bell.enqueue()
    old, fresh = DBTaskResult.objects.all()
    DBTaskResult.objects.update(status="SUCCESSFUL", finished_at=now)
    DBTaskResult.objects.filter(pk=old.pk).update(finished_at=now - timedelta(days=15))
    assert tidy_up.func() == 2
    assert Session.objects.get().session_key == "new"
    assert DBTaskResult.objects.get().pk == fresh.pk
