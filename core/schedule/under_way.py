"""Whether a queued piece of work is still waiting or running."""

from typing import Any

from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

# So many unfinished ones of one kind are looked through.
LOOKED_THROUGH = 200


def under_way(task: Task, *begins: Any) -> bool:
    """Whether the task is queued or running with arguments that begin so (JSON values)."""
    unfinished = DBTaskResult.objects.filter(task_path=task.module_path, finished_at__isnull=True)
    args = unfinished.values_list("args_kwargs", flat=True)[:LOOKED_THROUGH]
    return any(each["args"][: len(begins)] == list(begins) for each in args)
