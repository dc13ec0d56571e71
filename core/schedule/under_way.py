"""Whether a queued piece of work is still waiting or running."""

from typing import Any

from django.db.models import QuerySet
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

# So many unfinished ones of one kind are looked through.
LOOKED_THROUGH = 200


def under_way(task: Task, *begins: Any) -> bool:
    """Whether the task is queued or running with arguments that begin so (JSON values)."""
    return any_begins(DBTaskResult.objects.filter(task_path=task.module_path, finished_at__isnull=True), begins)


def still_to_begin(task: Task, *begins: Any) -> bool:
    """Whether the task is queued and not begun, with arguments that begin so: it will see what is stored now."""
    return any_begins(DBTaskResult.objects.filter(task_path=task.module_path, started_at__isnull=True), begins)


def any_begins(results: QuerySet, begins: tuple[Any, ...]) -> bool:
    args = results.values_list("args_kwargs", flat=True)[:LOOKED_THROUGH]
    return any(each["args"][: len(begins)] == list(begins) for each in args)
