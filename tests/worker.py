"""The task worker, run inside a test."""

from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult


def run_ready_tasks() -> int:
    """Run every ready task of every queue, and those they queue in turn; gives how many ran.

    A task that raises fails the test with its traceback. The library's own loop closes the connection between
    tasks, which would roll a test's transaction back, so this one only takes and runs them in its order.
    """
    worker = Worker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id="test", excluded_queue_names=[],
    )
    ran = 0
    while taken := DBTaskResult.objects.ready().first():
        taken.claim("test")
        worker.run_task(taken)
        taken.refresh_from_db()
        assert not taken.exception_class_path, f"{taken.task_path} failed:\n{taken.traceback}"
        ran += 1
    return ran
