"""Periodic work: which task is due how often, and handing it to the worker exactly once.

The task library has no periodic work of its own. Rooms register theirs in `schedule.py`; any number of
`run_scheduler` processes may run, and each due job is taken by one of them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks.base import Task

from core.schedule.models import LastRun


@dataclass(frozen=True)
class PeriodicJob:
    task: Task
    every: timedelta

    @property
    def name(self) -> str:
        return self.task.module_path


JOBS: dict[str, PeriodicJob] = {}


def run_every(every: timedelta, task: Task) -> None:
    """Register `task` (which takes no arguments) to run about every `every`."""
    job = PeriodicJob(task, every)
    JOBS[job.name] = job


def enqueue_due(now: datetime | None = None) -> list[str]:
    """Hand every due job to the worker; returns their names. Safe when several schedulers call it at once."""
    now = now or timezone.now()
    return [job.name for job in JOBS.values() if take(job, now)]


def take(job: PeriodicJob, now: datetime) -> bool:
    """Claim this turn of the job by moving its last run forward, and enqueue it in the same transaction."""
    with transaction.atomic():
        moved = LastRun.objects.filter(job=job.name, at__lte=now - job.every).update(at=now)
        if not moved and not first_turn(job, now):
            return False
        job.task.enqueue()
        return True


def first_turn(job: PeriodicJob, now: datetime) -> bool:
    if LastRun.objects.filter(job=job.name).exists():
        return False
    try:
        with transaction.atomic():
            LastRun.objects.create(job=job.name, at=now)
    except IntegrityError:
        return False
    return True
